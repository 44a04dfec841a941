package graphql

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

func TestContract(t *testing.T) {
	c, err := Load(t.Context(), "testdata/shop.graphql", Options{Endpoint: "api"})
	require.NoError(t, err)
	require.Equal(t, "testdata/shop.graphql", c.File)
	op := c.Operation("mutation createOrder")
	require.NotNil(t, op)
	require.Equal(t, "POST", op.Method)
	require.Equal(t, "/api", op.Path)
	require.Equal(t, []string{"mutation"}, op.Tags)
	require.Equal(t, "testdata/shop.graphql:36:3", op.Source.String())
	require.Equal(t, "/Mutation/createOrder", op.Source.Pointer)
	require.True(t, c.Operation("query open").Deprecated)
	require.Equal(t, "The orders, newest first.", c.Operation("query orders").Summary)
	require.NotNil(t, c.Operation("subscription orderChanged"))
	ts, ok := Of(op)
	require.True(t, ok)
	require.Nil(t, ts.types.Types["nothing"])
	require.Equal(t, "200", op.Reply(200).Status)
	require.Equal(t, "4XX", op.Reply(422).Status)
	require.Nil(t, op.Reply(500))
}

func TestInputSchema(t *testing.T) {
	c := shop(t).Contract(Options{})
	for _, x := range []struct {
		op             string
		valid, invalid []string
	}{
		{"query orders", []string{`{}`, `{"first":null}`, `{"first":5,"state":"OPEN","tags":["a"]}`},
			[]string{`{"first":"5"}`, `{"first":2147483648}`, `{"state":"open"}`, `{"tags":[null]}`, `{"other":1}`}},
		{"query order", []string{`{"id":"a"}`, `{"id":1}`}, []string{`{}`, `{"id":null}`, `{"id":1.5}`}},
		{"query search", []string{`{"by":{"id":"a"}}`, `{"by":{"near":{"sku":"a"}}}`},
			[]string{`{"by":{}}`, `{"by":{"id":"a","text":"b"}}`, `{"by":{"id":null}}`}},
		{"mutation createOrder", []string{`{"input":{"customer":"a","items":[],"parent":{"customer":"b","items":[]}}}`, `{"input":{"customer":"a","items":[],"parent":null,"state":null}}`},
			[]string{`{"input":{"customer":"a"}}`, `{"input":{"customer":"a","items":[],"parent":{}}}`, `{"dry":true}`, `{"input":null}`, `{"input":{"customer":"a","items":[]},"dry":null}`}},
	} {
		s := c.Operation(x.op).Body.Contents[0].Schema()
		for _, text := range x.valid {
			require.Empty(t, s.Validate(schema.Request, decode(t, text)), "%s %s", x.op, text)
		}
		for _, text := range x.invalid {
			require.NotEmpty(t, s.Validate(schema.Request, decode(t, text)), "%s %s", x.op, text)
		}
	}
	first := c.Operation("query orders").Body.Contents[0].Schema().Property("first")
	require.Equal(t, &schema.Value{V: json.Number("10")}, first.Default)
	require.Equal(t, "/Query/orders/first", first.Source.Pointer)
}

func TestAnswerSchema(t *testing.T) {
	c := shop(t).Contract(Options{Depth: 1})
	op := c.Operation("query search")
	s := op.Reply(200).Contents[0].Schema()
	for text, valid := range map[string]bool{
		`{"data":{"search":[{"__typename":"Customer","id":"1","name":"a","total_Customer":null}]}}`: true,
		`{"data":{"search":[]},"errors":[{"message":"a","path":["search",0],"code":1}]}`:            true,
		`{"data":null,"errors":[{"message":"a"}],"extensions":{"a":1}}`:                             true,
		`{"errors":[{"message":"a"}]}`: true,
		`{}`:                           false,
		`{"data":{"search":null}}`:     false,
		`{"data":{}}`:                  false,
		`{"errors":[]}`:                false,
		`{"data":{"search":[{"__typename":"Customer","id":1,"name":"a","total_Customer":null}]}}`:                false,
		`{"data":{"search":[{"__typename":"Node","id":"1","name":"a","total_Customer":null}]}}`:                  false,
		`{"data":{"search":[{"__typename":"Item","id":"1","name":"a","total_Customer":null}]}}`:                  false,
		`{"data":{"search":[{"__typename":"Customer","id":"1","name":null,"total_Customer":null}]}}`:             false,
		`{"data":{"search":[{"__typename":"Customer","id":"1","name":"a","total_Customer":null}]},"errors":"a"}`: false,
	} {
		require.Equal(t, valid, len(s.Validate(schema.Response, decode(t, text))) == 0, "%s\n%v", text, s.Validate(schema.Response, decode(t, text)))
	}
	extra := s.Undeclared(schema.Response, decode(t, `{"data":{"search":[{"__typename":"Customer","id":"1","name":"a","total_Customer":null,"secret":1}]},"debug":1}`))
	require.Len(t, extra, 2)
	require.Equal(t, "/data/search/0/secret", extra[0].Pointer)
}

// Every document of a contract is valid by all rules of gqlparser, also the two that are left out elsewhere, and is read
// back as it was meant.
func TestDefaultDocumentsAreValid(t *testing.T) {
	check := func(t *testing.T, c *harness.Contract) {
		for _, op := range c.Operations {
			ts, _ := Of(op)
			p := op.Wire.(*wire).plans[op.ID]
			in := map[string]any{}
			for _, a := range p.field.Arguments {
				in[a.Name] = nil
			}
			text, _, err := p.document(in)
			require.NoError(t, err)
			doc, err := parser.ParseQuery(&ast.Source{Input: text})
			require.NoError(t, err, text)
			require.Empty(t, validator.ValidateWithRules(ts.types, doc, nil), text)
			require.Equal(t, p.asked().text, selectionText(doc.Operations[0].SelectionSet[0].(*ast.Field).SelectionSet))
		}
	}
	check(t, shop(t).Contract(Options{}))
	check(t, shop(t).Contract(Options{Fields: 7}))
	check(t, shop(t).Contract(Options{Depth: 9, Fields: 5000}))
	t.Run("corpus", func(t *testing.T) {
		for _, path := range corpusFiles(t) {
			c, err := Load(t.Context(), path, Options{})
			require.NoError(t, err)
			check(t, c)
		}
	})
}

func decode(t testing.TB, text string) any {
	t.Helper()
	d, err := schema.DecodeJSON([]byte(text))
	require.NoError(t, err, text)
	return d.Value
}
