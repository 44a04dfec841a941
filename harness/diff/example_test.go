package diff_test

import (
	"fmt"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/diff"
)

func Example() {
	before := `{"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": {"/orders": {"get": {
  "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
  "responses": {"204": {"description": "none"}}}}}}`
	after := `{"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": {"/orders": {"get": {
  "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
  "responses": {"204": {"description": "none"}}}}}}`
	base, err := contracts.Parse("before.json", []byte(before), contracts.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	head, err := contracts.Parse("after.json", []byte(after), contracts.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := diff.Compare(base, head, diff.Options{Value: generators.Sample})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range report.Changes {
		fmt.Println(c.Base, c.Rule, c.Lenses[diff.Bounds])
		fmt.Println(c.Message)
		fmt.Println("only the", c.Witness.Valid, "takes", c.Witness.Value)
	}
	// Output:
	// before.json:2:81 request.page-size-unbounded fail
	// query.limit: from 100 to none
	// only the head takes 101
}
