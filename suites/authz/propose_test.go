package authz_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/suites/authz"
)

const shelf = `
openapi: 3.1.0
info: {title: Shelf, version: 1.0.0}
security: [{bearer: []}]
paths:
  /boxes:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}]
      responses:
        '200': {description: boxes, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Box'}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}
      responses: {'201': {description: a box, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
  /boxes/{boxId}:
    parameters: [{name: boxId, in: path, required: true, schema: {type: string, pattern: '^box_[0-9]{4}$'}, example: box_0001}]
    get:
      responses: {'200': {description: a box, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}}
    put:
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}
      responses: {'200': {description: a box}}
    delete:
      responses: {'204': {description: done}}
  /boxes/{boxId}/seal:
    post:
      parameters: [{name: boxId, in: path, required: true, schema: {type: string, pattern: '^box_[0-9]{4}$'}}]
      responses: {'204': {description: sealed}}
  /window:
    get:
      security: [{}, {bearer: []}]
      responses: {'200': {description: what there is}}
  /window/{boxId}:
    get:
      security: [{}, {bearer: []}]
      parameters: [{name: boxId, in: path, required: true, schema: {type: string, pattern: '^box_[0-9]{4}$'}}]
      responses: {'200': {description: what there is}}
  /health:
    get: {security: [], responses: {'200': {description: well}}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Box:
      type: object
      required: [label]
      properties:
        id: {type: string, readOnly: true}
        label: {type: string, maxLength: 40}
        weight: {type: integer, maximum: 90}
`

func actor(name, class, tenant string) *harness.Actor {
	a := harness.NewActor(name, nil)
	a.Class, a.Tenant = class, tenant
	return a
}

// cast is two equals of one tenant, one of another, an administrator, and alice with a dead credential.
func cast() []*harness.Actor {
	dead := actor("ghost", "user", "north")
	dead.Of, dead.Dead = "alice", true
	return []*harness.Actor{
		actor("alice", "user", "north"), dead, actor("root", "admin", "north"), actor("bella", "user", "north"),
		actor("carol", "user", "south"), actor("dora", "user", "north"),
	}
}

func planFor(t *testing.T, operation string, actors []*harness.Actor) *harness.Plan {
	t.Helper()
	c, err := openapi.Parse("shelf.yaml", []byte(shelf), openapi.Options{})
	require.NoError(t, err)
	stories := generators.Stories(c, graph.Options{})
	p := &harness.Plan{
		Contract: c, Operation: c.Operation(operation), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}, Cast: actors,
	}
	require.NotNil(t, p.Operation, operation)
	return p
}

func proposed(t *testing.T, check *harness.Check, operation string, actors []*harness.Actor) []*harness.Case {
	t.Helper()
	return slices.Collect(check.Propose(planFor(t, operation, actors)))
}

// sender is who sends a step: the usual actor is not named.
func sender(s harness.Step) string {
	if s.Actor == "" {
		return "usual"
	}
	return s.Actor
}

// outline writes down who does what in a case.
func outline(c *harness.Case) string {
	list := make([]string, 0, len(c.Steps))
	for _, s := range c.Steps {
		list = append(list, sender(s)+" "+s.Label)
	}
	return strings.Join(list, ", ")
}

const (
	list, create, read  = "GET /boxes", "POST /boxes", "GET /boxes/{boxId}"
	put, remove, seal   = "PUT /boxes/{boxId}", "DELETE /boxes/{boxId}", "POST /boxes/{boxId}/seal"
	window, pane, alive = "GET /window", "GET /window/{boxId}", "GET /health"
)

var operations = []string{list, create, read, put, remove, seal, window, pane, alive}

// TestStories holds each check to the operations that it is about, to who plays in its stories, and to what they cost.
func TestStories(t *testing.T) {
	const writes = "usual owned, usual before, usual owner-list, bella own, bella others-list, bella self, bella probe, usual again, bella attack peer, usual after, usual power, usual power-after"
	const anonymous = "usual owned, usual before, usual again, anonymous anonymous, usual after, anonymous mangled, usual after-mangled, usual control, usual power-after"
	const elsewhere = "usual elsewhere, anonymous elsewhere-closed, usual attempt"
	for _, c := range []struct {
		check *harness.Check
		on    map[string]string // the first story on an operation
		cases int
	}{
		{authz.ObjectRead, map[string]string{
			read: "usual owned, usual before, usual owner-list, bella own, bella others-list, bella self, bella missing, bella attack peer, usual after",
		}, 5},
		{authz.ObjectWrite, map[string]string{put: writes, seal: writes}, 5},
		{authz.ObjectDelete, map[string]string{remove: writes}, 5},
		{authz.ListLeak, map[string]string{list: "usual owned, usual before, bella own, bella self, bella probe, bella attack peer, usual after, usual power"}, 5},
		{authz.NotEnforced, map[string]string{
			list: "anonymous anonymous, anonymous mangled, usual control", create: "anonymous anonymous, anonymous mangled, usual control",
			read: "usual obtain box, anonymous anonymous, anonymous mangled, usual control",
			seal: "usual obtain box, anonymous anonymous, anonymous mangled, usual control",
		}, 1},
		{authz.Undeclared, map[string]string{window: "anonymous anonymous, usual control", alive: "anonymous anonymous, usual control"}, 1},
		{authz.AnonymousWrite, map[string]string{put: anonymous, remove: anonymous}, 1},
		{authz.ExistenceLeak, map[string]string{
			read: "usual owned, usual before, usual owner-list, bella others-list, bella missing, bella attack peer",
		}, 2},
		{authz.DeniedWithEffect, map[string]string{
			put:    "usual owned, usual before, usual again, bella attack peer, usual after",
			seal:   "usual owned, usual before, usual again, bella attack peer, usual after",
			remove: "usual owned, usual before, usual again, bella attack peer, usual after",
		}, 2},
		{authz.ValidRefused, map[string]string{
			read: "usual obtain box, " + elsewhere, remove: "usual obtain box, " + elsewhere, seal: "usual obtain box, " + elsewhere,
		}, 2},
		{authz.MethodOverride, map[string]string{
			remove: "usual owned, usual before, bella plain, usual again, bella attack peer, usual after",
		}, 3},
		{authz.CountLeak, map[string]string{
			list: "usual owned, bella probe, bella count, bella count-again, usual obtain box, bella count-one, usual obtain box, bella count-two",
		}, 2},
		{authz.DeadCredential, map[string]string{list: "usual control, ghost attack dead", read: "usual obtain box, usual control, ghost attack dead"}, 1},
	} {
		for _, op := range operations {
			cases := proposed(t, c.check, op, cast())
			if c.on[op] == "" {
				require.Empty(t, cases, "%s on %s", c.check.ID, op)
				continue
			}
			require.Len(t, cases, c.cases, "%s on %s", c.check.ID, op)
			require.Equal(t, c.on[op], outline(cases[0]), "%s on %s", c.check.ID, op)
			ids := map[string]bool{}
			for _, one := range cases {
				require.LessOrEqual(t, len(one.Steps), 12, "%s on %s costs too much", c.check.ID, op)
				require.Equal(t, c.check.ID, one.Origin)
				require.False(t, ids[one.ID], "two stories are called %s", one.ID)
				ids[one.ID] = true
			}
		}
	}
}

// TestWhoAttacks names the pairs: the usual actor first, then with swapped roles, and then those of other classes and with
// fewer scopes, whose doings are only written down; never a dead credential.
func TestWhoAttacks(t *testing.T) {
	pairs := func(actors []*harness.Actor) []string {
		var list []string
		for _, c := range proposed(t, authz.ObjectRead, read, actors) {
			last := c.Steps[len(c.Steps)-1]
			attack := c.Steps[len(c.Steps)-2]
			list = append(list, fmt.Sprintf("%s at %s's: %s", sender(attack), sender(last), attack.Label))
		}
		return list
	}
	narrow := actor("few", "user", "")
	narrow.Of = "alice"
	require.Equal(t, []string{
		"bella at usual's: attack peer", "carol at usual's: attack foreign", "usual at bella's: attack peer", "usual at carol's: attack foreign",
		"root at usual's: attack elevated:admin",
	}, pairs(cast()))
	require.Equal(t, []string{"bella at alice's: attack peer", "alice at bella's: attack peer", "usual at alice's: attack elevated:admin"},
		pairs([]*harness.Actor{actor("root", "admin", ""), actor("alice", "user", ""), actor("bella", "user", "")}), "the administrator has no equal")
	require.Equal(t, []string{"b at usual's: attack peer", "usual at b's: attack peer"},
		pairs([]*harness.Actor{actor("a", "", ""), actor("b", "", "")}), "two credentials are enough")
	require.Equal(t, []string{"root at usual's: attack elevated:admin", "few at usual's: attack narrow"},
		pairs([]*harness.Actor{actor("alice", "user", ""), actor("root", "admin", ""), narrow}), "without two of one class there is no equal")
	require.Empty(t, pairs(nil))
}

// TestAttacksDifferInTheCredential holds the attack to the request that works for the attacker's own object.
func TestAttacksDifferInTheCredential(t *testing.T) {
	for _, c := range proposed(t, authz.ObjectWrite, put, cast())[:4] {
		at := func(label string) harness.Step {
			i := slices.IndexFunc(c.Steps, func(s harness.Step) bool { return strings.HasPrefix(s.Label, label) })
			require.GreaterOrEqual(t, i, 0, label)
			return c.Steps[i]
		}
		self, attack := at("self"), at("attack ")
		require.Equal(t, self.Inputs, attack.Inputs)
		require.True(t, attack.Plant && self.Plant, "both get a canary of their own")
		require.Empty(t, attack.Inputs.Header, "a condition that need not be given would refuse the attack")
		owned, own := at("owned"), at("own")
		require.True(t, owned.Plant && own.Plant)
		require.Equal(t, "box_0001", attack.Inputs.Path["boxId"])
		require.Len(t, attack.Bind, 1)
		require.Equal(t, 0, attack.Bind[0].Step, "it names the owner's object")
		require.Equal(t, 3, self.Bind[0].Step)
	}
}

func TestMissingObjectsAreMadeUp(t *testing.T) {
	c := proposed(t, authz.ObjectRead, read, cast())[0]
	i := slices.IndexFunc(c.Steps, func(s harness.Step) bool { return s.Label == "missing" })
	require.Equal(t, "box_9999", c.Steps[i].Inputs.Path["boxId"])
	require.Empty(t, c.Steps[i].Bind)
	attack := c.Steps[i+1]
	require.Equal(t, "box_0001", attack.Inputs.Path["boxId"], "the steps share nothing")
	require.NotEmpty(t, attack.Bind)
}

// TestListsAreAskedForWhole asks for the largest page, since what a page lacks the list may have.
func TestListsAreAskedForWhole(t *testing.T) {
	for _, s := range proposed(t, authz.ObjectRead, read, cast())[0].Steps {
		if strings.HasSuffix(s.Label, "-list") {
			require.EqualValues(t, "50", s.Inputs.Query["limit"])
		}
	}
}

func TestWithoutObjectsThereAreNoStories(t *testing.T) {
	for _, check := range authz.Checks {
		require.True(t, check.Story && check.Security, check.ID)
		for _, op := range operations {
			p := planFor(t, op, cast())
			p.Objects = nil
			require.Empty(t, slices.Collect(check.Propose(p)), check.ID)
		}
	}
}
