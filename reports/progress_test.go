package reports

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestProgressPrintsNowAndThen(t *testing.T) {
	var out strings.Builder
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p := &Progress{Out: &out, Now: func() time.Time { return clock }}
	for i := range 31 {
		e := harness.Event{Done: i * 10, Planned: 1000}
		switch i {
		case 3:
			e.Found = &harness.Finding{}
		case 5:
			e.Note = "waiting \x1b[2J2s"
		}
		p.Observe(e)
		clock = clock.Add(time.Second)
	}
	p.Close()
	require.Equal(t, `note: waiting \x1b[2J2s
10s: 100 cases, 1 finding, 10% of the budget, at most 1m30s left, 10 cases/s
20s: 200 cases, 1 finding, 20% of the budget, at most 1m20s left, 10 cases/s
30s: 300 cases, 1 finding, 30% of the budget, at most 1m10s left, 10 cases/s
`, out.String())
}

func TestProgressFollowsALimitInTime(t *testing.T) {
	var out strings.Builder
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p := &Progress{Out: &out, Time: time.Minute, Every: 30 * time.Second, Now: func() time.Time { return clock }}
	p.Observe(harness.Event{Planned: 1_000_000})
	clock = clock.Add(30 * time.Second)
	p.Observe(harness.Event{Done: 60, Planned: 1_000_000})
	require.Equal(t, "30s: 60 cases, 0 findings, 50% of the budget, at most 30s left, 2 cases/s\n", out.String())
}

func TestProgressDrawsABarAndRemovesIt(t *testing.T) {
	var out strings.Builder
	p := &Progress{Out: &out, Terminal: true}
	p.Observe(harness.Event{Started: &harness.Operation{ID: "GET /"}})
	require.Empty(t, out.String(), "nothing is known yet")
	p.Observe(harness.Event{Done: 1, Planned: 10, Found: &harness.Finding{}})
	p.Observe(harness.Event{Done: 20, Planned: 10}) // more than was planned is no reason to fail
	require.Contains(t, out.String(), "1 finding")
	require.Contains(t, out.String(), "/10")
	p.Observe(harness.Event{Note: "hello"})
	p.Close()
	require.Contains(t, out.String(), "note: hello\n")
	require.True(t, strings.HasSuffix(out.String(), "\r"), "%q", out.String())
}
