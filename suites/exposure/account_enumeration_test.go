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

const members = `
openapi: 3.1.0
info: {title: Members, version: 1.0.0}
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
      responses: {'200': {description: in}, '401': {description: no}}
  /password:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Login'}}}}
      responses: {'204': {description: changed}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Login: {type: object, required: [email, password], properties: {email: {type: string, format: email}, password: {type: string}}}
    Member:
      type: object
      required: [email, password]
      properties: {id: {type: string, readOnly: true}, email: {type: string, format: email}, password: {type: string, writeOnly: true}}
`

// TestWhoIsTriedAtTheDoor makes an account, proves that it is one, and fails in turns with its name and with nobody's.
func TestWhoIsTriedAtTheDoor(t *testing.T) {
	propose := func(operation, document string) []*harness.Case {
		c, err := openapi.Parse("members.yaml", []byte(document), openapi.Options{})
		require.NoError(t, err)
		stories := generators.Stories(c, graph.Options{})
		return slices.Collect(exposure.AccountEnumeration.Propose(&harness.Plan{
			Contract: c, Operation: c.Operation(operation), Objects: stories.Objects, Make: stories.Make, Memo: map[any]any{},
		}))
	}
	cases := propose("POST /members", members)
	require.Len(t, cases, 1)
	var steps []string
	for _, s := range cases[0].Steps {
		text := strings.TrimSpace(s.Actor + " " + s.Label)
		for _, b := range s.Bind {
			text += " " + b.Target
		}
		if s.Renew {
			text += " anew"
		}
		steps = append(steps, text)
	}
	require.Equal(t, []string{
		"obtain member anew", "anonymous opens body#/email body#/password", "anonymous known body#/email", "anonymous unknown anew",
		"anonymous known-again body#/email", "anonymous unknown-again anew",
	}, steps)
	require.Equal(t, "POST /login", cases[0].Steps[1].Operation, "what is called with a credential logs nobody in")
	require.Empty(t, propose("POST /login", members))
	require.Empty(t, propose("POST /members", strings.Replace(members, "      security: []\n", "", 1)), "nobody can log in")
}
