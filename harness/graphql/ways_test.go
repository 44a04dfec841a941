package graphql

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

const paths = `
interface Node { id: ID! }
interface Post implements Node { id: ID! author: User body(short: Boolean): String page(n: Int!): String }
type Query {
	me: User
	node(id: ID!): Node
	user(by: UserBy!): User
	topics(first: Int): Page
	find(text: String!): [Found!]!
	named(name: String!): User
}
input UserBy @oneOf { id: ID name: String }
type Page { items: [Topic!]! best: Topic count: Int }
type User implements Node { id: ID! email: String friends: [User!]! }
type Topic implements Node & Post { id: ID! author: User body(short: Boolean): String page(n: Int!): String editor: User }
type Tag { word: String }
union Found = Topic | Tag`

func TestWays(t *testing.T) {
	types, err := Parse(File{Name: "a.graphql", Text: paths})
	require.NoError(t, err)
	c := types.Contract(Options{})
	ways := func(op, in, to string) map[string]string {
		found := map[string]string{}
		for _, way := range Ways(c.Operation(op), arguments(t, in), to, 5) {
			broken, err := types.Validate(way.Document)
			require.NoError(t, err)
			require.Empty(t, broken, way.Document)
			found[way.Name] = way.Document
		}
		return found
	}
	const user = "{ __typename id email }"
	require.Equal(t, map[string]string{"me": "query me { me " + user + " }"}, ways("query me", `{}`, "User"), "not the friends of friends")
	require.Equal(t, map[string]string{
		"node":        "query node($id: ID!) { node(id: $id) { __typename ... on User { __typename id email } } }",
		"node.author": "query node($id: ID!) { node(id: $id) { __typename ... on Topic { author " + user + " } } }",
		"node.editor": "query node($id: ID!) { node(id: $id) { __typename ... on Topic { editor " + user + " } } }",
	}, ways("query node", `{"id": "a"}`, "User"))
	require.Equal(t, map[string]string{
		"topics.items": "query topics { topics { items { __typename id body } } }", "topics.best": "query topics { topics { best { __typename id body } } }",
	}, ways("query topics", `{}`, "Topic"))
	require.Equal(t, map[string]string{
		"find": "query find($text: String!) { find(text: $text) { __typename ... on Topic { __typename id body } } }",
	}, ways("query find", `{"text": "a"}`, "Topic"))
	require.Empty(t, ways("query topics", `{}`, "Tag"))
	require.Empty(t, ways("query topics", `{}`, "Nothing"))
	require.Equal(t, map[string]string{"User": "id", "Topic": "id"}, types.Keyed())
}

func TestTakes(t *testing.T) {
	types, err := Parse(File{Name: "a.graphql", Text: paths})
	require.NoError(t, err)
	c := types.Contract(Options{})
	for _, x := range []struct{ op, typ, target string }{
		{"query node", "User", "body#/id"}, {"query node", "Topic", "body#/id"}, {"query user", "User", "body#/by/id"},
		{"query node", "Tag", ""}, {"query user", "Topic", ""}, {"query me", "User", ""}, {"query named", "User", ""}, {"query find", "Topic", ""},
	} {
		in, target, ok := Takes(c.Operation(x.op), x.typ)
		require.Equal(t, x.target, target, x.op)
		require.Equal(t, x.target != "", ok)
		if ok {
			require.NoError(t, in.Put(target, "u1"))
		}
	}
}

func TestSides(t *testing.T) {
	types, err := Parse(File{Name: "a.graphql", Text: paths})
	require.NoError(t, err)
	c := types.Contract(Options{})
	const head = "query node($id: ID!) { node(id: $id) "
	require.Equal(t, []Sides{
		{"Node", head + "{ __typename ... on Topic { id } } }", head + "{ __typename id } }"},
		{"Post", head + "{ __typename ... on Topic { id body } } }", head + "{ __typename ... on Post { id body } } }"},
	}, SidesOf(c.Operation("query node"), arguments(t, `{"id": "a"}`), "Topic"))
	require.Empty(t, SidesOf(c.Operation("query me"), harness.Inputs{}, "User"))
	require.True(t, Asks(c.Operation("query topics"), "User"))
	require.False(t, Asks(c.Operation("query me"), "Topic"))
}
