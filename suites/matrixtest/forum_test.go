package matrixtest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// TestForumIsSound runs all checks on a sound service that gqlgen made. Its rules, such as the length of a title, stand in no
// schema, and are no broken promises.
func TestForumIsSound(t *testing.T) {
	for seed := range *seeds {
		report := runForum(t, uint64(seed+1))
		require.Empty(t, report.Flaky)
		for _, f := range report.Findings {
			t.Errorf("seed %d: %s %s %s: %s (promised %s, got %s)\n%s", seed+1, f.Rule, f.Operation, f.Site, f.Message, f.Promised, f.Got, f.Curl)
		}
		for _, op := range report.Operations {
			if op.ID != "mutation createAttachment" && !strings.HasPrefix(op.ID, "subscription") { // neither travels as plain JSON
				require.Positive(t, op.Totals.Accepted, op.ID)
			}
		}
	}
}

func runForum(t *testing.T, seed uint64, bugs ...string) *harness.Report {
	t.Helper()
	types, err := graphql.Parse(graphql.File{Name: "schema.graphql", Text: string(forum.Document())})
	require.NoError(t, err)
	c := types.Contract(graphql.Options{})
	to := target.Handler(forum.New(bugs...))
	defer func() { require.NoError(t, to.Close()) }()
	var actors []*harness.Actor
	for _, a := range forum.Actors() {
		actor := harness.NewActor(a.Name, http.Header{"Authorization": {"Bearer " + a.Token}})
		actor.Class, actor.Tenant = a.Class, a.Tenant
		actors = append(actors, actor)
	}
	actors = append(actors, actors[0].Tampered(actors[0].Name+"-tampered"))
	report, err := harness.Run(context.Background(), harness.Config{
		Contract: c, Target: to, Generators: generators.All, Checks: suites.All(), Seed: seed, Budget: harness.Quick, Actors: actors,
		Stories: generators.Stories(c, graph.Options{}), Tool: "test",
	})
	require.NoError(t, err)
	return report
}
