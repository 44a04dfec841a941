package graph_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// contract reads paths, and components after them, as a document.
func contract(t *testing.T, paths string) *harness.Contract {
	t.Helper()
	c, err := openapi.Parse("test.yaml", []byte("openapi: 3.1.0\ninfo: {title: Test, version: '1'}\npaths:\n"+paths), openapi.Options{})
	require.NoError(t, err)
	return c
}

func infer(t *testing.T, paths string) *harness.Objects {
	t.Helper()
	return graph.Infer(contract(t, paths), graph.Options{})
}

// edges writes edges as "operation: verb kind", with the input of a need at the end.
func edges(o *harness.Objects) []string {
	var list []string
	for _, e := range o.Edges {
		list = append(list, strings.TrimSpace(e.Operation+": "+strings.TrimSpace(e.Verb+" "+e.Kind)+" "+e.Input))
	}
	return list
}

// get is a GET that answers a schema, and so on. Documents of tests are lines of these.
func get(schema string) string   { return "    get: {responses: {'200': " + reply(schema) + "}}\n" }
func post(schema string) string  { return "    post: {responses: {'201': " + reply(schema) + "}}\n" }
func put(schema string) string   { return "    put: {responses: {'200': " + reply(schema) + "}}\n" }
func patch(schema string) string { return "    patch: {responses: {'200': " + reply(schema) + "}}\n" }
func remove() string             { return "    delete: {responses: {'204': {description: gone}}}\n" }
func reply(schema string) string {
	return "{description: fine, content: {application/json: {schema: " + schema + "}}}"
}
func object(fields string) string { return "{type: object, properties: {" + fields + "}}" }
func array(of string) string      { return "{type: array, items: " + of + "}" }
func sending(body, answer string) string {
	return "    post: {requestBody: {content: {application/json: {schema: " + body + "}}}, responses: {'201': " + reply(answer) + "}}\n"
}

const (
	idText = "id: {type: string}"
	order  = "{type: object, properties: {id: {type: string}, total: {type: number}}}"
)

func TestTemplates(t *testing.T) {
	for name, c := range map[string]struct {
		paths       string
		want, never []string
	}{
		"a collection and its item": {
			paths: "  /v1/orders:\n" + get(array(order)) + post(order) + "  /v1/orders/{orderId}:\n" + get(order) + put(order) + patch(order) + remove() +
				"  /v1/orders/{orderId}/cancel:\n" + post(order),
			want: []string{
				"POST /v1/orders: creates order", "GET /v1/orders: lists order", "GET /v1/orders/{orderId}: reads order",
				"PUT /v1/orders/{orderId}: replaces order", "PATCH /v1/orders/{orderId}: patches order", "DELETE /v1/orders/{orderId}: deletes order",
				"POST /v1/orders/{orderId}/cancel: acts on order", "GET /v1/orders/{orderId}: needs order path.orderId",
			},
			never: []string{"POST /v1/orders/{orderId}/cancel: creates order"},
		},
		"children name their parents": {
			paths: "  /a/{id}/order-items:\n" + post(order) + "  /a/{id}/order-items/{itemId}:\n" + get(order),
			want: []string{
				"POST /a/{id}/order-items: creates order-item", "GET /a/{id}/order-items/{itemId}: needs a path.id",
				"GET /a/{id}/order-items/{itemId}: needs order-item path.itemId",
			},
		},
		"a variable that takes listed values is no key": {
			paths: "  /reports/{kind}:\n    get: {parameters: [{name: kind, in: path, required: true, schema: {enum: [a, b]}}], responses: {'200': {description: fine}}}\n",
			never: []string{"GET /reports/{kind}: reads report", "GET /reports/{kind}: needs report path.kind"},
		},
		"a verb after a colon, and a format": {
			paths: "  /orders.json:\n" + get(array(order)) + "  /orders/{id}.json:\n" + get(order) + "  /orders/{id}:close:\n" + post(order),
			want:  []string{"GET /orders.json: lists order", "GET /orders/{id}.json: reads order", "POST /orders/{id}:close: acts on order"},
		},
		"the same objects under another name": {
			paths: "  /users:\n" + get(array(object("login: {type: string}"))) + "  /users/{username}:\n" + get(object("login: {type: string}")) +
				"  /teams/{team}/members/{username}:\n" + put(order) + remove(),
			want: []string{
				"PUT /teams/{team}/members/{username}: needs user path.username", "DELETE /teams/{team}/members/{username}: acts on team",
				"GET /users: lists user",
			},
			never: []string{"DELETE /teams/{team}/members/{username}: deletes user"},
		},
		"things that are put are their own": {
			paths: "  /user/secrets:\n" + get(array(object("name: {type: string}"))) + "  /user/secrets/{secret_name}:\n" + put(order) +
				"  /orgs/{org}/secrets:\n" + get(array(object("name: {type: string}"))) + "  /orgs/{org}/secrets/{secret_name}:\n" + put(order),
			want: []string{"GET /orgs/{org}/secrets: lists org-secret", "GET /user/secrets: lists secret", "PUT /orgs/{org}/secrets/{secret_name}: needs org-secret path.secret_name"},
		},
		"things called alike are other things": {
			paths: "  /tags:\n" + get(array(order)) + "  /tags/{tag_id}:\n" + get(order) + "  /images/{image_id}/tags/{image_tag}:\n" + remove(),
			want:  []string{"DELETE /images/{image_id}/tags/{image_tag}: deletes image-tag"},
		},
		"the same word in two areas": {
			paths: "  /issuing/transactions:\n" + get(array(order)) + "  /issuing/transactions/{transaction}:\n" + get(order) + "  /tax/transactions/{transaction}:\n" + get(order) +
				"  /watch/issuing/transactions/{transaction}:\n" + get(order),
			want: []string{"GET /tax/transactions/{transaction}: reads tax-transaction", "GET /watch/issuing/transactions/{transaction}: acts on issuing-transaction"},
		},
		"below an object, others of its kind": {
			paths: "  /issues/{number}:\n" + get("{$ref: '#/components/schemas/I'}") + "  /issues/{number}/blocks/{blockId}:\n" + get("{$ref: '#/components/schemas/I'}") +
				"  /issues/{number}/parts:\n" + get(array("{$ref: '#/components/schemas/I'}")) + "components: {schemas: {I: {type: object, properties: {id: {type: string}, number: {type: string}}}}}\n",
			never: []string{"GET /issues/{number}/parts: lists issue"},
		},
		"a search is no maker": {
			paths: "  /orders:\n    post: {operationId: searchOrders, responses: {'200': " + reply(array(order)) + "}}\n  /orders/{id}:\n" + get(order),
			never: []string{"POST /orders: creates order"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := edges(infer(t, c.paths))
			require.Subset(t, got, c.want)
			for _, e := range c.never {
				require.NotContains(t, got, e)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	for name, c := range map[string]struct {
		paths, kind  string
		create, list map[string]harness.Extract
		array        string
	}{
		"an id in the body": {
			paths: "  /orders:\n" + post(order) + get(array(order)) + "  /orders/{orderId}:\n" + get(order), kind: "order",
			create: map[string]harness.Extract{"orderId": {From: "body#/id"}}, list: map[string]harness.Extract{"orderId": {From: "body#/*/id"}},
		},
		"its own name wins": {
			paths: "  /orders:\n" + post(object(idText+", order_id: {type: string}")) + "  /orders/{orderId}:\n" + get(order), kind: "order",
			create: map[string]harness.Extract{"orderId": {From: "body#/order_id"}},
		},
		"envelopes": {
			paths: "  /orders:\n" + post(object("order: "+order)) + get(object("data: "+array(order)+", total: {type: integer}")) + "  /orders/{id}:\n" + get(order), kind: "order",
			create: map[string]harness.Extract{"id": {From: "body#/order/id"}}, list: map[string]harness.Extract{"id": {From: "body#/data/*/id"}}, array: "/data",
		},
		"a list called after its objects, in an envelope": {
			paths: "  /orders:\n" + get(object("data: "+object("orders: "+array(order)))) + "  /orders/{id}:\n" + get(order), kind: "order",
			list: map[string]harness.Extract{"id": {From: "body#/data/orders/*/id"}}, array: "/data/orders",
		},
		"several keys": {
			paths: "  /repos:\n" + get(array(object("id: {type: integer}, name: {type: string}, owner: "+object("id: {type: integer}, login: {type: string}")))) +
				"  /repos/{owner}/{repo}:\n    parameters: [{name: owner, in: path, required: true, schema: {type: string}}, {name: repo, in: path, required: true, schema: {type: string}}]\n" + get(order), kind: "repo",
			list: map[string]harness.Extract{"owner": {From: "body#/*/owner/login"}, "repo": {From: "body#/*/name"}},
		},
		"a name only where the variable says so": {
			paths: "  /tags:\n" + post(object("id: {type: integer}, slug: {type: string}")) + "  /tags/{tag_slug}:\n" + get(order), kind: "tag",
			create: map[string]harness.Extract{"tag_slug": {From: "body#/slug"}},
		},
		"Location where the body does not tell": {
			paths: "  /a/{a}/orders:\n    post: {responses: {'201': {description: made, headers: {Location: {schema: {type: string}}}}}}\n  /a/{a}/orders/{id}:\n" + get(order), kind: "order",
			create: map[string]harness.Extract{"id": {From: "header.Location", Match: `/orders/([^/?#]+)/?(?:[?#].*)?$`}},
		},
		"a link": {
			paths: "  /orders:\n    post: {responses: {'201': {description: made, links: {self: {operationId: read, parameters: {id: '$response.body#/meta/no'}}}}}}\n" +
				"  /orders/{id}:\n    get: {operationId: read, responses: {'200': " + reply(order) + "}}\n", kind: "order",
			create: map[string]harness.Extract{"id": {From: "body#/meta/no"}},
		},
		"a link with an expression": {
			paths: "  /checkout:\n    post: {responses: {'201': {description: made, links: {self: {operationRef: '#/paths/~1orders~1{id}/get', parameters: {path.id: '$response.header.X-Order#regex:no-(.*)'}}}}}}\n" +
				"  /orders/{id}:\n" + get(order), kind: "order",
			create: map[string]harness.Extract{"id": {From: "header.X-Order", Match: "no-(.*)"}},
		},
		"made elsewhere, with the schema of the item": {
			paths: "  /baskets/{b}/checkout:\n" + post("{$ref: '#/components/schemas/O'}") + "  /orders/{id}:\n" + get("{$ref: '#/components/schemas/O'}") +
				"components: {schemas: {O: " + order + "}}\n", kind: "order",
			create: map[string]harness.Extract{"id": {From: "body#/id"}},
		},
		"put under a chosen key": {
			paths: "  /orders/{id}:\n    put: {responses: {'201': " + reply(order) + "}}\n", kind: "order",
			create: map[string]harness.Extract{"id": {From: "body#/id"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := infer(t, c.paths).Kind(c.kind)
			require.NotNil(t, k)
			if c.create != nil {
				require.NotEmpty(t, k.Creates)
				require.Equal(t, c.create, k.Creates[0].Keys)
			}
			if c.list != nil {
				require.NotEmpty(t, k.Lists)
				require.Equal(t, c.list, k.Lists[0].Keys)
				require.Equal(t, c.array, k.Lists[0].Array)
			}
		})
	}
}
