package generators_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
)

func TestAddressesAreNotRepeated(t *testing.T) {
	c, err := openapi.Parse("members.yaml", []byte(`
openapi: 3.1.0
info: {title: members, version: "1"}
paths:
  /members:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [email, name]
              properties:
                email: {type: string, format: email, maxLength: 40, example: ada@mail.example}
                name: {type: string, minLength: 1, maxLength: 20}
      responses: {"201": {description: made}}
`), openapi.Options{})
	require.NoError(t, err)
	seen := map[string]int{}
	for _, g := range generators.All {
		for k := range g.Cases(&harness.Plan{Contract: c, Operation: c.Operations[0], Seed: 1, Limit: 200, Cannot: func(harness.Source, string) {}}) {
			if k.Steps[0].Inputs.Body == nil {
				continue
			}
			body, ok := k.Steps[0].Inputs.Body.Value.(map[string]any)
			if email, isText := body["email"].(string); ok && isText && k.Aim.Pointer == "/name" && len(k.Steps[0].Edits) == 0 {
				seen[email]++
			}
			if k.Aim.Pointer == "/email" && k.Aim.Keyword == "maxLength" && k.Aim.Expect == harness.Accept {
				require.LessOrEqual(t, len(body["email"].(string)), 40, "the input that the case is about is left alone")
			}
		}
	}
	require.Greater(t, len(seen), 5)
	for email, times := range seen {
		require.Equal(t, 1, times, email)
	}
}
