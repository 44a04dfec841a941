package exposure_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/suites/exposure"
)

const market = `
openapi: 3.1.0
info: {title: Market, version: 1.0.0}
security: [{bearer: []}]
paths:
  /orders:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
  /orders/{orderId}:
    parameters: [{name: orderId, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: an order, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}
    delete: {responses: {'204': {description: gone}}}
  /window:
    get:
      security: [{}, {bearer: []}]
      responses: {'200': {description: what there is, content: {application/json: {schema: {type: object}}}}}
  /feedback:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'204': {description: thanks}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Thing: {type: object, required: [title], properties: {id: {type: string, readOnly: true}, title: {type: string}}}
`

func actor(name, class, of string) *harness.Actor {
	a := harness.NewActor(name, nil)
	a.Class, a.Of = class, of
	return a
}

// outlines writes down who does what in the stories of a check about an operation.
func outlines(t *testing.T, check *harness.Check, operation string, cast ...*harness.Actor) []string {
	t.Helper()
	c, err := openapi.Parse("market.yaml", []byte(market), openapi.Options{})
	require.NoError(t, err)
	stories := generators.Stories(c, graph.Options{})
	var list []string
	for one := range check.Propose(&harness.Plan{
		Contract: c, Operation: c.Operation(operation), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}, Cast: cast,
	}) {
		var steps []string
		for _, s := range one.Steps {
			steps = append(steps, strings.TrimSpace(s.Actor+" "+s.Label))
		}
		list = append(list, strings.Join(steps, ", "))
	}
	return list
}

func TestWhoAsksForSomethingElse(t *testing.T) {
	alice, bella, root := actor("alice", "user", ""), actor("bella", "user", ""), actor("root", "admin", "")
	require.Equal(t, []string{"theirs, bella refused, bella asks GET /window, bella asks POST /feedback"},
		outlines(t, exposure.ForeignData, "GET /orders/{orderId}", alice, root, bella))
	require.Empty(t, outlines(t, exposure.ForeignData, "GET /window", alice, bella), "told where the objects are read, so that nobody else makes any")
	require.Empty(t, outlines(t, exposure.ForeignData, "GET /orders/{orderId}", alice, root), "who is of another class may be told more")
}

func TestWhoIsShownLess(t *testing.T) {
	alice, bella, few := actor("alice", "user", ""), actor("bella", "user", ""), actor("few", "user", "alice")
	require.Equal(t, []string{"owner, anonymous lesser anonymous, owner-again", "owner, few lesser narrow, owner-again"},
		outlines(t, exposure.WiderThanOwner, "GET /window", alice, bella, few))
	read := slices.Clone(outlines(t, exposure.WiderThanOwner, "GET /orders/{orderId}", alice, actor("root", "admin", ""), bella))
	require.Equal(t, []string{"obtain order, owner, bella lesser peer, owner-again"}, read)
	require.Empty(t, outlines(t, exposure.WiderThanOwner, "POST /feedback", alice, bella, few))
}
