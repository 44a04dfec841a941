package matrixtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
)

// reach runs the quick budget and gives the share of operations that answered 2xx.
func reach(t *testing.T, document []byte, strict bool, change func(*harness.Config)) (float64, *harness.Report) {
	t.Helper()
	handler := shop.New()
	if strict {
		handler = shop.NewStrict()
	}
	cfg := configured(t, document, handler)
	if change != nil {
		change(&cfg)
	}
	report, err := harness.Run(t.Context(), cfg)
	require.NoError(t, err)
	for _, f := range append(report.Findings, report.Flaky...) {
		t.Logf("%s %s %s: %s; promised %s, got %s (%d of %d)", f.Rule, f.Operation, f.Site, f.Message, f.Promised, f.Got, f.Confirms.N, f.Confirms.Of)
	}
	reached := 0
	for _, o := range report.Operations {
		if o.Reached {
			reached++
		} else {
			t.Logf("not reached: %s %v", o.ID, o.Statuses)
		}
	}
	return float64(reached) / float64(len(report.Operations)), report
}

// TestReachWithoutHints takes everything from the contract but paths and schemas.
func TestReachWithoutHints(t *testing.T) {
	share, _ := reach(t, shop.Plain(), false, nil)
	require.GreaterOrEqual(t, share, 0.95)
	without, _ := reach(t, shop.Plain(), false, func(cfg *harness.Config) { cfg.Stories = harness.Stories{} })
	t.Logf("reached with stories %.0f%%, without %.0f%%", 100*share, 100*without)
	require.Less(t, without, share)
}

// TestReachBehindAStricterValidator tests a service that enforces what its contract does not say.
func TestReachBehindAStricterValidator(t *testing.T) {
	share, report := reach(t, shop.Loose(), true, nil)
	for _, r := range report.Learned {
		t.Logf("%s %s%s %s %v (%d): %s", r.Operation, r.Target, r.Pointer, r.Keyword, r.Value, r.Seen, r.Text)
	}
	without, _ := reach(t, shop.Loose(), true, func(cfg *harness.Config) { cfg.Stories.Learn = nil })
	t.Logf("reached with learning %.0f%%, without %.0f%%", 100*share, 100*without)
	require.GreaterOrEqual(t, share, 0.9)
	require.Less(t, without, share)
}
