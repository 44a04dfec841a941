package matrixtest

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
)

// TestReportDoesNotDependOnWorkers compares whole reports, evidence and names of objects included, of a shop with many bugs.
func TestReportDoesNotDependOnWorkers(t *testing.T) {
	t.Parallel()
	bugs := []string{
		"conformance.response-schema", "exposure.undeclared-property", "conformance.missing-body", "input.undocumented-constraint",
		"state.put-replaces-partially", "state.list-misses-created", "state.etag-ignored", "state.delete-has-no-effect",
		"state.put-creates-again", "state.idempotency-key-ignored",
	}
	run := func(workers int) string {
		cfg := configured(t, shop.Document(), shop.New(bugs...))
		cfg.Seed, cfg.Workers = 7, workers
		report, err := harness.Run(t.Context(), cfg)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(report.Findings), len(bugs))
		report.Timing = harness.Timing{}
		var text bytes.Buffer
		require.NoError(t, reports.JSON(&text, report))
		return text.String()
	}
	one := run(1)
	for range 3 {
		require.Equal(t, one, run(8))
	}
}

// TestForumFindingsDoNotDependOnWorkers has bugs that only counting what lists show finds, while nobody else makes what is counted.
func TestForumFindingsDoNotDependOnWorkers(t *testing.T) {
	t.Parallel()
	bugs := []string{"authz.count-leak", "state.total-inconsistent", "graphql.path-differs"}
	for _, workers := range []int{2, 8} {
		cfg := forumConfig(t, inProcess(1, bugs...))
		cfg.Workers = workers
		report, err := harness.Run(t.Context(), cfg)
		require.NoError(t, err)
		require.NoError(t, cfg.Target.Close())
		for _, f := range report.Flaky { // what another worker made meanwhile does not repeat, and is no finding
			t.Logf("%d workers: flaky: %s %s", workers, f.Rule, f.Operation)
		}
		var found []string
		for _, f := range report.Findings {
			found = append(found, f.Rule)
		}
		require.ElementsMatch(t, bugs, slices.Compact(slices.Sorted(slices.Values(found))), "%d workers", workers)
	}
}
