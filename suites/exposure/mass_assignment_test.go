package exposure_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/suites/exposure"
)

const things = `
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
  /things/{thingId}:
    parameters: [{name: thingId, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: a thing, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}
    patch:
      requestBody:
        required: true
        content: {application/merge-patch+json: {schema: {type: object, properties: {name: {type: string}, made: {type: string, readOnly: true}}}}}
      responses: {'200': {description: changed}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: replaced}}
components:
  schemas:
    Thing:
      type: object
      properties:
        id: {type: string}
        name: {type: string}
        made: {type: string}
        kind: {type: string, enum: [a, b, c]}
        fixed: {const: 1}
        approved: {type: boolean}
        hash: {type: string, pattern: '^[0-9]{64}$'}
`

// TestWhatMayBeAssigned tries members that answers show and requests do not have, where two values can be made up.
func TestWhatMayBeAssigned(t *testing.T) {
	c, err := openapi.Parse("things.yaml", []byte(things), openapi.Options{})
	require.NoError(t, err)
	stories := generators.Stories(c, graph.Options{})
	titles := func(check *harness.Check, operation string) (list []string) {
		p := &harness.Plan{Contract: c, Operation: c.Operation(operation), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}}
		for one := range check.Propose(p) {
			list = append(list, one.Title)
			first, second := one.Steps[1].Inputs.Body.Value.(map[string]any), one.Steps[3].Inputs.Body.Value.(map[string]any)
			require.NotEqual(t, first, second, "two different values")
			require.Equal(t, "kept", one.Steps[2].Label)
		}
		return list
	}
	require.Equal(t, []string{"write approved of a thing", "write kind of a thing"}, titles(exposure.MassAssignment, "PATCH /things/{thingId}"))
	require.Equal(t, []string{"write made of a thing"}, titles(exposure.ReadOnlyPersisted, "PATCH /things/{thingId}"))
	require.Empty(t, titles(exposure.MassAssignment, "PUT /things/{thingId}"), "a request that declares no members takes any")
	require.Empty(t, titles(exposure.MassAssignment, "POST /things"))
}
