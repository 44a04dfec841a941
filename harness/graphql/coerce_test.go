package graphql

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// verdict is how a table names what came of a coercion: "ok", "unsure", or "pointer keyword" of each violation.
func verdict(c Coercion) string {
	var list []string
	for _, v := range c.Violations {
		list = append(list, v.Pointer+" "+v.Keyword)
	}
	switch {
	case len(list) > 0:
		return strings.Join(list, ", ")
	case c.Unsure != "":
		return "unsure"
	}
	return "ok"
}

// GraphQL, 3.5 to 3.12; what must be refused is graphql.md, N2.
func TestCoerce(t *testing.T) {
	ts := shop(t)
	for _, c := range []struct{ typ, value, want string }{
		{"Int", `5`, "ok"},
		{"Int", `-2147483648`, "ok"},
		{"Int", `2147483647`, "ok"},
		{"Int", `2147483648`, " maximum"},
		{"Int", `-2147483649`, " minimum"},
		{"Int", `1e999999`, " maximum"},
		{"Int", `-1e999999`, " minimum"},
		{"Int", `1e-999999`, " type"},
		{"Int", `1.5`, " type"},
		{"Int", `1.0`, "unsure"},
		{"Int", `1e3`, "unsure"},
		{"Int", `"5"`, " type"},
		{"Int", `true`, " type"},
		{"Int", `[5]`, " type"},
		{"Int", `{}`, " type"},
		{"Int", `null`, "ok"},
		{"Int!", `null`, " type"},
		{"Float", `1`, "ok"},
		{"Float", `1.5e300`, "ok"},
		{"Float", `1e-400`, "ok"},
		{"Float", `1e400`, " maximum"},
		{"Float", `1e99999`, " maximum"},
		{"Float", `"1.5"`, " type"},
		{"Float", `true`, " type"},
		{"String", `""`, "ok"},
		{"String", `1`, " type"},
		{"String", `["a"]`, " type"},
		{"Boolean", `false`, "ok"},
		{"Boolean", `"true"`, " type"},
		{"Boolean", `0`, " type"},
		{"ID", `"a"`, "ok"},
		{"ID", `4`, "ok"},
		{"ID", `-4`, "ok"},
		{"ID", `1.5`, " type"},
		{"ID", `1.0`, "unsure"},
		{"ID", `9007199254740993`, "unsure"},
		{"ID", `true`, " type"},
		{"ID", `{}`, " type"},
		{"State", `"OPEN"`, "ok"},
		{"State", `"open"`, " enum"},
		{"State", `"GONE"`, " enum"},
		{"State", `1`, " type,  enum"},
		{"State!", `null`, " type"},
		{"[Int]", `[1, null, 2]`, "ok"},
		{"[Int]", `5`, "ok"},
		{"[Int]", `null`, "ok"},
		{"[Int]!", `null`, " type"},
		{"[Int!]", `[1, null]`, "/1 type"},
		{"[Int]", `[1, "b", true]`, "/1 type, /2 type"},
		{"[Int]", `"5"`, " type"},
		{"[[Int]]", `[[1], [2, 3]]`, "ok"},
		{"[[Int]]", `[1, 2]`, "unsure"},
		{"[[Int]]", `1`, "ok"},
		{"[[Int]]", `[null]`, "ok"},
		{"ItemInput", `{"sku": "a"}`, "ok"},
		{"ItemInput", `{"sku": "a", "quantity": null}`, "/quantity type"},
		{"ItemInput", `{"sku": null}`, "/sku type"},
		{"ItemInput", `{}`, " required"},
		{"ItemInput", `{"sku": "a", "price": null}`, "ok"},
		{"ItemInput", `{"sku": "a", "other": 1}`, "/other additionalProperties"},
		{"ItemInput", `{"sku": "a", "__typename": "ItemInput"}`, "/__typename additionalProperties"},
		{"ItemInput", `[]`, " type"},
		{"ItemInput", `"a"`, " type"},
		{"[ItemInput!]", `{"sku": "a"}`, "ok"},
		{"OrderInput", `{"customer": 1, "items": [{"sku": 2}], "parent": {"items": []}}`, "/items/0/sku type, /parent required"},
		{"Search", `{"id": "a"}`, "ok"},
		{"Search", `{}`, " minProperties"},
		{"Search", `{"id": "a", "text": "b"}`, " maxProperties"},
		{"Search", `{"id": null}`, "/id type"},
		{"Search", `{"id": "a", "text": null}`, " maxProperties, /text type"},
		{"Search", `{"near": {}}`, "/near required"},
		{"Search", `{"other": 1}`, "/other additionalProperties"},
		{"Stamp", `"2024-01-15T10:30:00Z"`, "ok"},
		{"Stamp", `"yesterday"`, " format"},
		{"Stamp", `1705314600`, " type"},
		{"DateTime", `"2024-01-15T10:30:00Z"`, "ok"},
		{"DateTime", `"yesterday"`, "unsure"},
		{"DateTime", `{}`, "unsure"},
		{"UUID", `"00000000-0000-4000-8000-000000000001"`, "ok"},
		{"UUID", `"garbage"`, "unsure"},
		{"JSON", `{"a": [1, null]}`, "ok"},
		{"JSON", `1`, "ok"},
		{"Odd", `"a"`, "unsure"},
		{"Odd!", `null`, " type"},
	} {
		t.Run(c.typ+" "+c.value, func(t *testing.T) {
			v := decode(t, c.value)
			before := decode(t, c.value)
			got, err := ts.Coerce(c.typ, v)
			require.NoError(t, err)
			require.Equal(t, c.want, verdict(got))
			require.True(t, reflect.DeepEqual(before, v), "the input was changed")
		})
	}
	for _, typ := range []string{"Order", "Missing", "[Int", "Int = 1"} {
		_, err := ts.Coerce(typ, nil)
		require.Error(t, err, typ)
	}
}

func TestCoercedValues(t *testing.T) {
	ts := shop(t)
	number := func(s string) json.Number { return json.Number(s) }
	for _, c := range []struct {
		typ, value string
		want       any
	}{
		{"[Int]", `5`, []any{number("5")}},
		{"[[Int]]", `5`, []any{[]any{number("5")}}},
		{"ID", `4`, "4"},
		{"ItemInput", `{"sku":"a"}`, map[string]any{"sku": "a", "quantity": number("1")}},
		{"OrderInput", `{"customer":"a","items":{"sku":"b","quantity":2}}`, map[string]any{
			"customer": "a", "state": "OPEN", "items": []any{map[string]any{"sku": "b", "quantity": number("2")}}}},
	} {
		got, err := ts.Coerce(c.typ, decode(t, c.value))
		require.NoError(t, err)
		require.Empty(t, got.Violations)
		require.Equal(t, c.want, got.Value)
	}
}

func TestLiterals(t *testing.T) {
	ts := shop(t)
	for _, c := range []struct{ query, want string }{
		{`{ orders(first: 1) { __typename } }`, ""},
		{`{ orders(first: 2147483648) { __typename } }`, "ValuesOfCorrectType"},
		{`{ orders(first: 1.0) { __typename } }`, "ValuesOfCorrectType"},
		{`{ orders(first: "1") { __typename } }`, "ValuesOfCorrectType"},
		{`{ orders(state: OPEN) { __typename } }`, ""},
		{`{ orders(state: "OPEN") { __typename } }`, "ValuesOfCorrectType"},
		{`{ orders(state: open) { __typename } }`, "ValuesOfCorrectType"},
		{`{ orders(tags: "a") { __typename } }`, ""},
		{`{ orders(tags: [null]) { __typename } }`, "ValuesOfCorrectType"},
		{`{ order(id: 4) { id } }`, ""},
		{`{ order(id: 4.5) { id } }`, "ValuesOfCorrectType"},
		{`{ order(id: null) { id } }`, "ValuesOfCorrectType"},
		{`{ order(id: A) { id } }`, "ValuesOfCorrectType"},
		{`{ search(by: {id: 1}) { __typename } }`, ""},
		{`{ search(by: {}) { __typename } }`, "ValuesOfCorrectType"},
		{`{ search(by: {id: 1, text: "a"}) { __typename } }`, "ValuesOfCorrectType"},
		{`query($i: ID!) { search(by: {id: $i}) { __typename } }`, ""},
		{`{ search(by: {near: {sku: "a", quantity: 1e3}}) { __typename } }`, "ValuesOfCorrectType"},
		{`query($n: Int = 2147483648) { orders(first: $n) { __typename } }`, "ValuesOfCorrectType"},
		{`{ total @include(if: "true") }`, "ValuesOfCorrectType"},
		{`{ at(meta: {a: [1, B]}, stamp: "2024-01-15T10:30:00Z") }`, ""},
		{`{ at(stamp: "now") }`, "ValuesOfCorrectType"},
	} {
		invalid, err := ts.Validate(c.query)
		require.NoError(t, err)
		got := ""
		if len(invalid) > 0 {
			got = invalid[0].Rule
		}
		require.Equal(t, c.want, got, "%s %v", c.query, invalid)
	}
}
