package graphql_test

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/schema"
)

const orders = `
type Query { order(id: ID!): Order }
type Order { id: ID! total: Int! note: String }
`

func ExampleTypeSystem_Contract() {
	types, err := graphql.Parse(graphql.File{Name: "orders.graphql", Text: orders})
	if err != nil {
		fmt.Println(err)
		return
	}
	op := types.Contract(graphql.Options{}).Operations[0]
	request, err := op.Wire.Encode(op, harness.Inputs{Body: &harness.Payload{Value: map[string]any{"id": "a"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	reading := op.Wire.Read(op, request)
	fmt.Println(op.ID, op.Source, reading.Valid())
	fmt.Println(string(request.Body))
	// Output:
	// query order orders.graphql:2:14 true
	// {"operationName":"order","query":"query order($id: ID!) { order(id: $id) { id total note } }","variables":{"id":"a"}}
}

func ExampleTypeSystem_Judge() {
	types, err := graphql.Parse(graphql.File{Name: "orders.graphql", Text: orders})
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, err := schema.DecodeJSON([]byte(`{"data":{"order":{"id":7,"total":null,"secret":"x"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	question := graphql.Question{Document: "{ order(id: 1) { id total } }"}
	for _, f := range types.Judge(question, answer.Value).Faults {
		fmt.Printf("%s at %s (%s): want %s, got %s\n", f.Rule, f.Pointer, f.Place, f.Expected, f.Got)
	}
	// Output:
	// wrong-kind at /data/order/id (orders.graphql:3:14): want a string, as ID is serialized, got integer 7
	// extra-key at /data/order/secret (orders.graphql:3:6): want only what was asked for, got string "x"
	// illegal-null at /data/order/total (orders.graphql:3:22): want Int!, got null
}

func ExampleCompare() {
	committed, err := graphql.Parse(graphql.File{Name: "orders.graphql", Text: orders})
	if err != nil {
		fmt.Println(err)
		return
	}
	live, err := graphql.Parse(graphql.File{Name: "live", Text: `
		type Query { order(id: ID!): Order debug: String }
		type Order { id: ID! total: Int }`})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range graphql.Compare(live, committed) {
		fmt.Println(d.Drift, d.What, d.Coordinate, d.Live, d.Committed)
	}
	// Output:
	// missing field Order.note  field
	// changed field Order.total Int Int!
	// undeclared field Query.debug field
}
