package matrixtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/suites"
)

// TestForumBugsOfGraphQL plants each bug that a check of GraphQL is named for: it speaks, and no other does.
func TestForumBugsOfGraphQL(t *testing.T) {
	for _, bug := range forum.Bugs() {
		check := suites.Find(bug.ID)
		if check == nil || check.Family() != "graphql" {
			continue
		}
		t.Run(bug.ID, func(t *testing.T) {
			for seed := range *seeds {
				report := runForum(t, uint64(seed+1), bug.ID)
				found := false
				for _, f := range report.Findings {
					found = found || f.Rule == bug.ID
					if f.Rule != bug.ID {
						t.Errorf("seed %d: %s speaks as well: %s %s: %s (got %s)\n%s", seed+1, f.Rule, f.Operation, f.Site, f.Message, f.Got, f.Curl)
					}
				}
				require.True(t, found, "seed %d: %s is silent about its own bug", seed+1, bug.ID)
			}
		})
	}
}

// TestForumIsJudged demands that each check of GraphQL gets to decide on the sound forum: one that never does keeps nothing.
func TestForumIsJudged(t *testing.T) {
	report := runForum(t, 1)
	for _, c := range report.Checks {
		if check := suites.Find(c.ID); check.Family() == "graphql" {
			t.Logf("%-40s kept %4d, inconclusive %d", c.ID, c.Kept, c.Inconclusive)
			require.Positive(t, c.Kept, "%s (%d inconclusive)", c.ID, c.Inconclusive)
		}
	}
}
