package openapi

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

const orderSchema = `
$ref: '#/$defs/Order'
$defs:
  Order:
    type: object
    required: [id, customer, items, total, state]
    properties:
      id: {type: integer, format: int64, readOnly: true}
      customer: {$ref: '#/$defs/Customer'}
      items: {type: array, minItems: 1, items: {$ref: '#/$defs/Item'}}
      total: {type: number, minimum: 0, multipleOf: 0.01}
      state: {type: string, enum: [open, paid, sent]}
      created: {type: string, format: date-time}
  Customer:
    type: object
    required: [name, email]
    properties:
      name: {type: string, minLength: 1, maxLength: 100}
      email: {type: string, format: email}
      phone: {type: string, pattern: '^\+?[0-9 ]{5,20}$'}
  Item:
    type: object
    required: [sku, quantity]
    properties:
      sku: {type: string, pattern: '^[A-Z]{2}-\d+$'}
      quantity: {type: integer, minimum: 1, maximum: 1000}
      price: {type: number, exclusiveMinimum: 0}
`

const orderText = `{"id":17,"customer":{"name":"Ada","email":"ada@example.com","phone":"+44 20 1234"},"items":[
{"sku":"AB-1","quantity":2,"price":9.99},{"sku":"CD-22","quantity":1,"price":100}],"total":119.98,"state":"paid",
"created":"2026-05-04T10:11:12Z"}`

func order(b *testing.B) (*schema.Schema, any) {
	b.Helper()
	s, err := ParseSchema([]byte(orderSchema))
	require.NoError(b, err)
	decoded, err := schema.DecodeJSON([]byte(orderText))
	require.NoError(b, err)
	require.Empty(b, s.Validate(schema.Response, decoded.Value))
	require.Empty(b, s.Undeclared(schema.Response, decoded.Value))
	b.ReportAllocs()
	return s, decoded.Value
}

func BenchmarkValidate(b *testing.B) {
	s, v := order(b)
	for b.Loop() {
		s.Validate(schema.Response, v)
	}
}

func BenchmarkUndeclared(b *testing.B) {
	s, v := order(b)
	for b.Loop() {
		s.Undeclared(schema.Response, v)
	}
}

func BenchmarkDecodeJSON(b *testing.B) {
	b.SetBytes(int64(len(orderText)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := schema.DecodeJSON([]byte(orderText)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile compiles the order and, by judging one, all that it refers to.
func BenchmarkCompile(b *testing.B) {
	s, v := order(b)
	order := s.Resolve()
	for b.Loop() {
		fresh := *order
		fresh.Set = schema.NewSet()
		fresh.Validate(schema.Response, v)
	}
}
