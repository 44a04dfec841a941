package state_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/state"
)

const shelf = `
openapi: 3.1.0
info: {title: Shelf, version: 1.0.0}
paths:
  /boxes:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: offset, in: query, schema: {type: integer, minimum: 0}}
      responses:
        '200': {description: boxes, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Box'}}}}}
    post:
      parameters: [{name: dryRun, in: query, schema: {type: boolean}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}
      responses: {'201': {description: a box, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
  /boxes/{boxId}:
    parameters: [{name: boxId, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {'200': {description: a box, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
    put:
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}
      responses: {'200': {description: a box}}
    patch:
      requestBody: {required: true, content: {application/merge-patch+json: {schema: {$ref: '#/components/schemas/BoxPatch'}}}}
      responses: {'200': {description: a box}}
    delete:
      responses: {'204': {description: done}}
  /boxes/{boxId}/seal:
    post:
      parameters: [{name: boxId, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: sealed}}
  /boxes/{boxId}/restore:
    post:
      parameters: [{name: boxId, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: back}}
  /health:
    get: {responses: {'200': {description: well}}}
components:
  schemas:
    Box:
      type: object
      required: [label]
      properties:
        id: {type: integer, readOnly: true}
        label: {type: string, maxLength: 20}
        weight: {type: integer, maximum: 90}
        meta: {type: object, additionalProperties: {type: string}}
        note: {type: [string, 'null']}
    BoxPatch:
      type: object
      properties:
        label: {type: string, maxLength: 20}
        weight: {type: integer, maximum: 90}
        meta: {type: object, additionalProperties: {type: string}}
        note: {type: [string, 'null']}
`

// TestStoriesOfObjects holds each check to the operations that it is about and to the steps that its judge looks for.
func TestStoriesOfObjects(t *testing.T) {
	const post, list, read = "POST /boxes", "GET /boxes", "GET /boxes/{boxId}"
	const put, patch, remove = "PUT /boxes/{boxId}", "PATCH /boxes/{boxId}", "DELETE /boxes/{boxId}"
	const seal, restore, health = "POST /boxes/{boxId}/seal", "POST /boxes/{boxId}/restore", "GET /health"
	for _, c := range []struct {
		check  *harness.Check
		steps  string
		on     []string
		unlike int // how many of its stories differ from the others in what they send
	}{
		{state.CreatedNotReadable, "create after", []string{post}, 2},
		{state.ReadBackDiffers, "create after", []string{post}, 3},
		{state.UpdateNotPersisted, "create before update after", []string{put, patch}, 2},
		{state.DeleteHasNoEffect, "create before delete after", []string{remove}, 1},
		{state.SecondDeleteFails, "create delete again", []string{remove}, 1},
		{state.UseAfterDelete, "create before delete gone use", []string{patch, seal}, 1},
		{state.UseAfterDelete, "create before delete gone use after", []string{put}, 1},
		{state.ListMissesCreated, "create before list list-2 list-3", []string{list}, 1},
		{state.ListShowsDeleted, "create before delete gone list list-2 list-3", []string{list}, 1},
		{state.PutNotIdempotent, "create update between again after", []string{put}, 2},
		{state.PutCreatesAgain, "create before list-before list-before-2 list-before-3 update again list-after list-after-2 list-after-3", []string{put}, 1},
		{state.PutReplacesPartially, "create before update after", []string{put}, 1},
		{state.MergePatchMisapplied, "create before update after", []string{patch}, 3},
		{state.FailedUpdateHasEffects, "create before refused after", []string{put, patch}, 2},
	} {
		for _, op := range []string{post, list, read, put, patch, remove, seal, restore, health} {
			cases := proposed(t, c.check, op)
			if !slices.Contains(c.on, op) {
				if c.check != state.UseAfterDelete || op != put && op != patch && op != seal {
					require.Empty(t, cases, "%s on %s", c.check.ID, op)
				}
				continue
			}
			require.GreaterOrEqual(t, len(cases), c.unlike, "%s on %s", c.check.ID, op)
			ids := map[string]bool{}
			for _, one := range cases {
				require.Equal(t, c.steps, labels(one), "%s on %s: %s", c.check.ID, op, one.Title)
				require.False(t, ids[one.ID], "two stories are called %s", one.ID)
				ids[one.ID] = true
				require.Equal(t, c.check.ID, one.Origin)
			}
		}
	}
}

func proposed(t *testing.T, check *harness.Check, operation string) []*harness.Case {
	t.Helper()
	return slices.Collect(check.Propose(planFor(t, shelf, operation)))
}

func labels(c *harness.Case) string {
	var list []string
	for _, s := range c.Steps {
		list = append(list, s.Label)
	}
	return strings.Join(list, " ")
}

func TestWithoutObjectsThereAreNoStories(t *testing.T) {
	for _, check := range state.Checks {
		p := planFor(t, shelf, "POST /boxes")
		p.Objects = nil
		if check.Propose != nil {
			require.Empty(t, slices.Collect(check.Propose(p)), check.ID)
		}
	}
}

// TestStoriesGiveNoMoreThanTheyMust keeps parameters out that would make a creation a trial or an update conditional.
func TestStoriesGiveNoMoreThanTheyMust(t *testing.T) {
	for _, c := range proposed(t, state.ReadBackDiffers, "POST /boxes") {
		require.Empty(t, c.Steps[0].Inputs.Query, c.Title)
	}
	for _, c := range proposed(t, state.PutNotIdempotent, "PUT /boxes/{boxId}") {
		require.Empty(t, c.Steps[1].Inputs.Header, c.Title)
		require.Equal(t, c.Steps[1].Inputs.Body, c.Steps[3].Inputs.Body, "both are the same")
		require.False(t, c.Steps[1].Renew || c.Steps[3].Renew)
	}
}

func TestReplacementsLeaveOutWhatTheyMay(t *testing.T) {
	cases := proposed(t, state.PutReplacesPartially, "PUT /boxes/{boxId}")
	require.Len(t, cases, 1)
	full, plain := cases[0].Steps[0].Inputs.Body.Value, cases[0].Steps[2].Inputs.Body.Value
	require.Contains(t, full, "note")
	require.Contains(t, full, "meta")
	require.Contains(t, plain, "label")
	require.Len(t, plain, 1)
}

func TestMergePatchesOfThreeKinds(t *testing.T) {
	var bodies []map[string]any
	for _, c := range proposed(t, state.MergePatchMisapplied, "PATCH /boxes/{boxId}") {
		bodies = append(bodies, c.Steps[2].Inputs.Body.Value.(map[string]any))
	}
	require.Len(t, bodies, 3)
	require.Len(t, bodies[0], 1)
	require.Contains(t, bodies[1], "note")
	require.Nil(t, bodies[1]["note"], "one member is removed")
	require.Len(t, bodies[1], 2, "and one is set, to show that the patch arrived")
	require.Len(t, bodies[2]["meta"], 1)
}

// TestRefusedRequests holds the spoilt bodies to break the contract in one place and to be valid for the rest.
func TestRefusedRequests(t *testing.T) {
	p := planFor(t, shelf, "POST /boxes")
	root := p.Operation.Body.Contents[0].Schema()
	titles := map[string]bool{}
	for _, c := range slices.Collect(state.FailedCreateHasEffects.Propose(p)) {
		titles[c.Title] = true
		at := slices.IndexFunc(c.Steps, func(s harness.Step) bool { return s.Label == "refused" })
		refused := c.Steps[at]
		require.False(t, refused.Must)
		require.True(t, refused.Renew)
		require.Len(t, root.Validate(0, refused.Inputs.Body.Value), 1, c.Title)
		require.Equal(t, "list-before", c.Steps[at-3].Label)
		last := c.Steps[len(c.Steps)-1].Label
		require.True(t, strings.HasPrefix(last, "list-after"), "a step that may not be sent must not come last, and %s does", last)
	}
	require.Equal(t, map[string]bool{"refuse a box with a bad weight": true, "refuse a box with a bad label": true, "refuse a box with no label": true}, titles)
}
