package health_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/ward"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites/health"
)

// leaking is a ward in this process, with what fuzzing it needs.
func leaking(t *testing.T, s *ward.Service) harness.Config {
	t.Helper()
	return trying(t, target.Handler(s))
}

// trying is a trial of the family on a ward.
func trying(t *testing.T, to harness.Target) harness.Config {
	t.Helper()
	contract, err := openapi.Parse("openapi.yaml", ward.Document(), openapi.Options{})
	require.NoError(t, err)
	return harness.Config{Contract: contract, Target: to, Checks: health.Checks, Stories: generators.Stories(contract, graph.Options{})}
}

// fuzzed plays requests of which one in ten asks for a full page, and gives what was found, and the checks that have judged and kept silent.
func fuzzed(t *testing.T, cfg harness.Config) (found map[string]*harness.Finding, kept []string) {
	t.Helper()
	trial, err := harness.OpenTrial(harness.TrialConfig{Config: cfg})
	require.NoError(t, err)
	found = map[string]*harness.Finding{}
	for i := range 10_000 {
		n := "7"
		if i%10 == 9 {
			n = "1000"
		}
		if i%500 == 0 {
			runtime.GC() // what a glance tells is what the collector saw last, and with GOGC=400 and other tests' heap it would not look
		}
		outcome, err := trial.Play(t.Context(), beds(n), "")
		require.NoError(t, err)
		for _, f := range outcome.Findings {
			found[f.Rule] = f
			trial.Know(f.Fingerprint)
		}
		if len(found) > 0 && i > 1000 {
			break
		}
	}
	for _, c := range trial.Close(t.Context()).Checks {
		if c.Kept > 0 {
			kept = append(kept, c.ID)
		}
	}
	return found, kept
}

func TestFuzzingFindsWhatGrows(t *testing.T) {
	for _, bug := range ward.Leaks() {
		t.Run(bug.ID, func(t *testing.T) {
			f := grows(t, leaking(t, &ward.Service{Planted: []string{bug.ID}}), bug.ID)
			replays(t, leaking(t, &ward.Service{}), f, harness.Fixed)
		})
	}
}

// grows gives what is found on a ward with a bug, which is that bug alone, and shown again by its finding.
func grows(t *testing.T, cfg harness.Config, bug string) *harness.Finding {
	t.Helper()
	found, _ := fuzzed(t, cfg)
	require.Len(t, found, 1)
	f := found[bug]
	require.NotNil(t, f)
	require.Contains(t, f.Curl[len(f.Curl)-1], "n=1000")
	replays(t, cfg, f, harness.StillBroken)
	return f
}

func replays(t *testing.T, cfg harness.Config, f *harness.Finding, want harness.Replayed) {
	t.Helper()
	result, err := harness.Replay(t.Context(), cfg, f)
	require.NoError(t, err)
	require.Equal(t, want, result.Outcome)
}

// TestWhatIsKeptWithinBoundsIsNoGrowth: the latest pages, workers, and work that goes on after the answer.
func TestWhatIsKeptWithinBoundsIsNoGrowth(t *testing.T) {
	found, kept := fuzzed(t, leaking(t, &ward.Service{Thrifty: true}))
	require.Empty(t, found)
	require.Subset(t, kept, leaks())
}

// leaks lists the checks of growth.
func leaks() (list []string) {
	for _, bug := range ward.Leaks() {
		list = append(list, bug.ID)
	}
	return list
}
