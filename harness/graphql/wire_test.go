package graphql

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// said sums a reading up: "valid", "elsewhere …", "unsure", or "target pointer keyword" of each violation.
func said(r harness.Reading) string {
	var list []string
	for _, v := range r.Violations {
		list = append(list, v.Target+v.Pointer+" "+v.Keyword)
	}
	switch {
	case r.Elsewhere != "":
		return "elsewhere: " + r.Elsewhere
	case r.Unsure != "":
		return "unsure"
	case len(list) > 0:
		return strings.Join(list, ", ")
	}
	return "valid"
}

func arguments(t testing.TB, text string) harness.Inputs {
	t.Helper()
	return harness.Inputs{Body: &harness.Payload{Media: "application/json", Value: decode(t, text)}}
}

func TestEncode(t *testing.T) {
	c := shop(t).Contract(Options{Fields: 4})
	r, err := c.Operation("query orders").Wire.Encode(c.Operation("query orders"), arguments(t, `{"first":5,"zz":{"a":["b",null]}}`))
	require.NoError(t, err)
	require.Equal(t, "/graphql", r.Path)
	require.Equal(t, "application/json", r.Header.Get("Content-Type"))
	require.Equal(t, "application/graphql-response+json, application/json;q=0.9", r.Header.Get("Accept"))
	require.JSONEq(t, `{"operationName":"orders","query":"query orders($first: Int) { orders(first: $first, zz: {a: [\"b\", null]}) { edges { cursor } } }","variables":{"first":5}}`, string(r.Body))
	for _, bad := range []any{nil, []any{}, "a", map[string]any{"a b": 1}, map[string]any{"first": "\xff"}} {
		_, err = c.Operation("query orders").Wire.Encode(c.Operation("query orders"), harness.Inputs{Body: &harness.Payload{Value: bad}})
		require.Error(t, err, bad)
	}
}

func TestReadWhatWasEncoded(t *testing.T) {
	c := shop(t).Contract(Options{})
	for _, x := range []struct{ op, in, want string }{
		{"query orders", `{}`, "valid"},
		{"query orders", `{"first":5,"after":null,"state":"PAID","tags":["a"]}`, "valid"},
		{"query orders", `{"tags":"a"}`, "valid"},
		{"query orders", `{"first":"5"}`, "body/first type"},
		{"query orders", `{"first":2147483648}`, "body/first maximum"},
		{"query orders", `{"state":"paid"}`, "body/state enum"},
		{"query orders", `{"tags":["a",null]}`, "body/tags/1 type"},
		{"query orders", `{"other":1}`, "body/other additionalProperties, body KnownArgumentNames"},
		{"query orders", `{"first":1.0}`, "unsure"},
		{"query order", `{"id":"a"}`, "valid"},
		{"query order", `{}`, "body required"},
		{"query order", `{"id":null}`, "body/id type"},
		{"query search", `{"by":{"id":"a","text":"b"}}`, "body/by maxProperties"},
		{"mutation createOrder", `{"input":{"customer":"a","items":[{"sku":"b"}]}}`, "valid"},
		{"mutation createOrder", `{"input":{"customer":"a","items":[{"sku":"b","x":1}]},"dry":null}`, "body/input/items/0/x additionalProperties, body/dry type"},
		{"subscription orderChanged", `{"id":"a"}`, "unsure"},
		{"query at", `{"odd":1}`, "unsure"},
		{"query matrix", `{"rows":[[1],[2]]}`, "valid"},
		{"query total", `{}`, "valid"},
	} {
		op := c.Operation(x.op)
		in := arguments(t, x.in)
		r, err := op.Wire.Encode(op, in)
		require.NoError(t, err)
		reading := op.Wire.Read(op, r)
		require.Equal(t, x.want, said(reading), "%s %s %v", x.op, x.in, reading.Violations)
		require.Equal(t, in, reading.Inputs, "%s %s", x.op, x.in)
	}
}

func TestReadAnyBytes(t *testing.T) {
	c := shop(t).Contract(Options{Depth: 1})
	const plainTotal = `{"query":"{ total }"}`
	for _, x := range []struct{ op, body, want string }{
		{"query total", plainTotal, "valid"},
		{"query total", `{"query":"query Q { total }","operationName":"Q","variables":null,"other":1}`, "valid"},
		{"query total", `{"query":"query A { total } query B { ratio }","operationName":"B"}`, "elsewhere: query ratio"},
		{"query total", `{"query":"query A { total } query B { ratio }"}`, "body operationName"},
		{"query total", `{"query":"query A { total }","operationName":"C"}`, "body operationName"},
		{"query total", `{"query":"{ t: total }"}`, "elsewhere: query total with another selection"},
		{"query total", `{"query":"{ total ratio }"}`, "elsewhere: query total with another selection"},
		{"query total", `{"query":"{ ...F } fragment F on Query { total }"}`, "valid"},
		{"query total", `{"query":"{ __typename }"}`, "elsewhere: query __typename"},
		{"query total", `{"query":"mutation { deleteOrder(id: 1) }"}`, "elsewhere: mutation deleteOrder"},
		{"query total", `{"query":"{ total"}`, "body Syntax"},
		{"query total", `{"query":""}`, "body Syntax"},
		{"query total", `{"query":"{ totl }"}`, "body FieldsOnCorrectType"},
		{"query total", `{"query":"{ total { a } }"}`, "body FieldsOnCorrectType, body ScalarLeafs"},
		{"query total", `{"query":"{ total @nope }"}`, "body KnownDirectives"},
		{"query total", `{"query":1}`, "body type"},
		{"query total", `{"query":"{ total }","variables":"a"}`, "body type"},
		{"query total", `{"query":"{ total }","variables":[]}`, "body type"},
		{"query total", `{"query":"{ total }","operationName":["a"]}`, "body type"},
		{"query total", `{}`, "body required"},
		{"query total", `{"extensions":{"persistedQuery":{}}}`, "unsure"},
		{"query total", `[` + plainTotal + `]`, "unsure"},
		{"query total", `"a"`, "body type"},
		{"query total", `{"query":"{ total }"`, "body syntax"},
		{"query total", `{"query":"{ total }","query":"{ total }"}`, "unsure"},
		{"query total", `{"query":"` + strings.Repeat(" ", 300_000) + `{ total }"}`, "unsure"},
		{"query total", `{"query":"{ total }","variables":{"unknown":1}}`, "valid"},
		{"query order", `{"query":"query($x: ID!) { order(id: $x) { id number total state note created tags meta } }","variables":{"x":true}}`, "body/id type"},
		{"query order", `{"query":"query($x: ID = 1.5) { order(id: $x) { id } }"}`, "body/id type, body ValuesOfCorrectType"},
		{"query order", `{"query":"{ order(id: true) { id } }"}`, "body/id type, body ValuesOfCorrectType"},
		{"query order", `{"query":"{ order(nope: 1) { id } }"}`, "body/nope additionalProperties, body required, body KnownArgumentNames, body ProvidedRequiredArguments"},
		{"query orders", `{"query":"query($n: Int!) { orders(first: $n) { __typename } }"}`, "body required"},
		{"query orders", `{"query":"query($n: String) { orders(first: $n) { __typename } }"}`, "body VariablesInAllowedPosition"},
	} {
		op := c.Operation(x.op)
		r := &harness.Request{Method: "POST", Path: "/graphql", Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(x.body)}
		reading := op.Wire.Read(op, r)
		require.Equal(t, x.want, said(reading), "%s %s %v", x.op, x.body, reading)
	}
}

func TestReadTransport(t *testing.T) {
	c := shop(t).Contract(Options{})
	query, mutation := c.Operation("query total"), c.Operation("mutation deleteOrder")
	request := func(op *harness.Operation, in string) *harness.Request {
		r, err := op.Wire.Encode(op, arguments(t, in))
		require.NoError(t, err)
		return r
	}
	for name, x := range map[string]struct {
		op     *harness.Operation
		change func(r *harness.Request)
		want   string
	}{
		"as it is":       {query, func(*harness.Request) {}, "valid"},
		"charset":        {query, func(r *harness.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") }, "valid"},
		"other charset":  {query, func(r *harness.Request) { r.Header.Set("Content-Type", "application/json; charset=latin1") }, "unsure"},
		"no type":        {query, func(r *harness.Request) { r.Header.Del("Content-Type") }, "body media-type"},
		"text":           {query, func(r *harness.Request) { r.Header.Set("Content-Type", "text/plain") }, "body media-type"},
		"no body":        {query, func(r *harness.Request) { r.Body = nil; r.Header.Del("Content-Type") }, "body required"},
		"GET":            {query, func(r *harness.Request) { r.Method = "GET" }, "unsure"},
		"GET mutation":   {mutation, func(r *harness.Request) { r.Method = "GET" }, "method method"},
		"PUT":            {query, func(r *harness.Request) { r.Method = "PUT" }, "method method"},
		"another path":   {query, func(r *harness.Request) { r.Path = "/other" }, "elsewhere: no operation of the contract"},
		"query in query": {query, func(r *harness.Request) { r.Query = "query={total}" }, "unsure"},
	} {
		in := `{}`
		if x.op == mutation {
			in = `{"id":"a"}`
		}
		r := request(x.op, in)
		x.change(r)
		require.Equal(t, x.want, said(x.op.Wire.Read(x.op, r)), name)
	}
}

func BenchmarkRead(b *testing.B) {
	c := shop(b).Contract(Options{})
	op := c.Operation("mutation createOrder")
	r, err := op.Wire.Encode(op, arguments(b, `{"input":{"customer":"a","items":[{"sku":"b"}]}}`))
	require.NoError(b, err)
	for b.Loop() {
		if reading := op.Wire.Read(op, r); !reading.Valid() {
			b.Fatal(reading)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"query":"{ total }"}`))
	f.Add([]byte(`{"query":"query($x: ID!) { order(id: $x) { ...F } } fragment F on Order { id }","variables":{"x":1}}`))
	c := shop(f).Contract(Options{})
	op := c.Operation("query order")
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &harness.Request{Method: "POST", Path: "/graphql", Header: http.Header{"Content-Type": {"application/json"}}, Body: body}
		reading := op.Wire.Read(op, r)
		if reading.Valid() && !json.Valid(body) {
			t.Errorf("%q counts as valid", body)
		}
	})
}

// What an author writes is never taken for invalid, and what a mutant is always is.
func TestReadAuthorsAndMutants(t *testing.T) {
	ts := shop(t)
	c := ts.Contract(Options{})
	op := c.Operation("query order")
	read := func(q Question) harness.Reading {
		body, err := q.Body()
		require.NoError(t, err)
		return op.Wire.Read(op, &harness.Request{Method: "POST", Path: "/graphql", Header: http.Header{"Content-Type": {"application/json"}}, Body: body})
	}
	a := NewAuthor(ts, Limits{})
	for i := range 300 {
		w := a.Write(&dice{uint64(i)}, i)
		reading := read(w.Question)
		require.Empty(t, reading.Violations, w.Document)
		require.NotEmpty(t, reading.Elsewhere, w.Document)
	}
	for _, m := range ts.Mutants() {
		reading := read(m.Question)
		require.True(t, reading.Invalid(), "%s %+v", m.Document, reading)
		require.NotNil(t, reading.Breaks(harness.Aim{Target: "body", Keyword: m.Rule}), "%s %+v", m.Document, reading.Violations)
	}
}
