package authz_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/suites/authz"
)

const library = `
openapi: 3.1.0
info: {title: Library, version: 1.0.0}
security: [{bearer: []}]
paths:
  /shelves:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'201': {description: a shelf, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
  /shelves/{shelfId}:
    parameters: [{name: shelfId, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: a shelf, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}
  /shelves/{shelfId}/books:
    parameters: [{name: shelfId, in: path, required: true, schema: {type: string}}]
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'201': {description: a book, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
  /shelves/{shelfId}/books/{bookId}:
    parameters:
      - {name: shelfId, in: path, required: true, schema: {type: string}}
      - {name: bookId, in: path, required: true, schema: {type: string}}
      - {name: id, in: query, schema: {type: string}}
    get: {responses: {'200': {description: a book, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'200': {description: a book}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Thing: {type: object, required: [title], properties: {id: {type: string, readOnly: true}, title: {type: string}}}
`

const book, rebind = "GET /shelves/{shelfId}/books/{bookId}", "PUT /shelves/{shelfId}/books/{bookId}"

func libraryPlan(t *testing.T, operation string, cast []*harness.Actor) *harness.Plan {
	t.Helper()
	c, err := openapi.Parse("library.yaml", []byte(library), openapi.Options{})
	require.NoError(t, err)
	stories := generators.Stories(c, graph.Options{})
	return &harness.Plan{
		Contract: c, Operation: c.Operation(operation), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}, Cast: cast,
	}
}

// made gives who made the objects that a step's inputs name.
func made(c *harness.Case, label string) map[string]string {
	by := map[string]string{}
	for _, step := range c.Steps {
		for _, b := range step.Bind {
			if step.Label == label {
				by[b.Target] = sender(c.Steps[b.Step])
			}
		}
	}
	return by
}

// TestDetours names two objects in one request: the attacker's own, and the owner's by another way.
func TestDetours(t *testing.T) {
	for _, c := range []struct {
		check     *harness.Check
		operation string
		label     string
		by        map[string]string
	}{
		{authz.ParentMismatch, book, "detour peer own-parent", map[string]string{"path.shelfId": "bella", "path.bookId": "usual"}},
		{authz.ParentMismatch, rebind, "detour peer own-parent", map[string]string{"path.shelfId": "bella", "path.bookId": "usual"}},
		{authz.IDConflict, book, "detour peer query", map[string]string{"path.shelfId": "bella", "path.bookId": "bella", "query.bookId": "usual"}},
		{authz.IDConflict, rebind, "detour peer body", map[string]string{
			"path.shelfId": "bella", "path.bookId": "bella", "body#/bookId": "usual", "body#/id": "usual",
		}},
		{authz.TenantSwap, book, "detour foreign headers", map[string]string{"path.shelfId": "usual", "path.bookId": "usual"}},
		{authz.PathBypass, book, "detour anonymous trailing-slash", map[string]string{"path.shelfId": "usual", "path.bookId": "usual"}},
	} {
		cases := slices.Collect(c.check.Propose(libraryPlan(t, c.operation, cast())))
		at := slices.IndexFunc(cases, func(one *harness.Case) bool { return len(made(one, c.label)) > 0 })
		require.GreaterOrEqual(t, at, 0, "%s on %s", c.check.ID, c.operation)
		require.Equal(t, c.by, made(cases[at], c.label), "%s on %s", c.check.ID, c.operation)
		require.NotEmpty(t, made(cases[at], "probe"), "what is not refused outright proves nothing")
	}
}

// TestNoDetours tells nothing where there is nobody or nothing to attack.
func TestNoDetours(t *testing.T) {
	alone := []*harness.Actor{actor("alice", "user", "")}
	for _, check := range []*harness.Check{authz.ParentMismatch, authz.IDConflict, authz.TenantSwap} {
		require.Empty(t, slices.Collect(check.Propose(libraryPlan(t, book, alone))), check.ID)
		require.Empty(t, proposed(t, check, pane, cast()), "%s where everybody may", check.ID)
	}
	require.Empty(t, proposed(t, authz.ParentMismatch, read, cast()), "there is no parent")
	require.Empty(t, slices.Collect(authz.TenantSwap.Propose(libraryPlan(t, book, cast()[:4]))), "there is one tenant")
	require.Empty(t, proposed(t, authz.PathBypass, pane, cast()), "no credential is needed")
}
