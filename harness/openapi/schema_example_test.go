package openapi_test

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

func ExampleParseSchema() {
	user, err := openapi.ParseSchema([]byte(`
type: object
required: [id, name]
properties:
  id: {type: integer, readOnly: true}
  name: {type: string, maxLength: 5}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := schema.DecodeJSON([]byte(`{"name":"Ada Lovelace","role":"admin"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, face := range []schema.Face{schema.Request, schema.Response} {
		for _, v := range user.Validate(face, body.Value) {
			fmt.Printf("%s: %s at %q: want %s, got %s (%s)\n", face, v.Keyword, v.Pointer, v.Expected, v.Got, v.Place)
		}
	}
	for _, u := range user.Undeclared(schema.Response, body.Value) {
		fmt.Println("undeclared:", u.Pointer)
	}
	// Output:
	// request: maxLength at "/name": want at most 5 characters, got 12 characters: "Ada Lovelace" (schema:6:24)
	// response: required at "": want property "id", got absent (schema:3:1)
	// response: maxLength at "/name": want at most 5 characters, got 12 characters: "Ada Lovelace" (schema:6:24)
	// undeclared: /role
}
