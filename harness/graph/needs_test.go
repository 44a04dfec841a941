package graph_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
)

const products = "  /products:\n    post: {responses: {'201': {description: made, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}}\n" +
	"  /products/{productId}:\n    get: {parameters: [{name: productId, in: path, required: true, schema: {$ref: '#/components/schemas/PID'}}], responses: {'200': {description: fine}}}\n"

const pid = "components: {schemas: {PID: {type: string, pattern: '^p'}}}\n"

func TestNeeds(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string // targets
	}{
		"by name":              {object("productId: {type: string}, product_id: {type: string}"), []string{"body#/productId", "body#/product_id"}},
		"by schema":            {object("sku: {$ref: '#/components/schemas/PID'}"), []string{"body#/sku"}},
		"nested and in arrays": {object("items: " + array(object("productId: {type: string}")) + ", gift: " + object("productId: {type: string}")), []string{"body#/items/*/productId", "body#/gift/productId"}},
		"an array of keys":     {object("productIds: " + array("{type: string}")), []string{"body#/productIds/*"}},
		"an object with an id": {object("product: " + object(idText)), []string{"body#/product/id"}},
		"read only":            {object("productId: {type: string, readOnly: true}"), nil},
		"another type":         {object("productId: {type: integer}"), nil},
		"another pattern":      {object("productId: {type: string, pattern: '^x'}"), nil},
		"listed values":        {object("productId: {enum: [a, b]}"), nil},
		"bare names":           {object(idText + ", name: {type: string}, product: {type: string}, user: {type: string}"), nil},
		"one of several sorts": {"{oneOf: [" + object("productId: {type: string}") + ", " + object("x: {type: string}") + "]}", nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := infer(t, products+"  /carts:\n"+sending(c.body, "{}")+pid)
			var got []string
			for _, n := range o.Needs["POST /carts"] {
				require.Equal(t, "product", n.Kind.Name)
				require.Equal(t, "productId", n.Key)
				require.NotEmpty(t, n.Reason)
				got = append(got, n.Target)
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestParametersNeedObjects(t *testing.T) {
	o := infer(t, products+`  /carts:
    get:
      parameters:
        - {name: product_id, in: query, schema: {type: string}}
        - {name: X-Product-Id, in: header, schema: {type: string}}
        - {name: productId, in: cookie, schema: {type: string}}
        - {name: product, in: query, schema: {type: string}}
      responses: {'200': {description: fine}}
`+pid)
	require.Subset(t, edges(o), []string{
		"GET /carts: needs product query.product_id", "GET /carts: needs product header.X-Product-Id", "GET /carts: needs product cookie.productId",
	})
	require.Len(t, o.Needs["GET /carts"], 3)
}

// What is called as a variable of the operation's own path means the same object.
func TestTheNameOfThePathVariable(t *testing.T) {
	o := infer(t, "  /a/keys:\n"+get(array(object(idText)))+"  /a/keys/{key_id}:\n"+get(object(idText))+
		"  /b/keys:\n"+get(array(object(idText)))+"  /b/keys/{key_id}:\n"+get(object(idText))+"  /b/keys/{key_id}/x:\n"+sending(object("key_id: {type: string}"), "{}"))
	require.Contains(t, edges(o), "POST /b/keys/{key_id}/x: needs b-key body#/key_id")
}

// Two kinds that name each other would make a story without an end.
func TestCirclesAreUntied(t *testing.T) {
	o := infer(t, "  /apples:\n"+sending(object("boxId: {type: string}, appleId: {type: string}"), object(idText))+"  /apples/{appleId}:\n"+get(object(idText))+
		"  /boxes:\n"+sending(object("appleId: {type: string}"), object(idText))+"  /boxes/{boxId}:\n"+get(object(idText)))
	require.Contains(t, edges(o), "POST /apples: needs box body#/boxId")
	require.Empty(t, o.Needs["POST /boxes"])
	require.NotContains(t, edges(o), "POST /apples: needs apple body#/appleId")
}

func TestLinksToOtherInputs(t *testing.T) {
	o := infer(t, `  /checkouts:
    post: {responses: {'201': {description: made, links: {status: {operationId: status, parameters: {ticket: '$response.body#/ticket'}}}}}}
  /status:
    get: {operationId: status, parameters: [{name: ticket, in: query, required: true, schema: {type: string}}], responses: {'200': {description: fine}}}
`)
	require.Equal(t, []string{"POST /checkouts: creates ticket", "GET /status: needs ticket query.ticket"}, edges(o))
}

func TestLogouts(t *testing.T) {
	for line, want := range map[string]bool{
		"/logout post":                          true,
		"/auth/sign-out post":                   true,
		"/logout/all post":                      true,
		"/documents/sign-off post":              false,
		"/session delete":                       true,
		"/auth/tokens/current delete":           true,
		"/me delete":                            true,
		"/oauth/revoke post":                    true,
		"/x post operationId: userLogout":       true,
		"/x post summary: Logs out the caller.": true,
		"/sessions/{id} delete":                 false,
		"/orders delete":                        false,
		"/checkout post":                        false,
		"/logs post operationId: logOutput":     false,
		"/tokens post":                          false,
		"/login post":                           false,
		"/orders/{id}/sign-off-sheet get":       false,
	} {
		t.Run(line, func(t *testing.T) {
			parts := strings.SplitN(line, " ", 3)
			more := ""
			if len(parts) > 2 {
				more = parts[2] + ", "
			}
			o := infer(t, "  "+parts[0]+":\n    "+parts[1]+": {"+more+"responses: {'204': {description: done}}}\n")
			require.Equal(t, want, o.Logouts[strings.ToUpper(parts[1])+" "+parts[0]])
		})
	}
}

const corrected = `  /orders:
    post:
      x-contravene-object: {creates: ticket, keys: {no: 'body#/no'}}
      x-contravene-needs: {header.X-For: order, query.gone: nowhere}
      responses: {'201': {description: made}}
    get: {operationId: listOrders, responses: {'200': {description: fine}}}
  /orders/{id}:
    get: {responses: {'200': {description: fine}}}
    delete: {x-contravene-object: none, responses: {'204': {description: gone}}}
  /bye:
    get: {x-contravene-object: logs out, responses: {'204': {description: gone}}}
`

func TestCorrections(t *testing.T) {
	var problems []string
	o := graph.Infer(contract(t, corrected), graph.Options{
		Problem: func(p harness.Problem) { problems = append(problems, p.Message) },
		Corrections: []graph.Correction{
			{Operation: "listOrders", Object: "lists order", Array: "/rows", Keys: map[string]string{"id": "body#/rows/*/nr"}},
			{Operation: "GET /orders/{id}", Needs: map[string]string{"path.id": "none"}},
			{Operation: "GET /bye", Object: "waves at order"},
			{Operation: "GET /nothing", Object: "none"},
		},
	})
	require.Equal(t, []string{
		"GET /orders/{id}: reads order", "GET /orders: lists order", "POST /orders: needs order header.X-For",
		"DELETE /orders/{id}: needs order path.id", "POST /orders: creates ticket", "GET /bye: logs out",
	}, edges(o))
	require.Equal(t, "body#/no", o.Kind("ticket").Creates[0].Keys["no"].From)
	require.Equal(t, "/rows", o.Kind("order").Lists[0].Array)
	require.Equal(t, "body#/rows/*/nr", o.Kind("order").Lists[0].Keys["id"].From)
	require.Len(t, problems, 3)
	require.Contains(t, problems[0], "query.gone")
	require.Contains(t, problems[1], "waves at order")
	require.Contains(t, problems[2], "GET /nothing")
}

func TestOddDocuments(t *testing.T) {
	require.Empty(t, graph.Infer(nil, graph.Options{}).Kinds)
	for _, paths := range []string{
		"  /{a}/{b}:\n" + get(order), "  /{a}:\n" + get(order) + "  /{a}/{b}:\n" + get(order), "  /:\n" + get(order), "  /x{a}y{b}/{c}-{d}:\n" + get(order),
		"  /a/{id}/a/{id2}/a/{id3}:\n" + get(order) + "  /a/{id}:\n" + get(order),
		"  /n/{id}:\n" + get("{$ref: '#/components/schemas/N'}") + "components: {schemas: {N: {type: object, allOf: [{$ref: '#/components/schemas/N'}], properties: {next: {$ref: '#/components/schemas/N'}}}}}\n",
	} {
		o := infer(t, paths)
		var text, chart bytes.Buffer
		require.NoError(t, graph.Text(&text, o))
		require.NoError(t, graph.Mermaid(&chart, o))
		for _, k := range o.Kinds {
			for depth, at := 0, k; at != nil; depth, at = depth+1, at.Parent {
				require.Less(t, depth, 10, "the parents of %s go in a circle", k.Name)
			}
		}
	}
}

func TestMermaidQuotes(t *testing.T) {
	c, err := openapi.Parse("x.yaml", []byte("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  '/a\"b<#>/{id}':\n    get: {responses: {'200': {description: fine}}}\n"), openapi.Options{})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, graph.Mermaid(&out, graph.Infer(c, graph.Options{})))
	require.Contains(t, out.String(), `"GET /a#quot;b#lt;#35;#gt;/{id}"`)
}
