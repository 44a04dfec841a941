package authz_test

import (
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

const club = `
openapi: 3.1.0
info: {title: Club, version: 1.0.0}
security: [{bearer: []}]
paths:
  /members:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Member'}}}}
      responses: {'201': {description: a member, content: {application/json: {schema: {$ref: '#/components/schemas/Member'}}}}}
  /members/{memberId}:
    parameters: [{name: memberId, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: a member, content: {application/json: {schema: {$ref: '#/components/schemas/Member'}}}}}}
  /login:
    post:
      security: []
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Login'}}}}
      responses: {'200': {description: in, content: {application/json: {schema: {type: object, properties: {token: {type: string}}}}}}}
  /figures:
    get: {security: [{bearer: [admin]}], responses: {'200': {description: figures}}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Login: {type: object, required: [email, password], properties: {email: {type: string, format: email}, password: {type: string}}}
    Member:
      type: object
      required: [email, password]
      properties: {id: {type: string, readOnly: true}, email: {type: string, format: email}, password: {type: string}, type: {type: string}}
`

// TestWhoClaimsARole registers twice, once with a role in every member that the contract does not have.
func TestWhoClaimsARole(t *testing.T) {
	propose := func(document string, cast ...*harness.Actor) []*harness.Case {
		c, err := openapi.Parse("club.yaml", []byte(document), openapi.Options{})
		require.NoError(t, err)
		stories := generators.Stories(c, graph.Options{})
		return slices.Collect(authz.SelfEscalation.Propose(&harness.Plan{
			Contract: c, Operation: c.Operation("POST /members"), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{}, Cast: cast,
		}))
	}
	alice, root := actor("alice", "member", ""), actor("root", "admin", "")
	cases := propose(club, alice, root)
	require.Len(t, cases, 1)
	require.Equal(t, "usual obtain member, anonymous plain-login, anonymous plain-tries, usual claimed, anonymous claimed-login, anonymous claimed-tries",
		outline(cases[0]))
	steps := cases[0].Steps
	sent, plain := steps[3].Inputs.Body.Value.(map[string]any), steps[0].Inputs.Body.Value.(map[string]any)
	require.Equal(t, "admin", sent["role"])
	require.Equal(t, true, sent["isAdmin"])
	require.Equal(t, plain["type"], sent["type"], "what the contract lets a client send is no escalation")
	require.NotContains(t, plain, "role")
	last := steps[5].Bind[len(steps[5].Bind)-1]
	require.Equal(t, harness.Binding{Step: 4, From: "body#/token", Target: "header.Authorization", Scheme: "Bearer"}, last)

	require.Empty(t, propose(club, alice, actor("bella", "member", "")), "nobody has the role")
	require.Empty(t, propose(club, root, alice), "who makes accounts has it")
	require.Empty(t, propose(strings.Replace(club, "token: {type: string}", "ok: {type: boolean}", 1), alice, root), "no token is given out")
}
