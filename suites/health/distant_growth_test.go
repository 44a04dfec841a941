package health_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/ward"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// built is a ward with habits in another process, with counters unless it is to be plain.
func built(t *testing.T, plain bool, habits ...string) harness.Config {
	t.Helper()
	options := []target.Option{
		target.WithModule("../.."),
		target.WithCommand(target.Command{Args: []string{"-addr", "{{addr}}", "-habits", strings.Join(habits, ",")}, Grace: time.Second}),
	}
	if !plain {
		options = append(options, target.WithCoverage("./fixtures/ward"))
	}
	to, err := target.GoPackage(t.Context(), "./fixtures/ward/cmd/ward", options...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, to.Close()) })
	return trying(t, to)
}

func TestFuzzingFindsWhatGrowsInAnotherProcess(t *testing.T) {
	for _, bug := range ward.Leaks() {
		t.Run(bug.ID, func(t *testing.T) {
			t.Parallel() // most of the time it waits for goroutines to end
			f := grows(t, built(t, false, bug.ID), bug.ID)
			replays(t, built(t, false), f, harness.Fixed)
		})
	}
}

// TestWhatIsKeptWithinBoundsIsNoGrowthInAnotherProcess has what grows a little weighed, and found to be no growth.
func TestWhatIsKeptWithinBoundsIsNoGrowthInAnotherProcess(t *testing.T) {
	t.Parallel()
	found, kept := fuzzed(t, built(t, false, "thrifty"))
	require.Empty(t, found)
	require.Subset(t, kept, leaks())
}

// TestGrowthIsNoMatterWhereNothingCanBeWeighed also has a replay say so.
func TestGrowthIsNoMatterWhereNothingCanBeWeighed(t *testing.T) {
	cfg := built(t, true, "health.goroutine-growth")
	trial, err := harness.OpenTrial(harness.TrialConfig{Config: cfg})
	require.NoError(t, err)
	_, err = trial.Play(t.Context(), beds("1000"), "")
	require.NoError(t, err)
	for _, c := range trial.Close(t.Context()).Checks {
		require.NotContains(t, leaks(), c.ID)
	}
	result, err := harness.Replay(t.Context(), cfg, &harness.Finding{Rule: "health.goroutine-growth", Case: beds("1000")})
	require.NoError(t, err)
	require.Equal(t, harness.ReplayResult{Outcome: harness.Undecided, Reason: harness.ErrNoWeight.Error()}, result)
}
