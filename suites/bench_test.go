package suites_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/suites"
)

const benchContract = `
openapi: 3.1.0
info: {title: Products, version: 1.0.0}
paths:
  /products:
    get:
      responses:
        '200':
          description: products
          headers: {X-Total-Count: {required: true, schema: {type: integer}}}
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties:
                  items: {type: array, items: {$ref: '#/components/schemas/Product'}}
components:
  schemas:
    Product:
      type: object
      required: [id, name, price]
      properties:
        id: {type: string, pattern: '^prd_[0-9]{6}$'}
        name: {type: string, maxLength: 80}
        price: {type: string, pattern: '^[0-9]+\.[0-9]{2}$'}
        tags: {type: array, items: {type: string}}
        token: {type: string, writeOnly: true}
`

// BenchmarkJudge measures what all checks cost on an ordinary answer, since they run on every one. The two sizes are a
// single object and a full page.
func BenchmarkJudge(b *testing.B) {
	contract, err := openapi.Parse("bench.yaml", []byte(benchContract), openapi.Options{})
	require.NoError(b, err)
	op := contract.Operations[0]
	request := &harness.Request{Method: http.MethodGet, Path: "/products", Header: http.Header{}}
	reading := op.Wire.Read(op, request)
	for _, items := range []int{1, 20} {
		b.Run(fmt.Sprintf("items=%d", items), func(b *testing.B) {
			body := []byte(`{"items": [` + strings.TrimSuffix(strings.Repeat(`{"id": "prd_000001", "name": "A lamp that looks at the sea", "price": "12.50", "tags": ["a", "b"]},`, items), ",") + `]}`)
			b.ReportAllocs()
			for b.Loop() {
				x := &harness.Exchange{Operation: op, Request: request, Reading: reading, Response: &harness.Response{
					Status: 200, Body: body,
					Header: http.Header{"Content-Type": {"application/json"}, "X-Total-Count": {"20"}, "X-Request-Id": {"1"}},
				}}
				c := &harness.Case{ID: "bench/0", Operation: op.ID, Aim: harness.Aim{Expect: harness.Accept}}
				for _, check := range suites.All() {
					outcome := harness.Judge(check, &harness.Pass{Contract: contract, Operation: op, Case: c, Trace: []*harness.Exchange{x}})
					if len(outcome.Breaks) > 0 {
						b.Fatal(outcome.Breaks[0].Message)
					}
				}
			}
		})
	}
}
