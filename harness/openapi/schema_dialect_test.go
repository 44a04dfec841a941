package openapi

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

func sorted(names []string) []string {
	out := slices.Clone(names)
	slices.Sort(out)
	return out
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

func TestDialects(t *testing.T) {
	const pets = `
oneOf: [{$ref: '#/definitions/Cat'}, {$ref: '#/definitions/Dog'}]
discriminator: {propertyName: kind, mapping: {cat: '#/definitions/Cat', dog: Dog}}
definitions:
  Cat: {type: object, properties: {kind: {type: string}}}
  Dog: {type: object, properties: {kind: {type: string}}}
`
	for name, c := range map[string]struct {
		dialect        dialect
		schema         string
		valid, invalid []string
	}{
		"nullable":            {openapi30, "{type: string, nullable: true}", []string{`"a"`, `null`}, []string{`1`}},
		"nullable enum":       {openapi30, "{type: string, nullable: true, enum: [a]}", []string{`"a"`, `null`}, []string{`"b"`}},
		"not nullable":        {openapi30, "{type: string, nullable: false}", nil, []string{`null`}},
		"nullable reference":  {openapi30, "{properties: {a: {nullable: true, $ref: '#/definitions/s'}}, definitions: {s: {type: string}}}", []string{`{"a":null}`, `{"a":"b"}`}, []string{`{"a":1}`}},
		"nullable allOf":      {openapi30, "{nullable: true, allOf: [{type: string}]}", []string{`null`, `"a"`}, []string{`1`}},
		"nullable without":    {openapi30, "{nullable: true, minLength: 2}", []string{`null`, `1`}, []string{`"a"`}},
		"x-nullable":          {swagger20, "{type: string, x-nullable: true}", []string{`null`}, nil},
		"nullable since 3.1":  {openapi31, "{type: string, nullable: true}", nil, []string{`null`}},
		"exclusive booleans":  {openapi30, "{minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true}", []string{`2`}, []string{`1`, `3`}},
		"exclusive false":     {openapi30, "{minimum: 1, exclusiveMinimum: false}", []string{`1`}, []string{`0`}},
		"exclusive numbers":   {openapi31, "{exclusiveMinimum: 1, minimum: 0}", []string{`2`}, []string{`1`}},
		"siblings are lost":   {openapi30, "{properties: {a: {$ref: '#/definitions/s', maxLength: 1}}, definitions: {s: {type: string}}}", []string{`{"a":"long"}`}, []string{`{"a":1}`}},
		"siblings count":      {openapi31, "{properties: {a: {$ref: '#/definitions/s', maxLength: 1}}, definitions: {s: {type: string}}}", []string{`{"a":"l"}`}, []string{`{"a":1}`, `{"a":"long"}`}},
		"file":                {swagger20, "{type: file}", []string{`"anything"`}, []string{`1`}},
		"items as a list":     {openapi30, "{items: [{type: string}], additionalItems: {type: integer}}", []string{`["a",1]`}, []string{`[1]`, `["a","b"]`}},
		"discriminator":       {openapi30, pets, []string{`{"kind":"cat"}`, `{"kind":"dog"}`}, []string{`{"kind":"Cat"}`, `{"kind":"cow"}`, `{}`}},
		"escapes in pointers": {openapi31, "{$ref: '#/$defs/a~1b%25~0', $defs: {a/b%~: {type: string}}}", []string{`"a"`}, []string{`1`}},
		"anchors":             {openapi31, "{$ref: '#here', $defs: {a: {$anchor: here, type: string}}}", []string{`"a"`}, []string{`1`}},
		"dynamic references":  {openapi31, "{$dynamicRef: '#node', $defs: {a: {$dynamicAnchor: node, type: string}}}", []string{`"a"`}, []string{`1`}},
		"numbers of YAML":     {openapi31, "{enum: [1e3, 0x10, 123456789012345678901234567890, 2026-01-01, ~, yes]}", []string{`1000`, `16`, `123456789012345678901234567890`, `"2026-01-01"`, `null`, `"yes"`}, []string{`true`}},
		"the merge key":       {openapi31, "{$defs: {a: &a {type: string, maxLength: 2}}, <<: *a, maxLength: 1}", []string{`"a"`}, []string{`"ab"`, `1`}},
		"a false schema":      {openapi31, "false", nil, []string{`1`}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, value := range c.valid {
				require.Empty(t, judge(t, c.dialect, c.schema, value), value)
			}
			for _, value := range c.invalid {
				require.NotEmpty(t, judge(t, c.dialect, c.schema, value), value)
			}
		})
	}
}

func TestDiscriminatorThatContradictsItsSchemas(t *testing.T) {
	const text = `
oneOf: [{$ref: '#/definitions/CardPayment'}, {$ref: '#/definitions/BankPayment'}]
discriminator: {propertyName: type}
definitions:
  CardPayment: {type: object, required: [type], properties: {type: {enum: [card]}}}
  BankPayment: {type: object, required: [type], properties: {type: {const: bank}}}
`
	require.Empty(t, judge(t, openapi30, text, `{"type":"card"}`))
	s, err := parseSchema([]byte(text), openapi30)
	require.NoError(t, err)
	problems := s.Set.Problems()
	require.Len(t, problems, 1)
	require.Equal(t, 3, problems[0].Place.Line)
}

func TestAnnotations(t *testing.T) {
	s, err := parseSchema([]byte(`
type: string
title: Name
example: Ada
default: ~
deprecated: true
xml: {name: n, attribute: true}
x-internal: {a: [1]}
`), openapi30)
	require.NoError(t, err)
	require.Equal(t, "Name", s.Title)
	require.Equal(t, []any{"Ada"}, s.Examples)
	require.Equal(t, &schema.Value{}, s.Default)
	require.True(t, s.Deprecated)
	require.Equal(t, &schema.XML{Name: "n", Attribute: true}, s.XML)
	require.Equal(t, map[string]any{"x-internal": map[string]any{"a": []any{number(1)}}}, s.Extensions)
	require.Equal(t, "schema:3:1", s.Place("title").String())
}
