package graphql

import (
	"testing"

	"github.com/stretchr/testify/require"
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
