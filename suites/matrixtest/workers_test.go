package matrixtest

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/suites"
)

// TestReportDoesNotDependOnWorkers compares whole reports, evidence and names of objects included, of a shop with many bugs.
func TestReportDoesNotDependOnWorkers(t *testing.T) {
	bugs := []string{
		"conformance.response-schema", "exposure.undeclared-property", "conformance.missing-body", "input.undocumented-constraint",
		"state.put-replaces-partially", "state.list-misses-created", "state.etag-ignored", "state.delete-has-no-effect",
		"state.put-creates-again", "state.idempotency-key-ignored",
	}
	run := func(workers int) string {
		contract, err := openapi.Parse("openapi.yaml", shop.Document(), openapi.Options{})
		require.NoError(t, err)
		cfg := harness.Config{
			Contract: contract, Target: target.Handler(shop.New(bugs...)), Actors: fixture().Actors, Generators: generators.All,
			Checks: suites.All(), Seed: 7, Budget: harness.Quick, Workers: workers, Stories: generators.Stories(contract, graph.Options{}),
		}
		cfg.Stories.Settle = time.Millisecond
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
