package matrixtest

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
)

// TestReportDoesNotDependOnWorkers compares whole reports, evidence and names of objects included, of a shop with many bugs.
func TestReportDoesNotDependOnWorkers(t *testing.T) {
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
