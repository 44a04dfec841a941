package graphql

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// TestForms writes one request in every form. Each document is valid, and none is taken for the plain one.
func TestForms(t *testing.T) {
	c := shop(t).Contract(Options{Fields: 3})
	op := c.Operation("query orders")
	const plain = "query orders($state: State, $tags: [String!]) { orders(state: $state, tags: $tags) { edges { cursor } } }"
	wants := map[string]string{
		Alias:    "query orders($state: State, $tags: [String!]) { other_orders: orders(state: $state, tags: $tags) { edges { cursor } } }",
		Fragment: "query orders($state: State, $tags: [String!]) { ...Whole } fragment Whole on Query { orders(state: $state, tags: $tags) { edges { cursor } } }",
		Inline:   "query orders($state: State, $tags: [String!]) { ... on Query { orders(state: $state, tags: $tags) { edges { cursor } } } }",
		Unnamed:  "query($state: State, $tags: [String!]) { orders(state: $state, tags: $tags) { edges { cursor } } }",
		Tool:     "query IntrospectionQuery($state: State, $tags: [String!]) { orders(state: $state, tags: $tags) { edges { cursor } } }",
		Include:  "query orders($state: State, $tags: [String!]) { orders(state: $state, tags: $tags) @include(if: true) { edges { cursor } } }",
		Literal:  `query orders { orders(state: PAID, tags: ["a"]) { edges { cursor } } }`,
	}
	for _, form := range Forms {
		r, err := op.Wire.Encode(op, arguments(t, `{"state": "PAID", "tags": ["a"]}`))
		require.NoError(t, err)
		require.NoError(t, op.Wire.(harness.Former).Form(op, r, harness.Edit{Kind: harness.EditForm, Name: form}), form)
		switch form {
		case Get:
			values, err := url.ParseQuery(r.Query)
			require.NoError(t, err)
			require.Equal(t, url.Values{"query": {plain}, "operationName": {"orders"}, "variables": {`{"state":"PAID","tags":["a"]}`}}, values)
			require.Nil(t, r.Body)
		case Batch:
			require.Regexp(t, `^\[\{.*\}\]$`, string(r.Body))
		default:
			q, ok := Asked(r)
			require.True(t, ok)
			require.Equal(t, wants[form], q.Document)
			broken, err := shop(t).Validate(q.Document)
			require.NoError(t, err)
			require.Empty(t, broken, form)
		}
	}
}

// A document of one's own takes the variables that it declares, and no more.
func TestDocumentForm(t *testing.T) {
	c := shop(t).Contract(Options{})
	op := c.Operation("query orders")
	form := func(in string, e harness.Edit) (*harness.Request, error) {
		r, err := op.Wire.Encode(op, arguments(t, in))
		require.NoError(t, err)
		e.Kind = harness.EditForm
		return r, op.Wire.(harness.Former).Form(op, r, e)
	}
	r, err := form(`{"first": 5, "after": "b"}`, harness.Edit{Name: Document, Value: []byte("query($first: Int) { orders(first: $first) { __typename } }")})
	require.NoError(t, err)
	require.JSONEq(t, `{"query": "query($first: Int) { orders(first: $first) { __typename } }", "variables": {"first": 5}}`, string(r.Body))
	for _, bad := range []harness.Edit{{Name: "shout"}, {Name: Document, Value: []byte("{ orders {")}} {
		_, err = form(`{"first": 5}`, bad)
		require.Error(t, err, bad)
	}
	for _, in := range []string{`{}`, `{"first": "x"}`} {
		_, err = form(in, harness.Edit{Name: Literal})
		require.Error(t, err, in)
	}
}

// Fields are closed alike where they have the same directives with the same arguments, whatever stands beside them.
func TestGuard(t *testing.T) {
	types, err := Parse(File{Name: "a.graphql", Text: `
		directive @auth(role: Role, scopes: [String!]) on FIELD_DEFINITION
		directive @public on FIELD_DEFINITION
		enum Role { MEMBER ADMIN }
		type Query {
			a: Int @auth(role: ADMIN, scopes: ["x", "y"])
			b: Int @deprecated(reason: "old") @auth(scopes: ["x", "y"], role: ADMIN)
			c: Int @auth
			d: Int @auth(role: MEMBER)
			e: Int @auth(role: MEMBER) @public
			f: Int
		}`})
	require.NoError(t, err)
	guards := map[string]string{}
	for _, op := range types.Contract(Options{}).Operations {
		text, words := Guard(op)
		guards[op.Name] = text
		if op.Name == "a" {
			require.Equal(t, []string{"ADMIN", "x", "y"}, words)
		}
	}
	require.Equal(t, map[string]string{"a": guards["b"], "b": guards["a"], "c": "", "d": "@auth role: MEMBER", "e": "", "f": ""}, guards)
	require.NotEmpty(t, guards["a"])
}
