package matrixtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
)

// TestNothingIsLeftBehind counts the shop's rows before and after. Feedback is the one thing that the contract lets nobody
// delete, and the report has to say so.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		document []byte
		stop     int // requests after which the run is stopped; 0: it ends by itself
	}{
		{"to the end", shop.Document(), 0},
		{"without hints", shop.Plain(), 0},
		{"stopped while stories are told", shop.Document(), 150},
		{"stopped while cases are sent", shop.Document(), 900},
	} {
		t.Run(c.name, func(t *testing.T) {
			handler := shop.New()
			before := shop.Rows(handler)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			cfg := configured(t, c.document, handler)
			cfg.Budget = harness.Normal
			cfg.Observe = func(e harness.Event) {
				if c.stop > 0 && e.Requests >= c.stop {
					stop()
				}
			}
			report, err := harness.Run(ctx, cfg)
			require.NoError(t, err)
			require.Equal(t, c.stop > 0, report.Verdict == harness.Interrupted)
			for _, l := range report.Leftovers {
				t.Logf("%d %s: %s", l.Count, l.Kind, l.Reason)
			}
			after := shop.Rows(handler)
			feedback := after["feedback"] - before["feedback"]
			delete(before, "feedback")
			delete(after, "feedback")
			require.Equal(t, before, after)
			require.Contains(t, report.Leftovers, harness.Leftover{
				Kind: "object", URL: "POST /feedback", Reason: "no operation of the contract names what this one makes", Count: feedback,
			})
		})
	}
}
