package generators_test

import (
	"fmt"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
)

func ExampleValue() {
	s, err := openapi.ParseSchema([]byte(`{type: object, required: [name, code], properties: {name: {type: string}, code: {type: string, pattern: "^[A-Z]{2}\\d$"}}}`))
	if err != nil {
		panic(err)
	}
	v, err := generators.Value(generators.Plainest, s, generators.Style{Plain: true})
	fmt.Println(v, err)
	// Output: map[code:AA1 name:alpha] <nil>
}

func Example() {
	c, err := openapi.Parse("openapi.yaml", []byte(`
openapi: 3.1.0
info: {title: Orders, version: "1"}
paths:
  /orders:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}]
      responses: {"200": {description: done}}
`), openapi.Options{})
	if err != nil {
		panic(err)
	}
	plan := &harness.Plan{Contract: c, Operation: c.Operations[0], Limit: 4}
	for made := range generators.Invalid.Cases(plan) {
		fmt.Println(made.Aim.Expect, made.Title)
	}
	// Output:
	// reject POST, which the path does not declare
	// reject PUT, which the path does not declare
	// reject query.limit = 101, above maximum 100
	// reject query.limit = 0, below minimum 1
}
