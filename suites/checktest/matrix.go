package checktest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// Matrix proves the checks on a fixture, for seeds 1 to n. On the sound service every check judges and all are silent.
// With any one bug planted the check that the bug is named for speaks, and no other.
func Matrix(t *testing.T, f *Fixture, checks []*harness.Check, seeds int, budget harness.Budget) {
	t.Helper()
	cfg := harness.Config{Contract: f.contract(t), Checks: checks, Budget: budget}
	for seed := 1; seed <= seeds; seed++ {
		cfg.Seed = uint64(seed)
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Run("sound", func(t *testing.T) {
				report := f.run(t, cfg)
				requireJudged(t, report)
				requireSilent(t, report)
			})
			for _, bug := range f.Bugs {
				t.Run(bug, func(t *testing.T) { requireOnly(t, f.run(t, cfg, bug), bug) })
			}
		})
	}
}

// requireOnly demands that a bug was found by the check named for it and by no other.
func requireOnly(t *testing.T, report *harness.Report, bug string) {
	t.Helper()
	found := false
	for _, f := range report.Findings {
		if f.Rule == bug {
			found = true
			continue
		}
		t.Errorf("%s speaks as well: %s", f.Rule, line(f))
	}
	for _, f := range report.Flaky {
		t.Logf("flaky (%d of %d): %s %s", f.Confirms.N, f.Confirms.Of, f.Rule, line(f))
	}
	require.True(t, found, "%s is silent about its own bug", bug)
}
