package graphql

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func concernOf(op *harness.Operation) string {
	c := op.Concern
	if c == nil {
		return "-"
	}
	text := strings.TrimSpace(c.Verb + " " + c.Kind)
	if c.Verb == "" {
		text = "-"
	}
	for _, key := range slices.Sorted(maps.Keys(c.Keys)) {
		text += fmt.Sprintf("; %s at %s", key, c.Keys[key].From)
	}
	if c.Array != "" {
		text += "; rows at " + c.Array + c.Within
	}
	for _, n := range c.Needs {
		text += fmt.Sprintf("; %s is %s.%s", n.Target, n.Kind, n.Key)
	}
	return text
}

func TestConcerns(t *testing.T) {
	ts, err := Parse(File{Name: "schema.graphql", Text: `
interface Node { id: ID! }
type Order implements Node { id: ID! number: String! total: Int lines: [OrderLine!]! customer: Customer }
type OrderLine implements Node { id: ID! sku: String }
type Customer { uuid: ID! name: String }
type Note { text: String }
type OrderEdge { cursor: String! node: Order! }
type PageInfo { hasNextPage: Boolean! }
type OrderConnection { edges: [OrderEdge!]! pageInfo: PageInfo! }
type CustomerPage { items: [Customer] total: Int }
type CreateOrderPayload { order: Order errors: [String!] }
input OrderInput { customerUuid: ID! note: String lineIds: [ID!] }
type Query {
  order(id: ID!): Order
  orderByNumber(number: String!): Order
  orders(first: Int, after: String, customer: ID): OrderConnection!
  lines(order: ID!): [OrderLine!]!
  customer(uuid: ID!): Customer
  customers: CustomerPage
  node(id: ID!): Node
  viewer: Customer
  repository(owner: String!, number: String!): Order
  notes: [Note!]!
}
type Mutation {
  createOrder(input: OrderInput!): CreateOrderPayload!
  orderUpdate(id: ID!, note: String): Order
  delete_order_by_pk(id: ID!): ID
  cancelOrder(orderId: ID!): Order
  publishOrder(id: ID!): Order
  createNote(text: String!): Note
  addOrderLine(order: ID!, sku: String!): OrderLine!
}`})
	require.NoError(t, err)
	got := map[string]string{}
	for _, op := range ts.Contract(Options{}).Operations {
		got[op.Name] = concernOf(op)
	}
	require.Equal(t, map[string]string{
		"order":              "reads order; body#/id is order.id",
		"orderByNumber":      "acts on order; body#/number is order.number",
		"orders":             "lists order; id at body#/data/orders/edges/*/node/id; number at body#/data/orders/edges/*/node/number; total at body#/data/orders/edges/*/node/total; rows at /data/orders/edges/node; body#/customer is customer.uuid",
		"lines":              "-; body#/order is order.id",
		"customer":           "reads customer; body#/uuid is customer.uuid",
		"customers":          "lists customer; name at body#/data/customers/items/*/name; uuid at body#/data/customers/items/*/uuid; rows at /data/customers/items",
		"node":               "-; body#/id is order.id",
		"viewer":             "-",
		"repository":         "-; body#/number is order.number",
		"notes":              "-",
		"createOrder":        "creates order; id at body#/data/createOrder/order/id; number at body#/data/createOrder/order/number; total at body#/data/createOrder/order/total; body#/input/customerUuid is customer.uuid",
		"orderUpdate":        "patches order; body#/id is order.id",
		"delete_order_by_pk": "deletes order; body#/id is order.id",
		"cancelOrder":        "acts on order; body#/orderId is order.id",
		"publishOrder":       "acts on order; body#/id is order.id",
		"createNote":         "-",
		"addOrderLine":       "creates order-line; id at body#/data/addOrderLine/id; sku at body#/data/addOrderLine/sku; body#/order is order.id",
	}, got)
}

func TestIntends(t *testing.T) {
	for name, want := range map[string]string{
		"createOrderLine": "creates order-line", "orderLineCreate": "creates order-line", "insert_orders_one": "creates orders",
		"update_order_by_pk": "patches order", "archiveOrder": " order", "logout": " logout", "closeHTTPGate": "acts on http-gate",
	} {
		verb, thing := intends(name)
		require.Equal(t, want, verb+" "+strings.Join(thing, "-"), name)
	}
}

func TestDirectivesSayWhoMayCall(t *testing.T) {
	ts, err := Parse(File{Name: "schema.graphql", Text: `
directive @auth(role: String) on FIELD_DEFINITION | OBJECT
type Query @authenticated {
  plain: Int
  mine: Int @auth(role: "ADMIN")
  open: Int @public
  scoped: Int @requiresScopes(scopes: [["a", "b"], ["c"]])
  both: Int @auth @isAuthenticated
}
type Mutation { free: Int  shown: Int @cost(complexity: 5) }`})
	require.NoError(t, err)
	c := ts.Contract(Options{})
	got := map[string]string{}
	for _, op := range c.Operations {
		var all []string
		for _, requirement := range op.Security {
			var each []string
			for _, d := range requirement {
				each = append(each, d.Scheme.Name+strings.Join(d.Scopes, "+"))
			}
			all = append(all, strings.Join(each, " and "))
		}
		got[op.Name] = strings.Join(all, " or ")
	}
	require.Equal(t, map[string]string{
		"plain": "@authenticated", "mine": "@auth", "open": "", "scoped": "@requiresScopesa+b or @requiresScopesc",
		"both": "@auth and @isAuthenticated", "free": "", "shown": "",
	}, got)
	for _, s := range c.Schemes {
		require.Equal(t, "directive", s.Type)
		require.NotEmpty(t, s.Source.File, s.Name)
	}
}
