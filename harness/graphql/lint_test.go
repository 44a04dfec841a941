package graphql

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

func TestLint(t *testing.T) {
	ts, err := Parse(File{Name: "schema.graphql", Text: `
interface Node { id: ID! secret: String @authenticated }
type Draft implements Node { id: ID! secret: String }
type Note implements Node { id: ID! secret: String @authenticated }
type Board implements Node @authenticated { id: ID! secret: String }
type Query {
  deleteDraft(id: ID!): Draft
  updates: Int
  created: Int
  login(user: String!, password: String!): Node
}`})
	require.NoError(t, err)
	var got []string
	for _, p := range ts.Contract(Options{}).AllProblems() {
		got = append(got, p.String())
	}
	require.Equal(t, []string{
		"schema.graphql: used and nowhere declared, so taken as they stand: @authenticated",
		"schema.graphql:3:38: Node.secret asks for @authenticated and Draft.secret, which implements it, asks for nothing: what counts is the type that a value has (GHSA-mx7m-j9xf-62hw)",
		"schema.graphql:7:3: query deleteDraft is called as a change is; a field of the query root must have no side effects (GraphQL, 6.3.1)",
		"schema.graphql:10:24: query login takes the password password, which stands in logs when the query is sent with GET (CWE-598); make it a mutation",
	}, got)
}

func TestScalarsAreDescribed(t *testing.T) {
	ts, err := Parse(File{Name: "schema.graphql", Text: "scalar Money\nscalar Odd\ntype Query { of(price: Money!, odd: Odd!): Int }"})
	require.NoError(t, err)
	c := ts.Contract(Options{Scalars: map[string]Scalar{
		"Money": {Pattern: `^[0-9]+\.[0-9]{2}$`, Example: "12.50"}, "Odd": {Type: "integer", Example: "7"}, "Gone": {Type: "string"},
	}})
	require.Len(t, c.Problems, 1)
	require.Equal(t, "schema.graphql: a scalar Gone is described, which the schema does not have", c.Problems[0].String())
	s := c.Operations[0].Body.Contents[0].Schema()
	require.True(t, s.Valid(schema.Request, map[string]any{"price": "1.00", "odd": json.Number("3")}))
	require.False(t, s.Valid(schema.Request, map[string]any{"price": "1", "odd": json.Number("3")}))
	require.Equal(t, []any{json.Number("7")}, s.Properties[1].Schema.Examples)
}
