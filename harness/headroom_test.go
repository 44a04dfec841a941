package harness

import (
	"math"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

// collectorAt sets the collector for a test, and back at its end.
func collectorAt(t *testing.T, percent int, limit int64) {
	t.Helper()
	before, bound := debug.SetGCPercent(percent), debug.SetMemoryLimit(limit)
	t.Cleanup(func() {
		debug.SetGCPercent(before)
		debug.SetMemoryLimit(bound)
	})
}

func percentNow() int {
	percent, _, _ := collecting()
	return percent
}

func TestRunsMakeRoomAndGiveItBack(t *testing.T) {
	collectorAt(t, goDefault, math.MaxInt64)
	var h headroom
	first, second := h.enter(), h.enter()
	require.Greater(t, percentNow(), goDefault)
	first()
	require.Greater(t, percentNow(), goDefault, "another run is under way")
	second()
	require.Equal(t, goDefault, percentNow())
}

func TestRunsLeaveAChosenCollectorAlone(t *testing.T) {
	for name, c := range map[string]struct {
		percent int
		limit   int64
	}{"a percentage": {150, math.MaxInt64}, "none": {-1, math.MaxInt64}, "a limit of memory": {goDefault, 1 << 30}} {
		t.Run(name, func(t *testing.T) {
			collectorAt(t, c.percent, c.limit)
			before := percentNow()
			var h headroom
			leave := h.enter()
			h.follow()
			require.Equal(t, before, percentNow())
			leave()
			require.Equal(t, before, percentNow())
		})
	}
}

func TestRunsGiveWayToWhoChoosesMeanwhile(t *testing.T) {
	collectorAt(t, goDefault, math.MaxInt64)
	var h headroom
	leave := h.enter()
	debug.SetGCPercent(77)
	h.follow()
	leave()
	require.Equal(t, 77, percentNow())
}

func TestRoomShrinksWithWhatIsAlive(t *testing.T) {
	require.Equal(t, roomiest, roomFor(0))
	require.Equal(t, roomiest, roomFor(64<<20))
	require.Equal(t, 200, roomFor(128<<20))
	require.Equal(t, goDefault, roomFor(2<<30))
}
