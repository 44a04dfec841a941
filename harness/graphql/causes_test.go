package graphql_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/graphql"
)

func TestCauses(t *testing.T) {
	types, err := graphql.Parse(graphql.File{Name: "a.graphql", Text: `
type Query { post(id: ID!): Post  me: User  other(id: ID!, more: Int!): Note  note(id: ID!): Note }
type Mutation {
  editPost(id: ID!, text: String): Post!
  addPost(text: String!): Post!
  addNote(text: String!): NotePayload!
  addNotes: [Note!]!
  rename(name: String!): User!
}
type Subscription { post: Post!  note: NoteEvent!  count: Int! }
type Post { id: ID! text: String author: User! }
type Note { id: ID! text: String }
type NotePayload { note: Note }
type NoteEvent { note: Note! kind: String! }
type User { id: ID! }
`})
	require.NoError(t, err)
	c := types.Contract(graphql.Options{})
	for subscription, want := range map[string][]string{
		"post":  {"addPost", "editPost"}, // what makes comes before what needs a name
		"note":  {"addNotes"},            // one of the two is the thing itself
		"count": nil,
	} {
		var got []string
		for _, op := range types.Causes(c, c.Operation("subscription "+subscription)) {
			got = append(got, op.Name)
		}
		require.Equal(t, want, got, subscription)
	}
	for mutation, want := range map[string]string{
		"addPost": "query post by id from body#/data/addPost/id", "addNote": "query note by id from body#/data/addNote/note/id",
		"addNotes": "", "rename": "",
	} {
		got := ""
		if r, ok := types.ReaderOf(c, c.Operation("mutation "+mutation)); ok {
			got = r.Operation.ID + " by " + r.Argument + " from " + r.From
		}
		require.Equal(t, want, got, mutation)
	}
}
