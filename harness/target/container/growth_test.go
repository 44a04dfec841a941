package container_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/ward"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target/container"
	"github.com/contravene-dev/contravene/suites/health"
)

// TestFuzzingFindsWhatGrowsInAContainer has the thrifty ward beside those with bugs.
func TestFuzzingFindsWhatGrowsInAContainer(t *testing.T) {
	if err := container.Available(t.Context()); err != nil {
		if os.Getenv("CONTRAVENE_REQUIRE_DOCKER") != "" {
			t.Fatal(err)
		}
		t.Skip("no Docker: ", err)
	}
	for _, habit := range []string{"thrifty", "health.goroutine-growth", "health.memory-growth"} {
		t.Run(habit, func(t *testing.T) {
			t.Parallel() // most of the time it waits for goroutines to end
			found, kept := fuzzedWard(t, habit)
			if habit == "thrifty" {
				require.Empty(t, found)
				require.Subset(t, kept, []string{"health.goroutine-growth", "health.memory-growth"})
				return
			}
			require.Equal(t, []string{habit}, found)
		})
	}
}

// fuzzedWard plays requests of which one in ten asks for a full page, and gives the rules of what was found, and the checks that have judged
// and kept silent.
func fuzzedWard(t *testing.T, habit string) (found, kept []string) {
	t.Helper()
	service, err := container.Run(t.Context(), container.Config{
		GoPackage: "./fixtures/ward/cmd/ward", Dir: "../../..", Coverage: true, Covered: []string{"./fixtures/ward"},
		Args: []string{"-addr", ":8080", "-habits", habit},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, service.Close()) })
	contract, err := openapi.Parse("openapi.yaml", ward.Document(), openapi.Options{})
	require.NoError(t, err)
	trial, err := harness.OpenTrial(harness.TrialConfig{Config: harness.Config{
		Contract: contract, Target: service, Checks: health.Checks, Stories: generators.Stories(contract, graph.Options{}),
	}})
	require.NoError(t, err)
	for i := 0; i < 6000 && len(found) == 0; i++ {
		n := 1 + i%10*111 // 1000 is full
		outcome, err := trial.Play(t.Context(), &harness.Case{
			ID: "beds", Operation: "GET /beds", Aim: harness.Aim{Expect: harness.Accept},
			Steps: []harness.Step{{Operation: "GET /beds", Inputs: harness.Inputs{Query: map[string]any{"n": fmt.Sprint(n)}}}},
		}, "")
		require.NoError(t, err)
		for _, f := range outcome.Findings {
			found = append(found, f.Rule)
		}
	}
	for _, c := range trial.Close(t.Context()).Checks {
		if c.Kept > 0 {
			kept = append(kept, c.ID)
		}
	}
	return found, kept
}
