package matrixtest

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// TestForumByProfile holds the sound forum to each text of GraphQL over HTTP alone: it does what the text demands, and gqlgen
// not all that it recommends.
func TestForumByProfile(t *testing.T) {
	types, err := graphql.Parse(graphql.File{Name: "schema.graphql", Text: string(forum.Document())})
	require.NoError(t, err)
	checks, err := suites.Select("graphql.over-http")
	require.NoError(t, err)
	actor := harness.NewActor("caller", http.Header{"Authorization": {"Bearer " + forum.Actors()[0].Token}})
	for profile, kept := range map[graphql.Profile]int{"": 17, graphql.Profile2023: 30, graphql.ProfileDraft: 35} {
		t.Run(string(profile), func(t *testing.T) {
			to := target.Handler(forum.New())
			defer func() { require.NoError(t, to.Close()) }()
			report, err := harness.Run(context.Background(), harness.Config{
				Contract: types.Contract(graphql.Options{Profile: profile}), Target: to, Checks: checks, Seed: 1, Actors: []*harness.Actor{actor}, Tool: "test",
			})
			require.NoError(t, err)
			for _, f := range append(report.Findings, report.Flaky...) {
				require.True(t, f.Severity == harness.Low && profile != "", "%s: %s, got %s", f.Site, f.Promised, f.Got)
			}
			require.Equal(t, kept, report.Checks[0].Kept)
			require.Zero(t, report.Checks[0].Inconclusive)
		})
	}
}
