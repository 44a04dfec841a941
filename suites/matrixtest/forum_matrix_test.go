package matrixtest

import (
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
)

var forumSeeds = flag.Int("matrix.forum-seeds", 1, "how many seeds the matrix of the forum is proven for")

// TestForumBugs plants each bug in a service that gqlgen made. The shared check that it is named for speaks, and no other.
func TestForumBugs(t *testing.T) {
	for _, bug := range forum.Bugs() {
		if strings.HasPrefix(bug.ID, "graphql.") {
			continue // see TestForumBugsOfGraphQL
		}
		t.Run(bug.ID, func(t *testing.T) {
			for seed := range *forumSeeds {
				found := false
				for _, f := range runForum(t, uint64(seed+1), bug.ID).Findings {
					if f.Rule == bug.ID {
						found = true
						continue
					}
					t.Errorf("seed %d: %s speaks as well: %s %s: %s (promised %s, got %s)\n%s", seed+1, f.Rule, f.Operation, f.Site, f.Message, f.Promised, f.Got, f.Curl)
				}
				require.True(t, found, "seed %d: %s is silent about its own bug", seed+1, bug.ID)
			}
		})
	}
}
