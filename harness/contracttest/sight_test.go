package contracttest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// patient is a service that tells what ran in it, and how it is.
type patient struct {
	harness.Target
	asked int
}

func (p *patient) Reached(context.Context) ([]uint64, error) {
	p.asked++
	return []uint64{uint64(p.asked)}, nil
}
func (p *patient) Alarms() int                           { return 0 }
func (p *patient) Vitals(context.Context) harness.Vitals { return harness.Vitals{} }
func (p *patient) Revive(context.Context) error          { return nil }

// TestWhatIsFollowedIsWatchedStill: the health checks are left out where the target says nothing of its health.
func TestWhatIsFollowedIsWatchedStill(t *testing.T) {
	to := &patient{}
	cfg := harness.Config{Target: to}
	s := &sight{}
	s.follow(t.Context(), &cfg)
	require.Same(t, to, cfg.Target)
	require.Implements(t, (*harness.Watched)(nil), cfg.Target)
	sent := 0
	cfg.Around(t.Context(), func() { sent++ })
	require.Equal(t, 1, sent)
	require.Equal(t, []uint64{quiet + 1}, s.blocks, "what ran for this request, and not before it")
}
