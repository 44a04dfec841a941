package cli

import (
	"net/http"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
)

// forumBugs are planted into the forum: those that a run finds, none of which hides another.
var forumBugs = []string{
	"authz.object-read",
	"authz.object-delete",
	"authz.list-leak",
	"authz.not-enforced",
	"graphql.answer-shape",
	"graphql.invalid-document-accepted",
	"state.created-not-readable",
	"state.update-not-persisted",
	"graphql.lenient-coercion",
	"graphql.schema-drift",
	"graphql.get-mutation-executes",
	"graphql.form-post-executes",
	"graphql.batch-differs",
	"graphql.document-equivalence",
}

var forumDemo = demo{"forum", forumBugs, func(bugs []string) (harness.Config, error) {
	types, err := graphql.Parse(graphql.File{Name: "forum/schema.graphql", Text: string(forum.Document())})
	if err != nil {
		return harness.Config{}, err
	}
	var actors []*harness.Actor
	for _, s := range forum.Actors() {
		actor := harness.NewActor(s.Name, http.Header{"Authorization": {"Bearer " + s.Token}})
		actor.Class, actor.Tenant = s.Class, s.Tenant
		actors = append(actors, actor)
	}
	contract := types.Contract(graphql.Options{Endpoint: forum.Endpoint})
	return harness.Config{Contract: contract, Target: target.Handler(forum.New(bugs...)), Actors: append(actors, actors[0].Tampered(actors[0].Name+"-tampered"))}, nil
}}
