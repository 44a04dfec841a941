package state

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

func TestOrder(t *testing.T) {
	n := func(text string) any { return json.Number(text) }
	for _, c := range []struct {
		name string
		a, b any
		want int
		sure bool
	}{
		{"numbers by value", n("9"), n("1e1"), -1, true},
		{"equal numbers", n("1.0"), n("1"), 0, true},
		{"false first", false, true, -1, true},
		{"words", "alfa", "mike", -1, true},
		{"the same", "a b", "a b", 0, true},
		{"case decides", "Zulu", "alfa", 0, false},
		{"blanks", "ab c", "abb", 0, false},
		{"other letters", "Äpfel", "Birnen", 0, false},
		{"numbers in words", "img2", "img10", 0, false},
		{"numbered alike", "prd_000009", "prd_000010", -1, true},
		{"instants", "2020-01-01T01:00:00+01:00", "2020-01-01T00:00:01Z", -1, true},
		{"days", "2020-02-01", "2020-01-31", 1, true},
		{"text and number", "1", n("2"), 0, false},
		{"nothing", nil, "a", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, sure := order(c.a, c.b)
			require.Equal(t, c.sure, sure)
			require.Equal(t, c.want, got)
			back, sure := order(c.b, c.a)
			require.Equal(t, c.sure, sure)
			require.Equal(t, -c.want, back)
		})
	}
}

func TestSortings(t *testing.T) {
	text := &schema.Schema{Types: []string{"string"}}
	element := []*schema.Schema{{Properties: []schema.Property{
		{Name: "price", Schema: &schema.Schema{Types: []string{"number"}}},
		{Name: "createdAt", Schema: text}, {Name: "fieldDesc", Schema: text},
		{Name: "kind", Schema: &schema.Schema{Types: []string{"string"}, Enum: []any{"a", "b"}}},
		{Name: "tags", Schema: &schema.Schema{Types: []string{"array"}}},
	}}}
	values := []any{
		"price", "-price", "created_at", "created_at_desc", "price:asc", "price DESC", "+price", "fieldDesc", "newest", "kind", "tags", "--price", "-price_desc", "",
	}
	sorts := &schema.Schema{Types: []string{"string"}, Enum: values}
	p := &harness.Parameter{Name: "sort", In: "query", Schema: func() *schema.Schema { return sorts }}
	require.Equal(t, []sorting{
		{"price", "price", ascending}, // beside -price
		{"-price", "price", descending},
		{"created_at", "createdAt", either},
		{"created_at_desc", "createdAt", descending},
		{"price:asc", "price", ascending},
		{"price DESC", "price", descending},
		{"+price", "price", ascending},
		{"fieldDesc", "fieldDesc", either},
	}, sortingsOf(p, element))
}

func TestTail(t *testing.T) {
	for _, c := range []struct{ path, key, location, want string }{
		{"/v1/orders/{id}", "id", "/v1/orders/7", "7"},
		{"/v1/orders/{id}", "id", "https://shop.example/api/v1/orders/7/?a=b#c", "7"},
		{"/v1/orders/{id}", "id", "orders/7", "7"},
		{"/v1/orders/{id}", "id", "/v1/orders/7/items", ""},
		{"/v1/orders/{id}", "id", "/v1/reorders/7", ""},
		{"/orders/{id}/items/{no}", "no", "/orders/7/items/2", "2"},
		{"/orders/{id}/items/{no}", "id", "/orders/7/items/2", "7"},
		{"/files/{name}.json", "name", "/files/a.json", "a"},
		{"/files/{name}.json", "name", "/files/ajson", ""},
		{"/{id}", "id", "/7", "7"},
		{"/orders", "id", "/orders", ""},
	} {
		groups := regexp.MustCompile(tail(c.path, c.key)).FindStringSubmatch(c.location)
		got := ""
		if len(groups) > 1 {
			got = groups[1]
		}
		require.Equal(t, c.want, got, "%s of %s in %s", c.key, c.path, c.location)
	}
}

func TestArrayOf(t *testing.T) {
	object := &schema.Schema{Types: []string{"object"}, Properties: []schema.Property{{Name: "id", Schema: &schema.Schema{}}}}
	list := &schema.Schema{Types: []string{"array"}, Items: object}
	texts := &schema.Schema{Types: []string{"array"}, Items: &schema.Schema{Types: []string{"string"}}}
	with := func(p ...schema.Property) *schema.Schema {
		return &schema.Schema{Types: []string{"object"}, Properties: p}
	}
	for _, c := range []struct {
		name string
		s    *schema.Schema
		want string
		ok   bool
	}{
		{"the body itself", list, "", true},
		{"a member", with(schema.Property{Name: "orders", Schema: list}, schema.Property{Name: "notes", Schema: texts}), "/orders", true},
		{"a member of a member", with(schema.Property{Name: "_embedded", Schema: with(schema.Property{Name: "orders", Schema: list})}), "/_embedded/orders", true},
		{"the one that is called so", with(schema.Property{Name: "items", Schema: list}, schema.Property{Name: "warnings", Schema: list}), "/items", true},
		{"one of several", with(schema.Property{Name: "orders", Schema: list}, schema.Property{Name: "warnings", Schema: list}), "", false},
		{"none", object, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, ok := arrayOf(c.s)
			require.Equal(t, c.ok, ok)
			require.Equal(t, c.want, got)
		})
	}
}
