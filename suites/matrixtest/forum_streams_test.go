package matrixtest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites"
)

// ofStreams are the bugs that only who listens can find.
var ofStreams = []string{
	"graphql.socket-protocol", "graphql.socket-skips-authorization", "graphql.event-shape", "graphql.foreign-event",
}

// TestForumStreamBugs is TestForumBugs for a second seed: what comes on a stream depends on time, and must not be told by luck.
func TestForumStreamBugs(t *testing.T) {
	for _, id := range ofStreams {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			requireFound(t, inProcess(2, id))
		})
	}
}

// TestForumStreamsWithWorkers demands that what is found and what is judged does not depend on the number of workers.
func TestForumStreamsWithWorkers(t *testing.T) {
	for _, id := range ofStreams {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			var told [][]string
			for _, workers := range []int{1, 4} {
				cfg := forumConfig(t, inProcess(1, id))
				cfg.Workers, cfg.Generators, cfg.Checks = workers, nil, []*harness.Check{suites.Find(id)}
				report, err := harness.Run(context.Background(), cfg)
				require.NoError(t, err)
				require.NoError(t, cfg.Target.Close())
				require.NotEmpty(t, report.Findings, "%s is silent about its own bug", id)
				told = append(told, saidBy(report))
			}
			require.Equal(t, told[0], told[1])
		})
	}
}

func saidBy(report *harness.Report) []string {
	var list []string
	for _, f := range report.Findings {
		list = append(list, f.Fingerprint+" "+f.Operation+" "+f.Site)
	}
	for _, c := range report.Checks {
		list = append(list, fmt.Sprintf("%s kept %d, broken %d, inconclusive %d", c.ID, c.Kept, c.Broken, c.Inconclusive))
	}
	return list
}

// TestForumStreamFindingsReplay stores findings, and replays them on a forum with the bug and on one without.
func TestForumStreamFindingsReplay(t *testing.T) {
	for _, id := range ofStreams {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			cfg := forumConfig(t, inProcess(1, id))
			cfg.Generators, cfg.Checks = nil, []*harness.Check{suites.Find(id)}
			report, err := harness.Run(context.Background(), cfg)
			require.NoError(t, err)
			require.NotEmpty(t, report.Findings)
			stored, err := json.Marshal(report.Findings[0])
			require.NoError(t, err)
			require.NotContains(t, string(stored), "forum-alice", "a credential is stored")
			var f harness.Finding
			require.NoError(t, json.Unmarshal(stored, &f))
			again, err := harness.Replay(context.Background(), cfg, &f)
			require.NoError(t, err)
			require.Equal(t, harness.StillBroken, again.Outcome, again.Reason)
			require.NoError(t, cfg.Target.Close())
			cfg = forumConfig(t, inProcess(1))
			mended, err := harness.Replay(context.Background(), cfg, &f)
			require.NoError(t, err)
			require.Equal(t, harness.Fixed, mended.Outcome, mended.Reason)
			require.NoError(t, cfg.Target.Close())
		})
	}
}
