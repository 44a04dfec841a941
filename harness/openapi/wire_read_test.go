package openapi

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

const routes = `
openapi: 3.1.0
info: {title: t, version: "1"}
servers: [{url: "https://example.com/v1/"}]
paths:
  /users/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 9}}
        - {name: tags, in: query, explode: false, schema: {type: array, maxItems: 2, items: {type: integer}}}
        - {name: free, in: query, schema: {}}
        - {name: either, in: query, schema: {anyOf: [{type: integer, maximum: 5}, {type: string, pattern: "^[0-9]{3}$"}]}}
        - {name: some, in: query, schema: {oneOf: [{type: string, maxLength: 1}, {type: array, items: {type: string}}]}}
        - {name: flag, in: query, schema: {type: boolean}}
        - {name: empty, in: query, allowEmptyValue: true, schema: {type: string, minLength: 1}}
        - {name: where, in: query, content: {application/json: {schema: {type: object, required: [a]}}}}
        - {name: page, in: query, style: deepObject, schema: {type: object, properties: {n: {type: integer}}}}
        - {name: X-Trace, in: header, schema: {type: integer}}
        - {name: sid, in: cookie, schema: {type: string, minLength: 2}}
        - {name: Accept, in: header, required: true, schema: {type: integer}}
      responses: {"200": {description: ok}}
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok}}
  /users/me:
    get: {responses: {"200": {description: ok}}}
  /files/{name}.json:
    get:
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok}}
  /range/{from}-{to}:
    get:
      parameters:
        - {name: from, in: path, required: true, schema: {type: string}}
        - {name: to, in: path, required: true, schema: {type: string}}
      responses: {"200": {description: ok}}
  /users/{id}/:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok}}
`

func TestReadVerdicts(t *testing.T) {
	c, err := Parse("openapi.yaml", []byte(routes), Options{})
	require.NoError(t, err)
	const user = "GET /users/{id}"
	rows := []struct {
		name, op, method, path, query string
		header                        http.Header
		breaches                      []string // "target keyword pointer"
		elsewhere                     string
		unsure                        bool
	}{
		{name: "valid", path: "/v1/users/1", query: "limit=5"},
		{name: "escaped names and plus", path: "/v1/users/1", query: "%6Cimit=5&free=a+b"},
		{name: "undeclared key", path: "/v1/users/1", query: "limit=5&other=x"},
		{name: "missing", path: "/v1/users/1", breaches: []string{"query.limit required "}},
		{name: "over the maximum", path: "/v1/users/1", query: "limit=10", breaches: []string{"query.limit maximum "}},
		{name: "wrong type", path: "/v1/users/1", query: "limit=x", breaches: []string{"query.limit type "}},
		{name: "number by other rules", path: "/v1/users/1", query: "limit=05", breaches: []string{"query.limit type "}, unsure: true},
		{name: "whole fraction", path: "/v1/users/1", query: "limit=5.0", unsure: true},
		{name: "fraction", path: "/v1/users/1", query: "limit=5.5", breaches: []string{"query.limit type "}},
		{name: "empty number", path: "/v1/users/1", query: "limit=", breaches: []string{"query.limit type "}, unsure: true},
		{name: "twice", path: "/v1/users/1", query: "limit=5&limit=6", unsure: true},
		{name: "malformed escape", path: "/v1/users/1", query: "limit=5&x=%zz", unsure: true},
		{name: "array", path: "/v1/users/1", query: "limit=5&tags=1,2"},
		{name: "array too long", path: "/v1/users/1", query: "limit=5&tags=1,2,3", breaches: []string{"query.tags maxItems "}},
		{name: "array item", path: "/v1/users/1", query: "limit=5&tags=1,x", breaches: []string{"query.tags type /1"}},
		{name: "union, number", path: "/v1/users/1", query: "limit=5&either=5"},
		{name: "union, text", path: "/v1/users/1", query: "limit=5&either=123"},
		{name: "text or list", path: "/v1/users/1", query: "limit=5&some=abc"},
		{name: "boolean", path: "/v1/users/1", query: "limit=5&flag=true"},
		{name: "boolean of other rules", path: "/v1/users/1", query: "limit=5&flag=1", breaches: []string{"query.flag type "}, unsure: true},
		{name: "no boolean", path: "/v1/users/1", query: "limit=5&flag=maybe", breaches: []string{"query.flag type "}},
		{name: "allowed to be empty", path: "/v1/users/1", query: "limit=5&empty=", breaches: []string{"query.empty minLength "}, unsure: true},
		{name: "content", path: "/v1/users/1", query: "limit=5&where=%7B%22a%22:1%7D"},
		{name: "content broken", path: "/v1/users/1", query: "limit=5&where=%7B%7D", breaches: []string{"query.where required "}},
		{name: "content syntax", path: "/v1/users/1", query: "limit=5&where=%7B", breaches: []string{"query.where syntax "}},
		{name: "deep", path: "/v1/users/1", query: "limit=5&page[n]=1"},
		{name: "deep type", path: "/v1/users/1", query: "limit=5&page[n]=x", breaches: []string{"query.page type /n"}},
		{name: "deeper", path: "/v1/users/1", query: "limit=5&page[n][m]=1", breaches: []string{"query.page type /n"}, unsure: true},
		{name: "header", path: "/v1/users/1", query: "limit=5", header: http.Header{"X-Trace": {"x"}}, breaches: []string{"header.X-Trace type "}},
		{name: "header twice", path: "/v1/users/1", query: "limit=5", header: http.Header{"X-Trace": {"1", "2"}}, breaches: []string{"header.X-Trace type "}, unsure: true},
		{name: "cookie", path: "/v1/users/1", query: "limit=5", header: http.Header{"Cookie": {"a=b; sid=x"}}, breaches: []string{"cookie.sid minLength "}},
		{name: "path type", path: "/v1/users/x", query: "limit=5", breaches: []string{"path.id type "}},
		{name: "more specific", path: "/v1/users/me", query: "limit=5", elsewhere: "GET /users/me"},
		{name: "trailing slash", path: "/v1/users/1/", query: "limit=5", elsewhere: "GET /users/{id}/"},
		{name: "no base path", path: "/users/1", query: "limit=5", elsewhere: "no operation of the contract"},
		{name: "empty segment", path: "/v1/users//", elsewhere: "no operation of the contract"},
		{name: "dot segment", path: "/v1/users/%2e%2E", elsewhere: "no operation of the contract"},
		{name: "slash inside", path: "/v1/users/1%2F2", query: "limit=5", breaches: []string{"path.id type "}, unsure: true},
		{name: "method of another", method: "DELETE", path: "/v1/users/1", elsewhere: "DELETE /users/{id}"},
		{name: "method of none", method: "PATCH", path: "/v1/users/1", query: "limit=5", breaches: []string{"method method "}},
		{name: "suffix", op: "GET /files/{name}.json", path: "/v1/files/a.b.json"},
		{name: "two variables", op: "GET /range/{from}-{to}", path: "/v1/range/1-2"},
		{name: "two variables, ambiguous", op: "GET /range/{from}-{to}", path: "/v1/range/1-2-3", unsure: true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if row.op == "" {
				row.op = user
			}
			if row.method == "" {
				row.method = "GET"
			}
			op := c.Operation(row.op)
			require.NotNil(t, op)
			got := op.Wire.Read(op, &harness.Request{Method: row.method, Path: row.path, Query: row.query, Header: row.header})
			var breaches []string
			for _, b := range got.Violations {
				breaches = append(breaches, b.Target+" "+b.Keyword+" "+b.Pointer)
				require.Equal(t, "openapi.yaml", b.Place.File)
			}
			require.Equal(t, row.breaches, breaches)
			require.Equal(t, row.elsewhere, got.Elsewhere)
			require.Equal(t, row.unsure, got.Unsure != "", got.Unsure)
		})
	}
}

// Operations are planned, and schemas translated, by whoever comes first.
func TestWireConcurrently(t *testing.T) {
	c, err := Parse("openapi.yaml", []byte(routes), Options{})
	require.NoError(t, err)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for _, op := range c.Operations {
				in := harness.Inputs{Path: map[string]any{}, Query: map[string]any{"limit": json.Number("5")}}
				for _, p := range op.Parameters {
					if p.In == "path" {
						in.Path[p.Name] = json.Number("1")
					}
				}
				r, err := op.Wire.Encode(op, in)
				if assert.NoError(t, err) {
					got := op.Wire.Read(op, r)
					assert.True(t, got.Valid(), got)
				}
			}
		})
	}
	group.Wait()
}

func TestReadGivesTypedValues(t *testing.T) {
	c, err := Parse("openapi.yaml", []byte(routes), Options{})
	require.NoError(t, err)
	op := c.Operation("GET /users/{id}")
	got := op.Wire.Read(op, &harness.Request{Method: "GET", Path: "/v1/users/7",
		Query: "limit=5&tags=1,2&either=123&some=abc&flag=false&page[n]=4", Header: http.Header{"X-Trace": {"9"}, "Cookie": {"sid=ab"}}})
	require.True(t, got.Valid(), got)
	n := func(s string) json.Number { return json.Number(s) }
	require.Equal(t, harness.Inputs{
		Path: map[string]any{"id": n("7")},
		Query: map[string]any{"limit": n("5"), "tags": []any{n("1"), n("2")}, "either": "123", "some": []any{"abc"}, "flag": false,
			"page": map[string]any{"n": n("4")}},
		Header: map[string]any{"X-Trace": n("9")},
		Cookie: map[string]any{"sid": "ab"},
	}, got.Inputs)
}

func TestQuerystring(t *testing.T) {
	for media, want := range map[string]string{
		"application/x-www-form-urlencoded": "a=1&b=x%20y",
		"application/json":                  "%7B%22a%22%3A1%2C%22b%22%3A%22x%20y%22%7D",
	} {
		op := operation(t, `
openapi: 3.2.0
info: {title: t, version: "1"}
paths:
  /x:
    query:
      parameters:
        - name: q
          in: querystring
          required: true
          content: {`+media+`: {schema: {type: object, properties: {a: {type: integer}, b: {type: string}}}}}
      responses: {"200": {description: ok}}
`)
		require.Equal(t, "QUERY", op.Method)
		in := harness.Inputs{Query: map[string]any{"q": map[string]any{"a": json.Number("1"), "b": "x y"}}}
		r, err := op.Wire.Encode(op, in)
		require.NoError(t, err)
		require.Equal(t, want, r.Query)
		got := op.Wire.Read(op, r)
		require.True(t, got.Valid(), got)
		require.Equal(t, in, got.Inputs)
		got = op.Wire.Read(op, &harness.Request{Method: "QUERY", Path: "/x"})
		require.NotNil(t, got.Breaks(harness.Aim{Target: "query.q", Keyword: "required"}))
	}
}

// Some contracts tell operations apart by a query in the path; it travels, and decides where a request goes.
func TestFixedQueryInPath(t *testing.T) {
	c, err := Parse("openapi.yaml", []byte(`
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /x?action=a: {get: {responses: {"200": {description: ok}}}}
  /x?action=b: {get: {responses: {"200": {description: ok}}}}
`), Options{})
	require.NoError(t, err)
	a := c.Operations[0]
	r, err := a.Wire.Encode(a, harness.Inputs{})
	require.NoError(t, err)
	require.Equal(t, "/x?action=a", r.URL())
	got := a.Wire.Read(a, r)
	require.True(t, got.Valid(), got)
	b := c.Operations[1]
	got = b.Wire.Read(b, r)
	require.Equal(t, a.ID, got.Elsewhere)
}

func BenchmarkEncodeRead(b *testing.B) {
	op := withBody(b, `          application/json: {schema: {$ref: "#/components/schemas/Pet"}}`)
	in := harness.Inputs{Body: &harness.Payload{Media: "application/json", Value: map[string]any{
		"id": json.Number("1"), "name": "x", "tags": []any{"a", "b"}, "home": map[string]any{"street": "s"}}}}
	b.ReportAllocs()
	for b.Loop() {
		r, err := op.Wire.Encode(op, in)
		if err != nil {
			b.Fatal(err)
		}
		if got := op.Wire.Read(op, r); !got.Valid() {
			b.Fatal(got)
		}
	}
}
