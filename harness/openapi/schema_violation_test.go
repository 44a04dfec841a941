package openapi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

// judge validates JSON text against schema text, and gives each violation as keyword pointer line:column expected|got.
func judge(t *testing.T, d dialect, text, value string) []string {
	t.Helper()
	s, err := parseSchema([]byte(text), d)
	require.NoError(t, err)
	decoded, err := schema.DecodeJSON([]byte(value))
	require.NoError(t, err)
	out := []string{}
	for _, v := range s.Validate(schema.Response, decoded.Value) {
		at := strings.TrimPrefix(v.Place.String(), "schema:")
		out = append(out, fmt.Sprintf("%s #%s @%s %s|%s", v.Keyword, v.Pointer, at, v.Expected, v.Got))
	}
	require.Equal(t, len(out) == 0, s.Valid(schema.Response, decoded.Value), "Valid must agree with Validate")
	return out
}

func TestViolations(t *testing.T) {
	for name, c := range map[string]struct {
		schema, value string
		want          []string
	}{
		"type":       {"type: string", `1`, []string{"type # @1:1 string|integer 1"}},
		"types":      {"type: [string, 'null']", `1.5`, []string{"type # @1:1 string or null|number 1.5"}},
		"integer":    {"type: integer", `1.5`, []string{"type # @1:1 integer|number 1.5"}},
		"whole":      {"type: integer", `1.0`, []string{}},
		"enum":       {"enum: [a, 2, null]", `"b"`, []string{`enum # @1:1 one of "a", 2, null|"b"`}},
		"const":      {"const: {a: [1]}", `{"a":[1.0]}`, []string{}},
		"not const":  {"const: 1", `2`, []string{"const # @1:1 1|2"}},
		"minLength":  {"minLength: 3", `"é€"`, []string{`minLength # @1:1 at least 3 characters|2 characters: "é€"`}},
		"maxLength":  {"maxLength: 1", `"ab"`, []string{`maxLength # @1:1 at most 1 character|2 characters: "ab"`}},
		"pattern":    {"pattern: '^a+$'", `"b"`, []string{`pattern # @1:1 a match of ^a+$|"b"`}},
		"format":     {"format: date", `"2026-02-30"`, []string{`format # @1:1 date|"2026-02-30"`}},
		"multipleOf": {"multipleOf: 0.1", `0.35`, []string{"multipleOf # @1:1 a multiple of 0.1|0.35"}},
		"exact":      {"multipleOf: 0.1", `0.3`, []string{}},
		"minimum":    {"minimum: 1", `0.9`, []string{"minimum # @1:1 at least 1|0.9"}},
		"exclusive":  {"exclusiveMaximum: 5", `5`, []string{"exclusiveMaximum # @1:1 less than 5|5"}},
		"minItems":   {"minItems: 2", `[1]`, []string{"minItems # @1:1 at least 2 items|1 items"}},
		"unique":     {"uniqueItems: true", `[{"a":1},{"a":1.0}]`, []string{`uniqueItems # @1:1 items that all differ|[{"a":1},{"a":1.0}]`}},
		"contains":   {"contains: {const: 1}", `[2]`, []string{"contains # @1:1 an item that matches contains|[2]"}},
		"not":        {"not: {type: string}", `"a"`, []string{`not # @1:1 no match of the schema under not|"a"`}},
		"false":      {"properties:\n  a: false", `{"a":1}`, []string{"false #/a @2:3 nothing|1"}},
		"required": {"type: object\nrequired: [a, b]", `{}`, []string{
			`required # @2:1 property "a"|absent`, `required # @2:1 property "b"|absent`}},
		"dependent":   {"dependentRequired: {a: [b]}", `{"a":1}`, []string{`dependentRequired # @1:1 property "b" beside "a"|absent`}},
		"additional":  {"properties: {a: true}\nadditionalProperties: false", `{"a":1,"x/y":2}`, []string{"additionalProperties #/x~1y @2:1 no other property|2"}},
		"unevaluated": {"allOf: [{properties: {a: true}}]\nunevaluatedProperties: false", `{"a":1,"b":2}`, []string{"unevaluatedProperties #/b @2:1 no other property|2"}},
		"items false": {"prefixItems: [true]\nitems: false", `[1,2]`, []string{"items #/1 @2:1 no other item|2"}},
		"names":       {"propertyNames: {maxLength: 1}", `{"ab":1}`, []string{`propertyNames # @1:1 only property names that are allowed|"ab"`}},
		"through references": {"$ref: '#/$defs/a'\n$defs:\n  a:\n    properties:\n      n:\n        minimum: 1", `{"n":0}`,
			[]string{"minimum #/n @6:9 at least 1|0"}},
		"all at once, sorted": {"properties:\n  b: {type: string}\n  a: {type: string}", `{"b":1,"a":2}`,
			[]string{"type #/a @3:7 string|integer 2", "type #/b @2:7 string|integer 1"}},
		"anyOf, nothing picks": {"anyOf: [{minimum: 5}, {multipleOf: 7}]", `3`, []string{"anyOf # @1:1 a match of at least one branch|3"}},
		"anyOf, the type picks": {"anyOf:\n  - type: string\n  - type: integer\n    minimum: 5", `3`,
			[]string{"anyOf # @1:1 a match of at least one branch|3", "minimum # @4:5 at least 5|3"}},
		"oneOf, a constant picks": {"oneOf:\n  - properties: {k: {const: a}, n: {minimum: 5}}\n  - properties: {k: {const: b}, n: {maximum: 0}}", `{"k":"b","n":3}`,
			[]string{`oneOf # @1:1 a match of exactly one branch|{"k":"b","n":3}`, "maximum #/n @3:37 at most 0|3"}},
		"oneOf, two match": {"oneOf: [{minimum: 1}, {minimum: 2}]", `3`, []string{"oneOf # @1:1 a match of exactly one branch|branches 1 and 2 match"}},
		"then":             {"if: {const: 1}\nthen: {type: string}", `1`, []string{"type # @2:8 string|integer 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, judge(t, openapi31, c.schema, c.value))
		})
	}
}

func TestViolationsAreCapped(t *testing.T) {
	value := "[" + strings.TrimSuffix(strings.Repeat(`"x",`, 5000), ",") + "]"
	require.Len(t, judge(t, openapi31, "items: {type: integer}", value), 20)
}

func TestFaces(t *testing.T) {
	const text = `
required: [id, password, name, wrapped]
properties:
  id: {readOnly: true, type: integer}
  password: {$ref: '#/$defs/secret'}
  name: {type: string}
  wrapped: {allOf: [{$ref: '#/$defs/secret'}]}
dependentRequired: {name: [id, password]}
allOf:
  - required: [id]
  - $ref: '#/$defs/strict'
$defs:
  secret: {writeOnly: true, type: string}
  strict: {required: [name]}
`
	s, err := ParseSchema([]byte(text))
	require.NoError(t, err)
	missing := func(face schema.Face, value map[string]any) []string {
		out := []string{}
		for _, v := range s.Validate(face, value) {
			out = append(out, v.Keyword+" "+v.Expected)
		}
		return out
	}
	require.Equal(t, []string{"name", "password", "wrapped"}, sorted(s.Owed(schema.Request)))
	require.Equal(t, []string{"id", "name"}, sorted(s.Owed(schema.Response)))
	require.Empty(t, missing(schema.Request, map[string]any{"name": "n", "password": "p", "wrapped": "w"}))
	require.Empty(t, missing(schema.Response, map[string]any{"name": "n", "id": number(1)}))
	require.Equal(t, []string{`required property "id"`, `dependentRequired property "id" beside "name"`, `required property "id"`},
		missing(schema.Response, map[string]any{"name": "n"}))
	require.Equal(t, []string{"type integer"}, missing(schema.Request,
		map[string]any{"name": "n", "password": "p", "wrapped": "w", "id": "written all the same"}))
}
