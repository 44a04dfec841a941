// Package schema is the one schema type of contravene, for every contract language.
//
// A contract language (OpenAPI 2.0 to 3.2, GraphQL) translates its own notation into [Schema], which has the meaning of
// JSON Schema 2020-12 plus the annotations that OpenAPI adds (readOnly, writeOnly, xml). Generators read its fields;
// checks ask it to judge values with [Schema.Validate] and [Schema.Undeclared]. A schema has two faces, because a
// property marked readOnly is not owed in a request and one marked writeOnly is not owed in a response.
//
// Values are what encoding/json makes of JSON text with UseNumber: nil, bool, [encoding/json.Number], string, []any and
// map[string]any. Nothing is compiled until it is first asked, and then once per schema and face.
package schema
