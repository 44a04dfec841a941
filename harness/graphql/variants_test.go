package graphql

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

const formed = `query orders($first: Int, $by: State) { orders(first: $first, by: $by) { __typename id ... on Order { number items { id } } } }`

func formedTypes(t *testing.T) *TypeSystem {
	t.Helper()
	types, err := Parse(File{Name: "x.graphql", Text: `
		type Query { orders(first: Int, by: State, in: Range, ids: [ID!]): [Node!]! ping: Int }
		interface Node { id: ID! }
		type Order implements Node { id: ID! number: Int items: [Item!]! }
		type Item implements Node { id: ID! }
		enum State { OPEN }
		input Range { from: Int! to: Int }`})
	require.NoError(t, err)
	return types
}

func TestVariants(t *testing.T) {
	q := Question{Document: formed, Operation: "orders", Variables: map[string]any{"first": json.Number("3"), "by": "OPEN"}}
	got := map[string]string{}
	types := formedTypes(t)
	for _, f := range types.Variants(q) {
		got[f.Name] = f.Document
		found, err := types.Validate(f.Document)
		require.NoError(t, err)
		require.Empty(t, found, f.Document)
	}
	require.Equal(t, `query orders($first: Int, $by: State) { contravene_orders: orders(first: $first, by: $by) { contravene___typename: __typename `+
		`contravene_id: id ... on Order { contravene_number: number contravene_items: items { contravene_id: id } } } }`, got["renamed keys"])
	require.Equal(t, `query orders($first: Int, $by: State) { orders(first: $first, by: $by) { ... on Order { items { id } number } id __typename } }`, got["another order"])
	require.Equal(t, `query orders($first: Int, $by: State) { ...contravene_root } fragment contravene_a on Node { __typename id ... on Order { number items { id } } } `+
		`fragment contravene_root on Query { orders(first: $first, by: $by) { ...contravene_a } }`, got["fragments"])
	require.Equal(t, `query orders { orders(first: 3, by: OPEN) { __typename id ... on Order { number items { id } } } }`, got["literals"])
	require.Equal(t, `query($first: Int, $by: State) { orders(first: $first, by: $by) { __typename id ... on Order { number items { id } } } }`, got["no name"])
	require.Contains(t, got["inline fragments"], "{ ... on Query { orders(first: $first, by: $by) { ... on Node { __typename id")
	require.Contains(t, got["directives that change nothing"], "number @include(if: true) @skip(if: false)")
	require.Contains(t, got["another layout"], "query,\n\t# contravene\r\norders(")
	require.Len(t, got, 8)
	require.Equal(t, map[string]any{"orders": []any{map[string]any{"id": "1"}}},
		Renamed(map[string]any{"contravene_orders": []any{map[string]any{"contravene_id": "1"}}}))
}

func TestVariantsOfNothing(t *testing.T) {
	types := formedTypes(t)
	for _, document := range []string{`{ nothing }`, `{ ...F } fragment F on Query { ping }`, `query A { ping } query B { ping }`, `{ orders(ids: "x") { id } }`} {
		require.Empty(t, types.Variants(Question{Document: document}), document)
	}
}

// Each document breaks the rule of values and no other.
func TestMiswritten(t *testing.T) {
	types := formedTypes(t)
	titles := map[string]bool{}
	for _, m := range types.Miswritten(Question{Document: formed, Operation: "orders", Variables: map[string]any{"first": json.Number("3")}}) {
		require.False(t, titles[m.Title], m.Title)
		titles[m.Title] = true
		found, err := types.Validate(m.Document)
		require.NoError(t, err)
		require.NotEmpty(t, found, m.Document)
		for _, f := range found {
			require.Equal(t, rules.ValuesOfCorrectTypeRule.Name, f.Rule, m.Document)
		}
	}
	for _, title := range []string{
		"a text for an Int", "a fraction for an Int", "an Int of more than 32 bits", "a text for a value of an enum", "a value that an enum does not have",
		"a text for an Int in an input object", "null where it may not stand in an input object", "null in a list of what is not null", "a fraction for an ID in a list",
	} {
		require.True(t, titles[title], title)
	}
	require.Empty(t, types.Miswritten(Question{Document: `{ ping ping2: ping }`}))
}
