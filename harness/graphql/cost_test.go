package graphql

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const growing = `
type Query {
  me: User!
  users(first: Int! = 5): UserConnection!
  tags: [String!]!
  user(id: ID!): User
  tree: Tree
  found(limit: Int): [Found!]!
}
type User { id: ID! name: String! posts(first: Int, after: String): [Post!]! mentor: User friends(of: ID!): [User!]! }
type UserConnection { edges: [UserEdge!]! pageInfo: PageInfo! }
type UserEdge { node: User! }
type PageInfo { hasNextPage: Boolean! }
type Post { pinned: Boolean! author: User! }
interface Tree { parent: Tree }
type Leaf implements Tree { parent: Tree size: Int! }
union Found = User | Post
type Mutation { like: Liked }
type Liked { again: Liked }
`

func grower(t *testing.T, field string) (*TypeSystem, *Grower) {
	t.Helper()
	types, err := Parse(File{Name: "schema.graphql", Text: growing})
	require.NoError(t, err)
	g, ok := types.Grower(types.Contract(Options{}).Operation("query " + field))
	require.True(t, ok)
	return types, g
}

func TestCycles(t *testing.T) {
	types, _ := grower(t, "me")
	var list []string
	for _, c := range types.Cycles() {
		list = append(list, c.String())
	}
	require.Equal(t, []string{"Tree.parent", "User.mentor", "Leaf.parent", "Post.author User.posts"}, list)
	require.Equal(t, []int{0, 0, 0, 1}, []int{types.Cycles()[0].Lists(), types.Cycles()[1].Lists(), types.Cycles()[2].Lists(), types.Cycles()[3].Lists()})
	require.Equal(t, []string{"me", "found", "users"}, types.Entrances(types.Cycles()[3]), "the nearest first")
	_, ok := types.Grower(types.Contract(Options{}).Operation("query user"))
	require.False(t, ok, "it needs an argument")
}

// TestWhatGrowsIsValid holds the documents against the rules, from every entrance.
func TestWhatGrowsIsValid(t *testing.T) {
	types, _ := grower(t, "me")
	contract := types.Contract(Options{})
	valid := func(q Question) {
		broken, err := types.Validate(q.Document)
		require.NoError(t, err)
		require.Empty(t, broken, q.Document)
	}
	for _, c := range types.Cycles() {
		for _, name := range types.Entrances(c) {
			g, _ := types.Grower(contract.Operation("query " + name))
			valid(g.Rounds(c, 3, 5))
			valid(g.Fan(c, 3))
		}
	}
	for _, name := range []string{"me", "users", "tags", "tree", "found"} {
		g, _ := types.Grower(contract.Operation("query " + name))
		valid(g.Aliased(3, false))
		valid(g.Aliased(3, true))
		if q, ok := g.Overlap(3); ok {
			valid(q)
		}
	}
	for _, op := range contract.Operations {
		for _, p := range types.Pagers(op) {
			valid(p.Page(1000))
		}
	}
	for _, mark := range []string{"", "@"} {
		broken, err := types.Validate(Mistakes(mark, 20).Document)
		require.NoError(t, err)
		require.Len(t, broken, 20)
	}
}

func TestWhatGrows(t *testing.T) {
	types, g := grower(t, "me")
	posts := types.Cycles()[3]
	burden := g.burden("User")
	require.Equal(t, 64, strings.Count(burden, ":id"), burden)
	cut := func(q Question) string { return strings.ReplaceAll(q.Document, burden, " { … }") }
	require.Equal(t, "{ me { posts(first: 5) { author { posts(first: 5) { author { … } } } } } }", cut(g.Rounds(posts, 2, 5)))
	require.Equal(t, `{ me { ...F1 } }
fragment F1 on User { a: posts(first: 1) { author { ...F2 } } b: posts(first: 1) { author { ...F2 } } }
fragment F2 on User { a: posts(first: 1) { author { … } } b: posts(first: 1) { author { … } } }`, cut(g.Fan(posts, 2)))
	_, users := grower(t, "users")
	require.Equal(t, `{...A}
fragment A on Query{ a1:users(first: 10){...R} a2:users(first: 10){...R}}
fragment R on UserConnection { edges { node { id name } } pageInfo { hasNextPage } }`, users.Aliased(2, true).Document)
	require.True(t, users.Many())
	require.False(t, g.Many())
	require.Greater(t, types.Cost("users"), types.Cost("me"))
}

func TestPagers(t *testing.T) {
	types, _ := grower(t, "me")
	var list []string
	for _, op := range types.Contract(Options{}).Operations {
		for _, p := range types.Pagers(op) {
			list = append(list, p.Coordinate()+" "+p.Page(9).Document)
			require.NotZero(t, p.Place().Line)
		}
	}
	require.Equal(t, []string{
		"User.posts(first:) { me { posts(first: 9) { __typename } } }",
		"Query.users(first:) { users(first: 9) { __typename edges { __typename } pageInfo { hasNextPage } } }",
		"Query.found(limit:) { found(limit: 9) { __typename } }",
	}, list)
	most, more := Rows(map[string]any{"a": []any{map[string]any{"b": []any{1, 2, 3}}, 2}, "pageInfo": map[string]any{"hasNextPage": true}})
	require.Equal(t, 3, most)
	require.True(t, more)
}
