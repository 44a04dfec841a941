package matrixtest

import (
	"context"
	"flag"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

var (
	forumSeeds = flag.Int("matrix.forum-seeds", 1, "how many seeds the matrix of the forum is proven for")
	forumEvery = flag.Int("matrix.forum-every", 8, "how many bugs there are for each that is planted in the forum; 1: all are")
)

// TestForumIsSound runs all checks on a sound service that gqlgen made. Its rules, such as the length of a title, stand in no
// schema, and are no broken promises.
func TestForumIsSound(t *testing.T) {
	t.Parallel()
	for seed := range max(*seeds, *forumSeeds) {
		requireQuiet(t, inProcess(uint64(seed+1)))
	}
}

// TestForumBugs plants each bug in a service that gqlgen made. The check that it is named for speaks, and no other.
func TestForumBugs(t *testing.T) {
	for i, bug := range forum.Bugs() {
		if i%max(1, *forumEvery) > 0 {
			continue
		}
		t.Run(bug.ID, func(t *testing.T) {
			t.Parallel()
			for seed := range *forumSeeds {
				requireFound(t, inProcess(uint64(seed+1), bug.ID))
			}
		})
	}
}

// mute are checks that have nothing to judge on the forum, and why.
var mute = map[string]string{
	"authz.create-on-behalf": "no path leads through another object", "authz.parent-mismatch": "no path leads through another object",
	"authz.id-conflict":    "no path names an object",
	"authz.function-level": "who has a role is not read from directives", "authz.self-escalation": "nobody can register",
	"authz.token-after-logout":  "nobody logs in",
	"conformance.head-mismatch": "nothing is asked with GET", "conformance.header-schema": "a schema declares no headers",
	"conformance.missing-header":  "a schema declares no headers",
	"conformance.unexpected-body": "no answer may have no body", "conformance.response-schema": "graphql.answer-shape takes its place",
	"exposure.undeclared-property": "graphql.answer-shape takes its place", "exposure.account-enumeration": "nobody logs in",
	"exposure.read-only-persisted": "inputs have types of their own", "exposure.write-only-returned": "inputs have types of their own",
	"graphql.batch-differs": "no lists of requests are taken", "graphql.name-suggested": "the schema is hidden from nobody",
	"state.etag-ignored": "answers have no ETag", "state.idempotency-key-ignored": "a schema declares no headers",
	"state.location-missing": "answers have no Location", "state.location-wrong": "answers have no Location",
	"state.merge-patch-misapplied": "no body is a merge patch", "state.put-creates-again": "nothing is sent with PUT",
	"state.put-not-idempotent": "nothing is sent with PUT", "state.put-replaces-partially": "nothing is sent with PUT",
}

// TestForumIsJudged demands that every check gets to decide on the sound forum, but for those that it has nothing for.
func TestForumIsJudged(t *testing.T) {
	t.Parallel()
	for _, c := range runForum(t, inProcess(1)).Checks {
		if reason := mute[c.ID]; reason != "" {
			assert.Zero(t, c.Kept, "%s judges, although %s", c.ID, reason)
			continue
		}
		assert.Positive(t, c.Kept, "%s (%d inconclusive)", c.ID, c.Inconclusive)
	}
}

// cell is one run of the matrix.
type cell struct {
	target harness.Target
	seed   uint64
	bugs   []string
}

func inProcess(seed uint64, bugs ...string) cell {
	return cell{target.Handler(forum.New(bugs...)), seed, bugs}
}

func requireQuiet(t *testing.T, c cell) {
	t.Helper()
	report := runForum(t, c)
	require.Empty(t, report.Flaky)
	for _, f := range report.Findings {
		t.Errorf("seed %d: %s %s %s: %s (promised %s, got %s)\n%s", c.seed, f.Rule, f.Operation, f.Site, f.Message, f.Promised, f.Got, f.Curl)
	}
	for _, op := range report.Operations {
		require.Positive(t, op.Totals.Accepted, op.ID)
	}
}

// requireFound demands that the one bug of a cell is found by the check named for it and by no other.
func requireFound(t *testing.T, c cell) {
	t.Helper()
	found := false
	for _, f := range runForum(t, c).Findings {
		if found = found || f.Rule == c.bugs[0]; f.Rule != c.bugs[0] {
			t.Errorf("seed %d: %s speaks as well: %s %s: %s (promised %s, got %s)\n%s", c.seed, f.Rule, f.Operation, f.Site, f.Message, f.Promised, f.Got, f.Curl)
		}
	}
	require.True(t, found, "seed %d: %s is silent about its own bug", c.seed, c.bugs[0])
}

func runForum(t *testing.T, c cell) *harness.Report {
	t.Helper()
	defer func() { require.NoError(t, c.target.Close()) }()
	report, err := harness.Run(context.Background(), forumConfig(t, c))
	require.NoError(t, err)
	return report
}

// forumConfig is a run of all checks. It has one worker, because cells run side by side already.
func forumConfig(t *testing.T, c cell) harness.Config {
	t.Helper()
	types, err := graphql.Parse(graphql.File{Name: "schema.graphql", Text: string(forum.Document())})
	require.NoError(t, err)
	contract := types.Contract(graphql.Options{})
	var actors []*harness.Actor
	for _, a := range forum.Actors() {
		actor := harness.NewActor(a.Name, http.Header{"Authorization": {"Bearer " + a.Token}})
		actor.Class, actor.Tenant = a.Class, a.Tenant
		actors = append(actors, actor)
	}
	actors = append(actors, actors[0].Tampered(actors[0].Name+"-tampered"))
	return harness.Config{
		Contract: contract, Target: c.target, Generators: generators.All, Checks: suites.All(), Seed: c.seed, Budget: parsed(t), Actors: actors,
		Stories: generators.Stories(contract, graph.Options{}), Tool: "test", Workers: 1,
	}
}
