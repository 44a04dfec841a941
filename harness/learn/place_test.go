package learn_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/learn"
	"github.com/contravene-dev/contravene/harness/schema"
)

func one(s *schema.Schema) func() *schema.Schema { return func() *schema.Schema { return s } }

func text() *schema.Schema { return &schema.Schema{Types: []string{"string"}} }

func object(required []string, properties ...schema.Property) *schema.Schema {
	return &schema.Schema{Types: []string{"object"}, Required: required, Properties: properties}
}

// order takes a customer, items, a map of labels, a payment of two kinds, a tree, and some parameters.
func order() *harness.Operation {
	item := object([]string{"productId"},
		schema.Property{Name: "productId", Schema: text()},
		schema.Property{Name: "quantity", Schema: &schema.Schema{Types: []string{"integer"}}})
	most := 40
	card := object(nil, schema.Property{Name: "card_number", Schema: text()})
	bank := object(nil, schema.Property{Name: "iban", Schema: text()})
	tree := object(nil, schema.Property{Name: "leaf", Schema: text()})
	tree.Properties = append(tree.Properties, schema.Property{Name: "branch", Schema: &schema.Schema{Ref: &schema.Ref{Target: one(tree)}}})
	limited := text()
	limited.MaxLength = &most
	body := object([]string{"email"},
		schema.Property{Name: "email", Schema: text()},
		schema.Property{Name: "firstName", Schema: limited},
		schema.Property{Name: "customer", Schema: object(nil,
			schema.Property{Name: "zip", Schema: text()}, schema.Property{Name: "phone", Schema: text()})},
		schema.Property{Name: "seller", Schema: object(nil, schema.Property{Name: "phone", Schema: text()})},
		schema.Property{Name: "items", Schema: &schema.Schema{Types: []string{"array"}, Items: item}},
		schema.Property{Name: "labels", Schema: &schema.Schema{Types: []string{"object"}, AdditionalProperties: text()}},
		schema.Property{Name: "payment", Schema: &schema.Schema{OneOf: []*schema.Schema{card, bank}}},
		schema.Property{Name: "tree", Schema: tree},
		schema.Property{Name: "a/b", Schema: text()},
		schema.Property{Name: "from", Schema: &schema.Schema{Types: []string{"string"}, Format: "date"}},
		schema.Property{Name: "to", Schema: &schema.Schema{Types: []string{"string"}, Format: "date"}},
		schema.Property{Name: "status", Schema: &schema.Schema{Types: []string{"string"}, Enum: []any{"open", "closed"}}},
		schema.Property{Name: "id", Schema: text()})
	return &harness.Operation{
		ID: "PUT /orders/{id}", Method: http.MethodPut, Path: "/orders/{id}",
		Parameters: []*harness.Parameter{
			{Name: "id", In: "path", Required: true, Schema: one(text())},
			{Name: "limit", In: "query", Schema: one(&schema.Schema{Types: []string{"integer"}})},
			{Name: "page-size", In: "query", Schema: one(&schema.Schema{Types: []string{"integer"}})},
			{Name: "X-Trace", In: "header", Schema: one(text())},
		},
		Body: &harness.Body{Contents: []*harness.Media{{Type: "application/json", Schema: one(body)}}},
	}
}

func TestPlace(t *testing.T) {
	op := order()
	for _, c := range []struct{ name, in, field, want string }{
		{"as it stands", "", "email", "body#/email"},
		{"a pointer", "body", "/items/0/productId", "body#/items/*/productId"},
		{"a fragment", "", "#/items/1/quantity", "body#/items/*/quantity"},
		{"an escaped pointer", "", "/a~1b", "body#/a~1b"},
		{"brackets", "body", "items[3].productId", "body#/items/*/productId"},
		{"dots", "", "items.0.productId", "body#/items/*/productId"},
		{"no positions", "", "items.quantity", "body#/items/*/quantity"},
		{"empty brackets", "", "items[].quantity", "body#/items/*/quantity"},
		{"structs of Go", "", "Order.Items[0].ProductID", "body#/items/*/productId"},
		{"a method and its argument", "", "createOrder.arg0.email", "body#/email"},
		{"snake case", "", "first_name", "body#/firstName"},
		{"words", "", "First name", "body#/firstName"},
		{"a lone name", "", "Zip", "body#/customer/zip"},
		{"a path of .NET", "", "$.customer.zip", "body#/customer/zip"},
		{"a member of a map", "", "labels.colour", "body#/labels/*"},
		{"a list itself", "", "items", "body#/items"},
		{"an element itself", "body", "items.*", "body#/items/*"},
		{"a branch", "", "iban", "body#/payment/iban"},
		{"a branch in other words", "", "Payment.CardNumber", "body#/payment/card_number"},
		{"a tree, once", "", "leaf", "body#/tree/leaf"},
		{"deep in a tree", "", "/tree/branch/branch/leaf", "body#/tree/branch/branch/leaf"},
		{"a parameter", "query", "limit", "query.limit"},
		{"a parameter whose place is not told", "", "PageSize", "query.page-size"},
		{"a header in lower case", "header", "x-trace", "header.X-Trace"},
		{"told apart by its place", "path", "id", "path.id"},
		{"told apart by its place in the body", "body", "id", "body#/id"},
		{"one name, two inputs", "", "id", ""},
		{"one name, two objects", "", "phone", ""},
		{"not in that place", "query", "email", ""},
		{"a name of nothing", "", "colour", ""},
		{"a name without letters", "", "__", ""},
		{"nothing", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			target, pointer, ok := learn.Place(op, harness.Lesson{In: c.in, Field: c.field})
			got := target
			if pointer != "" {
				got += "#" + pointer
			}
			require.Equal(t, c.want, got)
			require.Equal(t, c.want != "", ok)
		})
	}
}

func TestPlaceWithoutInputs(t *testing.T) {
	_, _, ok := learn.Place(&harness.Operation{}, harness.Lesson{Field: "email"})
	require.False(t, ok)
	_, _, ok = learn.Place(nil, harness.Lesson{Field: "email"})
	require.False(t, ok)
}
