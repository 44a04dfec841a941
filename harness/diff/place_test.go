package diff_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/diff"
)

const placed = `openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /users:
    get:
      security:
        - oauth: [read, audit]
      parameters:
        - name: limit
          in: query
          schema:
            type: integer
            maximum: 100
      responses:
        '200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}
  /users/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id.example.com/t', scopes: {}}}}
  schemas:
    User:
      type: object
      properties:
        name:
          type: string
`

// TestChangesPointAtTheLine checks where people look: at the keyword, the property and the requirement, on both sides.
func TestChangesPointAtTheLine(t *testing.T) {
	after := replace(t, placed, "[read, audit]", "[read]", "            maximum: 100\n", "")
	after += "        passwordHash:\n          type: string\n"
	base, head := load(t, "document", "base", placed), load(t, "document", "head", after)
	r, err := diff.Compare(base, head, diff.Options{Value: generators.Sample})
	require.NoError(t, err)
	lines := map[string][2]int{}
	for _, c := range r.Changes {
		lines[c.Rule] = [2]int{c.Base.Line, c.Head.Line}
		if c.Rule == "response.sensitive-property-added" {
			require.Equal(t, []string{"GET /users", "GET /users/{id}"}, c.Operations)
			require.Equal(t, "200.body#/*/passwordHash", c.Site)
			require.Equal(t, diff.Closed, c.Witness.World)
		}
	}
	require.Equal(t, map[string][2]int{
		"security.scope-dropped":            {lineOf(placed, "security:"), lineOf(after, "security:")},
		"request.page-size-unbounded":       {lineOf(placed, "maximum:"), lineOf(after, "schema:")},
		"response.sensitive-property-added": {lineOf(placed, "User:"), lineOf(after, "passwordHash:")},
	}, lines)
}

// lineOf is the first line that has a word.
func lineOf(text, word string) int {
	before, _, _ := strings.Cut(text, word)
	return strings.Count(before, "\n") + 1
}

func TestCompareRefusesWhatItCannotCompare(t *testing.T) {
	c := load(t, "document", "base", placed)
	_, err := diff.Compare(c, c, diff.Options{})
	require.ErrorContains(t, err, "give generators.Sample")
	_, err = diff.Compare(c, nil, diff.Options{Value: generators.Sample})
	require.ErrorContains(t, err, "load both")
	_, err = diff.Compare(c, load(t, "graphql", "head", "type Query { a: Int }"), diff.Options{Value: generators.Sample})
	require.ErrorContains(t, err, "two contracts of the same language")
}

func replace(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		require.Contains(t, text, pairs[i])
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}
