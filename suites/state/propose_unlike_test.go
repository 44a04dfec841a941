package state_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/state"
)

const desk = `
openapi: 3.1.0
info: {title: Desk, version: 1.0.0}
paths:
  /lamps:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}}
      responses: {'201': {description: a lamp, content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}}}
  /lamps/{lampId}:
    parameters: [{name: lampId, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: a lamp
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}
    put:
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}}
      responses: {'200': {description: a lamp}}
components:
  schemas:
    Lamp:
      type: object
      required: [name, power, place]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, maxLength: 20}
        power: {type: integer, minimum: 1, maximum: 3}
        place:
          type: object
          required: [room, shelf]
          properties: {room: {type: string, enum: [hall, attic]}, shelf: {type: string}}
        colour: {type: string, enum: [red, green]}
        lit: {type: boolean}
        kind: {const: lamp}
        tags: {type: array, items: {type: string}}
`

// TestUpdatesDifferWhereTheyCan lets no seed choose an update that leaves a member as it was, or one that is refused for its length.
func TestUpdatesDifferWhereTheyCan(t *testing.T) {
	for seed := range uint64(100) {
		p := planFor(t, desk, "PUT /lamps/{lampId}")
		p.Seed = seed
		var told []*harness.Case
		for c := range state.UpdateNotPersisted.Propose(p) {
			told = append(told, c)
		}
		require.Len(t, told, 2)
		made, first, second := body(told[0], "create"), body(told[0], "update"), body(told[1], "update")
		requireUnlike(t, seed, made, first)
		requireUnlike(t, seed, made, second, "room", "power") // the first update may have taken the only others
		requireUnlike(t, seed, first, second)
		require.Len(t, first, 7)
		require.Len(t, second, 7)
		require.Equal(t, "lamp", first["kind"], "there is no other value")
		require.LessOrEqual(t, len(first["tags"].([]any)), 5)
	}
}

// TestOtherChangesDiffer holds the checks to it that can tell nothing from a change that changes nothing.
func TestOtherChangesDiffer(t *testing.T) {
	for seed := range uint64(50) {
		p := planFor(t, desk, "PUT /lamps/{lampId}")
		p.Seed = seed
		for c := range state.PutReplacesPartially.Propose(p) {
			replaced := body(c, "update")
			require.Len(t, replaced, 3)
			requireUnlike(t, seed, body(c, "create"), replaced)
		}
		for c := range state.FailedUpdateHasEffects.Propose(p) {
			requireUnlike(t, seed, body(c, "create"), body(c, "refused"))
		}
		for c := range state.ETagIgnored.Propose(p) {
			requireUnlike(t, seed, body(c, "create"), body(c, "update"))
			requireUnlike(t, seed, body(c, "update"), body(c, "stale"))
		}
	}
}

// body gives what a step of a case sends.
func body(c *harness.Case, label string) map[string]any {
	at := slices.IndexFunc(c.Steps, func(s harness.Step) bool { return s.Label == label })
	return c.Steps[at].Inputs.Body.Value.(map[string]any)
}

// requireUnlike demands that what both of two objects have differs, member by member.
func requireUnlike(t *testing.T, seed uint64, a, b map[string]any, but ...string) {
	t.Helper()
	for name, value := range b {
		inner, nested := value.(map[string]any)
		other, there := a[name]
		switch {
		case nested:
			requireUnlike(t, seed, a[name].(map[string]any), inner, but...)
		case there && name != "kind" && !slices.Contains(but, name):
			require.NotEqual(t, other, value, "seed %d: %s", seed, name)
		}
	}
}
