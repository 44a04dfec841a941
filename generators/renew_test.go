package generators_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
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
	renew := generators.Stories(c, graph.Options{}).Renew
	named, addressed := 0, 0
	for _, g := range generators.All {
		for k := range g.Cases(&harness.Plan{Contract: c, Operation: c.Operations[0], Seed: 1, Limit: 200, Cannot: func(harness.Source, string) {}}) {
			step := k.Steps[0]
			switch {
			case k.Aim.Pointer == "/email":
				addressed++
				require.False(t, step.Renew, "the input that the case is about is left alone: %s", k.Title)
			case k.Aim.Pointer == "/name" && len(step.Edits) == 0:
				named++
				require.True(t, step.Renew, k.Title)
			}
		}
	}
	require.Positive(t, named)
	require.Positive(t, addressed)

	in := harness.Inputs{Body: &harness.Payload{Media: "application/json", Value: map[string]any{"email": "ada@mail.example", "name": "Ada"}}}
	one := renew(c.Operations[0], in, "a1", false).Body.Value
	require.Equal(t, map[string]any{"email": "ada.a1@mail.example", "name": "Ada"}, one)
	require.Equal(t, map[string]any{"email": "ada.b2@mail.example", "name": "Adab2"}, renew(c.Operations[0], in, "b2", true).Body.Value)
	require.Equal(t, map[string]any{"email": "ada@mail.example", "name": "Ada"}, in.Body.Value, "the case stays as it is")
	long := harness.Inputs{Body: &harness.Payload{Media: "application/json", Value: map[string]any{"email": strings.Repeat("a", 27) + "@mail.example", "name": "Ada"}}}
	require.Equal(t, long, renew(c.Operations[0], long, "c3", false), "what would not be valid any more stays")
}
