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

const stall = `
openapi: 3.1.0
info: {title: Stall, version: 1.0.0}
paths:
  /fruits:
    get: {responses: {'200': {description: fruits, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Fruit'}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Fruit'}}}}
      responses: {'201': {description: a fruit, content: {application/json: {schema: {$ref: '#/components/schemas/Fruit'}}}}}
  /fruits/{fruitId}:
    get:
      parameters: [{name: fruitId, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: a fruit, content: {application/json: {schema: {$ref: '#/components/schemas/Fruit'}}}}}
  /orders:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: an order, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
  /orders/{orderId}:
    get:
      parameters: [{name: orderId, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: an order, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
components:
  schemas:
    Fruit: {type: object, required: [name], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
    Order: {type: object, required: [fruitId, note], properties: {id: {type: integer, readOnly: true}, fruitId: {type: integer}, note: {type: string}}}
`

// TestOtherKindsAreShared keeps stories about orders from making fruits while the stories about fruits are told: results must not
// depend on the number of workers.
func TestOtherKindsAreShared(t *testing.T) {
	c, err := openapi.Parse("stall.yaml", []byte(stall), openapi.Options{})
	require.NoError(t, err)
	stories := generators.Stories(c, graph.Options{})
	p := &harness.Plan{
		Contract: c, Operation: c.Operation("GET /orders/{orderId}"), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}, Cast: cast(),
	}
	cases := slices.Collect(authz.ObjectRead.Propose(p))
	require.Len(t, cases, 5)
	for _, one := range cases {
		listed := -1
		for i, s := range one.Steps {
			switch {
			case s.Operation == "POST /fruits":
				require.Equal(t, "fruit by POST /fruits", s.Once, one.Title)
				require.Empty(t, s.Actor)
			case s.Operation == "GET /fruits" && s.Actor == "carol":
				require.Zero(t, s.Else, "who is of another tenant may not see the usual actor's, and looks for one")
				listed = i
			case s.Operation == "POST /orders" && s.Actor == "carol":
				require.Equal(t, listed, s.Bind[0].Step)
			}
		}
	}
}
