package openapi

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func problems(c *harness.Contract) []string {
	var list []string
	for _, p := range c.Problems {
		list = append(list, p.String())
	}
	return list
}

const swagger = `swagger: "2.0"
info: {title: Shop, version: "7"}
host: api.example.com
schemes: [https, http]
basePath: /v2/
consumes: [application/json]
produces: [application/json, application/xml]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  old: {type: basic}
  auth: {type: oauth2, flow: implicit, authorizationUrl: "https://x", scopes: {read: r}}
security: [{key: []}]
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, type: integer, format: int64}
    get:
      operationId: getPet
      tags: [a, b]
      deprecated: true
      security: [{auth: [read]}, {}]
      parameters:
        - {name: csv, in: query, type: array, items: {type: string}}
        - {name: ssv, in: query, type: array, collectionFormat: ssv, items: {type: string}}
        - {name: tsv, in: query, type: array, collectionFormat: tsv, items: {type: string}}
        - {name: pipes, in: query, type: array, collectionFormat: pipes, items: {type: string}}
        - {name: multi, in: query, type: array, collectionFormat: multi, items: {type: string}, default: [x]}
        - {name: X-Two, in: header, required: true, type: string}
        - {name: Content-Type, in: header, type: string}
      responses:
        200:
          description: ok
          schema: {$ref: "#/definitions/Pet"}
          headers: {X-Rate: {type: integer}}
          examples: {application/json: {id: 1}}
        default: {description: error}
    put:
      consumes: [application/json, text/json]
      parameters:
        - {name: pet, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}
      responses: {204: {description: ok}}
    post:
      security: []
      parameters:
        - {name: photo, in: formData, required: true, type: file}
        - {name: tags, in: formData, type: array, items: {type: string}}
      responses: {201: {description: ok}}
definitions:
  Pet: {type: object, properties: {id: {type: integer}}}
`

func TestSwagger(t *testing.T) {
	c, err := Parse("swagger.yaml", []byte(swagger), Options{})
	require.NoError(t, err)
	require.Empty(t, problems(c))
	require.Equal(t, "Swagger 2.0", c.Language)
	require.Equal(t, []string{"https://api.example.com/v2/", "http://api.example.com/v2/"}, c.Servers)
	require.Len(t, c.Operations, 3)
	get := c.Operation("GET /pets/{id}")
	require.Equal(t, "/v2/pets/{id}", get.Path)
	require.Equal(t, "getPet", get.Name)
	require.True(t, get.Deprecated)
	require.Equal(t, []string{"a", "b"}, get.Tags)
	require.False(t, get.Secured())
	require.Equal(t, "auth", get.Security[0][0].Scheme.Name)
	require.Equal(t, []string{"read"}, get.Security[0][0].Scopes)
	require.Equal(t, []string{"integer"}, get.Parameter("path", "id").Schema().Types)
	require.Nil(t, get.Parameter("header", "content-type"))
	for name, want := range map[string]struct {
		style   string
		explode bool
	}{"csv": {"form", false}, "ssv": {"spaceDelimited", false}, "tsv": {"tabDelimited", false}, "pipes": {"pipeDelimited", false}, "multi": {"form", true}} {
		p := get.Parameter("query", name)
		require.Equal(t, want.style, p.Style, name)
		require.Equal(t, want.explode, p.Explode, name)
	}
	require.Equal(t, []any{"x"}, get.Parameter("query", "multi").Examples[0].Value)
	require.Equal(t, "simple", get.Parameter("header", "X-Two").Style)
	ok := get.Reply(200)
	require.Len(t, ok.Contents, 2)
	require.Equal(t, map[string]any{"id": json.Number("1")}, ok.Media("application/json").Examples[0].Value)
	require.Equal(t, "X-Rate", ok.Headers[0].Name)
	require.Empty(t, get.Reply(404).Contents)

	put := c.Operation("PUT /pets/{id}")
	require.True(t, put.Body.Required)
	require.Equal(t, "text/json", put.Body.Contents[1].Type)
	require.True(t, put.Secured())
	require.Equal(t, harness.SecurityScheme{Name: "key", Type: "apiKey", In: "header", Parameter: "X-Key", Source: put.Security[0][0].Scheme.Source},
		*put.Security[0][0].Scheme)

	post := c.Operation("POST /pets/{id}")
	require.Empty(t, post.Security)
	require.Equal(t, "multipart/form-data", post.Body.Contents[0].Type)
	s := post.Body.Contents[0].Schema()
	require.Equal(t, []string{"photo"}, s.Required)
	require.Equal(t, "binary", s.Property("photo").Format)
	require.Equal(t, "array", s.Property("tags").Types[0])
	in := harness.Inputs{Path: map[string]any{"id": json.Number("1")}, Body: &harness.Payload{Media: "multipart/form-data",
		Value: map[string]any{"photo": "\u00ff", "tags": []any{"a,b"}}}}
	r, err := post.Wire.Encode(post, in)
	require.NoError(t, err)
	require.Equal(t, "/v2/pets/1", r.Path)
	require.Equal(t, in.Body.Value.(map[string]any)["photo"], post.Wire.Read(post, r).Inputs.Body.Value.(map[string]any)["photo"])
}

const shop = `openapi: 3.1.0
info: {title: Shop, version: "1.2"}
x-owner: {team: shop}
servers:
  - url: https://{region}.example.com/{base}/
    variables: {region: {default: eu}, base: {default: v1}}
  - {url: /local}
security: [{token: []}, {oauth: [read, write]}]
paths:
  /orders/{id}:
    parameters:
      - {$ref: "#/components/parameters/Id"}
      - {name: mode, in: query, schema: {type: string}}
    get:
      operationId: getOrder
      parameters:
        - name: mode
          in: query
          schema: {type: string, enum: [full, short], default: short, examples: [full]}
          examples: {one: {$ref: "#/components/examples/Mode"}}
          example: short
        - {name: Authorization, in: header, schema: {type: string}}
      responses:
        "200":
          description: ok
          headers:
            X-Rate: {required: true, schema: {type: integer}, style: simple}
            Content-Type: {schema: {type: string}}
          content:
            application/json: {schema: {$ref: "#/components/schemas/Order"}}
            Text/*: {}
          links:
            again: {operationId: getOrder, parameters: {id: $response.body#/id}}
            cancel: {operationRef: "#/paths/~1orders~1{id}/delete", parameters: {id: 7}, requestBody: {a: 1}}
        4XX: {$ref: "#/components/responses/Error"}
        default: {description: other}
    delete:
      servers: [{url: "https://other.example.com"}]
      security: []
      responses: {"204": {description: gone}}
  /orders/{id}/: {$ref: "#/components/pathItems/Slash"}
webhooks:
  ping: {post: {responses: {"200": {description: ok}}}}
components:
  pathItems:
    Slash: {get: {parameters: [{$ref: "#/components/parameters/Id"}], responses: {"200": {description: ok}}}}
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
  examples:
    Mode: {value: full}
  responses:
    Error: {description: error, content: {application/problem+json: {schema: {type: object}}}}
  schemas:
    Order:
      type: object
      properties:
        id: {type: string}
        parent: {$ref: "#/components/schemas/Order"}
  securitySchemes:
    token: {type: http, scheme: bearer}
    oauth: {type: oauth2, flows: {}}
`

func TestOpenAPI(t *testing.T) {
	c, err := Parse("shop.yaml", []byte(shop), Options{})
	require.NoError(t, err)
	require.Empty(t, problems(c))
	require.Equal(t, "OpenAPI 3.1.0", c.Language)
	require.Equal(t, []string{"https://eu.example.com/v1/", "/local"}, c.Servers)
	require.Equal(t, map[string]any{"x-owner": map[string]any{"team": "shop"}}, c.Extensions)
	var ids []string
	for _, op := range c.Operations {
		ids = append(ids, op.ID+" "+op.Path)
	}
	require.Equal(t, []string{"GET /orders/{id} /v1/orders/{id}", "DELETE /orders/{id} /orders/{id}", "GET /orders/{id}/ /v1/orders/{id}/"}, ids)

	get := c.Operations[0]
	require.Len(t, get.Parameters, 2)
	mode := get.Parameter("query", "mode")
	var examples []string
	for _, e := range mode.Examples {
		examples = append(examples, e.Name+" "+e.Value.(string)+" "+e.Source.String())
	}
	require.Equal(t, []string{"example short shop.yaml:21:11", "one full shop.yaml:50:12", "schema example full shop.yaml:19:82", "schema default short shop.yaml:19:55"}, examples)
	require.Equal(t, "/paths/~1orders~1{id}/get/parameters/0", mode.Source.Pointer)
	require.Equal(t, "shop.yaml:48:5", get.Parameter("path", "id").Source.String())
	require.Equal(t, "shop.yaml:14:5", get.Source.String())
	require.Equal(t, "/paths/~1orders~1{id}/get", get.Source.Pointer)
	require.Len(t, get.Security, 2)
	require.Equal(t, []string{"read", "write"}, get.Security[1][0].Scopes)

	ok := get.Reply(200)
	require.Len(t, ok.Headers, 1)
	require.True(t, ok.Headers[0].Required)
	require.Equal(t, "text/*", ok.Contents[1].Type)
	require.Nil(t, ok.Contents[1].Schema)
	order := ok.Contents[0].Schema().Resolve()
	require.Same(t, order, order.Property("parent").Resolve())
	require.Equal(t, &harness.Link{Name: "again", Operation: "GET /orders/{id}", Parameters: map[string]string{"id": "$response.body#/id"},
		Source: ok.Links[0].Source}, ok.Links[0])
	require.Equal(t, "DELETE /orders/{id}", ok.Links[1].Operation)
	require.Equal(t, map[string]string{"id": "7"}, ok.Links[1].Parameters)
	require.Equal(t, "4XX", get.Reply(418).Status)
	require.Equal(t, "default", get.Reply(500).Status)
	require.Empty(t, c.Operations[1].Security)
}

func TestOpenAPI32(t *testing.T) {
	c, err := Parse("x.yaml", []byte(`openapi: 3.2.0
info: {title: t, version: "1"}
paths:
  /x:
    query: {responses: {"200": {description: ok, content: {text/event-stream: {itemSchema: {type: string}}}}}}
    additionalOperations:
      COPY: {responses: {"200": {$ref: "#/components/responses/Ok"}}}
components:
  responses: {Ok: {description: ok, content: {application/json: {$ref: "#/components/mediaTypes/J"}}}}
  mediaTypes: {J: {schema: {type: integer}}}
`), Options{})
	require.NoError(t, err)
	require.Len(t, c.Operations, 2)
	require.Equal(t, "QUERY", c.Operations[0].Method)
	require.Equal(t, []string{"string"}, c.Operations[0].Replies[0].Contents[0].Item().Types)
	require.Equal(t, "COPY /x", c.Operations[1].ID)
	require.Equal(t, []string{"integer"}, c.Operations[1].Replies[0].Contents[0].Schema().Types)
}
