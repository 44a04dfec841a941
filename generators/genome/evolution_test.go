package genome_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
)

const firstVersion = `
openapi: 3.1.0
info: {title: Boxes, version: 1.0.0}
paths:
  /boxes:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}
      responses: {'201': {description: a box, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
  /boxes/{boxId}:
    parameters: [{name: boxId, in: path, required: true, schema: {type: string, pattern: '^box_[0-9]{4}$'}}]
    get:
      parameters: [{name: deep, in: query, schema: {type: boolean}}]
      responses: {'200': {description: a box, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
    delete:
      responses: {'204': {description: done}}
components:
  schemas:
    Box:
      type: object
      additionalProperties: false
      required: [label]
      properties:
        id: {type: string, readOnly: true, pattern: '^box_[0-9]{4}$'}
        label: {type: string, minLength: 2, maxLength: 12}
        colour: {enum: [red, green, blue]}
        weight: {type: integer, minimum: 1, maximum: 500}
        size: {type: number, multipleOf: 0.5, exclusiveMinimum: 0}
        items: {type: array, maxItems: 3, items: {type: object, required: [sku], properties: {sku: {type: string}, quantity: {type: integer, minimum: 0}}}}
        lid: {oneOf: [{type: object, required: [hinge], properties: {hinge: {const: left}}}, {type: integer, minimum: 3}]}
`

// secondVersion adds an operation and a field, drops the removal of boxes, and renames weight.
func secondVersion() string {
	text := strings.Replace(firstVersion, "    delete:\n      responses: {'204': {description: done}}\n", `    patch:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}
      responses: {'200': {description: done}}
`, 1)
	text = strings.Replace(text, "        weight: ", "        grams: ", 1)
	return strings.Replace(text, "        colour: ", "        shape: {enum: [round, square]}\n        colour: ", 1)
}

func parsed(t testing.TB, text string) *bed {
	t.Helper()
	contract, err := openapi.Parse("boxes.yaml", []byte(text), openapi.Options{})
	require.NoError(t, err)
	b := bedOf(contract)
	require.NotNil(t, b.stories.Objects.Kind("box"))
	return b
}

func box(members ...any) harness.Step {
	value := map[string]any{"label": "plain"}
	for i := 0; i < len(members); i += 2 {
		value[members[i].(string)] = members[i+1]
	}
	return harness.Step{Operation: "POST /boxes", Inputs: harness.Inputs{Body: &harness.Payload{Media: "application/json", Value: value}}}
}

func TestEntriesOutliveTheirContract(t *testing.T) {
	old, now := parsed(t, firstVersion), parsed(t, secondVersion())
	sub := harness.Inputs{Path: map[string]any{"boxId": "box_0001"}}
	bind := []harness.Binding{{Step: 0, From: "body#/id", Target: "path.boxId"}}
	k := &harness.Case{ID: "saved/1", Operation: "GET /boxes/{boxId}", Origin: "saved", Title: "a box is gone", Aim: harness.Aim{Expect: harness.Any}, Steps: []harness.Step{
		box("weight", json.Number("7"), "colour", "green", "items", []any{map[string]any{"sku": "a", "quantity": json.Number("2")}}),
		{Operation: "DELETE /boxes/{boxId}", Inputs: sub, Bind: bind},
		{Operation: "GET /boxes/{boxId}", Inputs: sub, Bind: append(bind[:1:1], harness.Binding{Step: 1, From: "body#/id", Target: "query.deep"})},
	}}
	data, err := old.codec.Encode(k)
	require.NoError(t, err)
	again, err := now.codec.Decode(data)
	require.NoError(t, err)
	require.Equal(t, []string{"POST /boxes", "GET /boxes/{boxId}"}, []string{again.Steps[0].Operation, again.Steps[1].Operation})
	require.Equal(t, map[string]any{"label": "plain", "colour": "green", "items": []any{map[string]any{"sku": "a", "quantity": json.Number("2")}}}, again.Steps[0].Inputs.Body.Value)
	require.Equal(t, bind, again.Steps[1].Bind, "the binding to the step that is gone is gone")
	require.Equal(t, "saved/1", again.ID)
	notes := strings.Join(now.codec.Notes(data), "\n")
	require.Contains(t, notes, "step 1: the operation ")
	require.Contains(t, notes, "POST /boxes: it has no field with the key ")
	require.Contains(t, notes, "names step 1, which is gone")
	require.Empty(t, old.codec.Notes(data))

	k.Steps, k.Operation = k.Steps[:2], k.Steps[1].Operation
	data, err = old.codec.Encode(k)
	require.NoError(t, err)
	var unknown *genome.UnknownError
	_, err = now.codec.Decode(data)
	require.ErrorAs(t, err, &unknown)
	require.NotEmpty(t, now.codec.Notes(data))
	for seed := range old.codec.Seeds() {
		if _, err := now.codec.Decode(seed); err != nil {
			require.ErrorAs(t, err, &unknown)
			require.NotEmpty(t, now.codec.Notes(seed))
		}
	}
}
