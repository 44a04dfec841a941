package openapi

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// around makes a document with one operation that answers with a schema.
func around(version, shape, components string) string {
	return "openapi: " + version + "\ninfo: {title: t, version: '1'}\npaths:\n  /x:\n    get:\n      parameters: [{name: q, in: query, schema: " + shape +
		"}]\n      responses: {'200': {description: ok, content: {application/json: {schema: " + shape + "}}}}\n" + components
}

// hostile are documents that try to exhaust, confuse or crash whoever reads them.
var hostile = map[string]struct {
	text string
	want string // part of the error; empty: it loads
}{
	"alias bomb":                    {around("3.1.0", "{}", aliasBomb()), ""},
	"alias bomb in an example":      {around("3.1.0", "{example: *h}", "") + "", "unknown anchor"},
	"alias bomb as an example":      {"x-bomb:\n" + indent(aliasBomb()) + around("3.1.0", "{type: string, example: *i}", ""), ""},
	"alias of itself":               {"x-self: &a [*a]\n" + around("3.1.0", "{type: array, items: *a}", ""), ""},
	"merge key of itself":           {"x-self: &a {<<: *a, type: string}\n" + around("3.1.0", "*a", ""), ""},
	"flow nesting":                  {around("3.1.0", strings.Repeat("[", 100_000), ""), "depth"},
	"deep schema":                   {around("3.1.0", nested(900), ""), ""},
	"too deep schema":               {around("3.1.0", nested(1100), ""), "nested more than 1000 levels"},
	"deep JSON":                     {`{"openapi":"3.1.0","x":` + strings.Repeat(`{"a":`, 200_000) + "1" + strings.Repeat("}", 200_000) + "}", "depth"},
	"reference to itself":           {around("3.1.0", "{$ref: '#/components/schemas/A'}", schemas("A: {$ref: '#/components/schemas/A'}")), "circle"},
	"circle of references":          {around("3.0.3", "{}", schemas("A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}")), "circle"},
	"circle of parameters":          {around("3.0.3", "{}", "components:\n  parameters:\n    A: {$ref: '#/components/parameters/B'}\n    B: {$ref: '#/components/parameters/A'}\n"), "circle"},
	"circle of responses":           {around("3.0.3", "{}", "components:\n  responses:\n    A: {$ref: '#/components/responses/A'}\n"), "circle"},
	"circle of path items":          {"openapi: 3.1.0\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n", "circle"},
	"circle through a pointer":      {around("3.1.0", "{}", schemas("A: {$ref: '#/components/schemas/A/x'}")), "has no"},
	"circle of allOf":               {around("3.1.0", "{$ref: '#/components/schemas/A'}", schemas("A: {allOf: [{$ref: '#/components/schemas/A'}], type: string}")), ""},
	"circle of anyOf":               {around("3.1.0", "{$ref: '#/components/schemas/A'}", schemas("A: {anyOf: [{$ref: '#/components/schemas/B'}]}\n    B: {oneOf: [{$ref: '#/components/schemas/A'}]}")), ""},
	"circle beside keywords":        {around("3.1.0", "{$ref: '#/components/schemas/A'}", schemas("A: {$ref: '#/components/schemas/B', type: string}\n    B: {$ref: '#/components/schemas/A', minLength: 1}")), "circle"},
	"circle of required properties": {around("3.1.0", "{$ref: '#/components/schemas/A'}", schemas("A: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}")), ""},
	"long chain of references":      {around("3.1.0", "{$ref: '#/components/schemas/S0'}", schemas(chain(900))), ""},
	"missing reference":             {around("3.1.0", "{$ref: '#/components/schemas/A'}", ""), "h.yaml:6:56: reference"},
	"escaping reference":            {around("3.1.0", "{$ref: '../../etc/passwd'}", ""), "leaves the contract's folder"},
	"reference to a device":         {around("3.1.0", "{$ref: '/dev/zero'}", ""), "absolute path"},
	"reference that is no text":     {around("3.1.0", "{$ref: [1]}", ""), ""},
	"reference that is a number":    {around("3.1.0", "{$ref: 5}", ""), `h.yaml:6:56: reference "5"`},
	"empty reference":               {around("3.1.0", "{$ref: ''}", ""), ""},
	"100,000 enum values":           {around("3.1.0", "{enum: ["+strings.Repeat("abcdefg, ", 100_000)+"z]}", ""), ""},
	"100,000 paths":                 {"openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n" + manyPaths(20_000), ""},
	"100,000 properties":            {around("3.1.0", "{properties: {"+manyNames(100_000)+"}}", ""), ""},
	"absurd bounds":                 {around("3.1.0", "{type: string, minLength: 1e400, maxLength: -5, minItems: 99999999999999999999, maximum: 1e-999999999, multipleOf: 0, pattern: 7}", ""), ""},
	"contradictions":                {around("3.1.0", "{type: string, minLength: 9, maxLength: 1, enum: [], const: 1, allOf: [{type: integer}, false]}", ""), ""},
	"catastrophic pattern":          {around("3.1.0", `{type: string, pattern: "^(a+)+(?=b)$"}`, ""), ""},
	"broken pattern":                {around("3.1.0", `{type: string, pattern: "(["}`, ""), ""},
	"empty":                         {"", "h.yaml:1: the file is empty"},
	"blank":                         {" \n\t\n", "the file is empty"},
	"binary":                        {"\x7fELF\x02\x01\x01\x00\x00", "binary"},
	"not UTF-8":                     {"openapi: 3.1.0\ninfo: {title: \xff}\n", "h.yaml:2: byte 29 is not UTF-8"},
	"UTF-16":                        {"\xff\xfeo\x00p\x00", "single scalar"},
	"scalar":                        {"hello", "single scalar"},
	"list":                          {"- a\n- b\n", "not a mapping"},
	"tab":                           {"openapi: 3.1.0\n\tpaths: {}\n", "h.yaml:2"},
	"cut JSON":                      {`{"openapi": "3.1.0", "paths": {`, "h.yaml:1"},
	"no version":                    {"info: {title: t}\n", "neither an openapi nor a swagger version"},
	"unknown version":               {"openapi: 4.0.0\npaths: {}\n", `h.yaml:1:1: openapi version "4.0.0" is not supported`},
	"odd version":                   {"openapi: [3]\npaths: {}\n", "is not supported"},
	"another kind of document":      {"asyncapi: 3.0.0\n", "this is an asyncapi document"},
	"paths of the wrong type":       {"openapi: 3.1.0\npaths: [1]\n", "h.yaml:2:1: the paths is not a mapping"},
	"path item of wrong type":       {"openapi: 3.1.0\npaths: {/x: 7}\n", "h.yaml:2:9: the path item is not a mapping"},
	"operation of wrong type":       {"openapi: 3.1.0\npaths: {/x: {get: []}}\n", "h.yaml:2:14: the operation is not a mapping"},
	"wrong types everywhere":        {wrongTypes, ""},
	"wrong types in Swagger":        {wrongSwagger, ""},
	"nulls everywhere":              {nulls, ""},
	"key twice":                     {"openapi: 3.1.0\npaths: {}\npaths: {}\n", `h.yaml:3:1: "paths" is already written at line 2`},
	"key that is a mapping":         {"openapi: 3.1.0\n? {a: b}\n: c\npaths: {? [x] : {get: {}}}\n", ""},
	"duplicate operationIds":        {"openapi: 3.0.0\ninfo: {title: t, version: '1'}\npaths:\n" + sameIDs(100), ""},
	"nothing but templates":         {"openapi: 3.1.0\npaths: {'/{a}': {get: {}}, '/{b}': {get: {}}, '/{a}{b}': {get: {}}, '/{': {get: {}}, '/{}': {get: {}}, '': {get: {}}, 'x}': {get: {}}}\n", ""},
	"one line of 10 MB":             {`{"openapi":"3.1.0","info":{"title":"` + strings.Repeat("x", 10<<20) + `"},"paths":{"/x":{"get":{}}}}`, ""},
	"one line of many schemas":      {`{"openapi":"3.1.0","paths":{},"components":{"schemas":{` + manySchemas(60_000) + `}}}`, ""},
}

func aliasBomb() string {
	var b strings.Builder
	b.WriteString("x-a: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c <= 'i'; c++ {
		fmt.Fprintf(&b, "x-%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	return b.String()
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") + "\n"
}

func nested(depth int) string {
	return strings.Repeat("{items: ", depth) + "{}" + strings.Repeat("}", depth)
}

func schemas(text string) string { return "components:\n  schemas:\n    " + text + "\n" }

func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "S%d: {$ref: '#/components/schemas/S%d'}\n    ", i, i+1)
	}
	fmt.Fprintf(&b, "S%d: {type: string}", n)
	return b.String()
}

func manyPaths(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  /p%d/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}}\n", i)
	}
	return b.String()
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "p%d: {}, ", i)
	}
	return b.String()
}

func manySchemas(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"S%d":{"properties":{"next":{"$ref":"#/components/schemas/S%d"}}}`, i, (i+1)%n)
	}
	return strings.Join(list, ",")
}

func sameIDs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  /p%d: {get: {operationId: same, responses: {'200': {description: ok, links: {l: {operationId: same}}}}}}\n", i)
	}
	return b.String()
}

const wrongTypes = `openapi: 3.1.0
info: []
servers: {a: b}
security: [1, {a: b}]
tags: 7
paths:
  /x/{id}:
    parameters: {a: b}
    get:
      operationId: [1]
      tags: {a: b}
      deprecated: "yes"
      parameters: [1, [], {}, {name: 1, in: 2}, {name: q, in: query, schema: 7, style: [], explode: 9, examples: [1], content: 3}, {name: "a b", in: header}]
      requestBody: [1]
      responses: {"200": 7, "999": {}, "2": {}, x-y: 1, default: {headers: 5, content: 6, links: 7}, "201": {headers: {a: 1}, content: {b: 2, application/json: {schema: [], examples: 4, encoding: [1]}}, links: {c: 3}}}
      servers: 7
      security: {a: b}
    post: {requestBody: {content: []}, responses: []}
    put: {requestBody: {content: {application/json: {schema: {type: [1, {}], properties: [], items: 7, allOf: {}, enum: 5, required: true, minimum: [], pattern: {}, discriminator: [], xml: 7}, encoding: {a: 1, b: {style: x, headers: 3}}}}}, responses: 7}
components: {schemas: [], securitySchemes: {a: 1, b: [], c: {type: 7}}, parameters: 7}
`

const wrongSwagger = `swagger: "2.0"
info: 7
host: []
schemes: {a: b}
basePath: [1]
consumes: {a: b}
produces: [[], 1, x]
securityDefinitions: [1]
paths:
  /x:
    get:
      consumes: 5
      parameters: [{name: a, in: body, schema: 3}, {name: b, in: formData, type: 5}, {name: c, in: query, type: [], collectionFormat: 7}, {name: d, in: cookie}, {in: query}]
      responses: {200: {schema: 3, headers: {a: 1, b: {type: 7}}, examples: [1]}}
definitions: [1]
`

const nulls = `openapi: 3.0.0
info:
servers:
paths:
  /x:
  /y:
    parameters:
    get:
      parameters:
      requestBody:
      responses:
        200:
        201: {description: , headers: , content: {application/json: }}
components:
`

var position = regexp.MustCompile(`load contract h\.yaml(:\d+){1,2}`)

// Each hostile document loads or is refused with its place, within bounded time and memory, and what loads can be used.
func TestHostileContracts(t *testing.T) {
	for name, row := range hostile {
		t.Run(name, func(t *testing.T) {
			started := time.Now()
			c, err := Parse("h.yaml", []byte(row.text), Options{})
			if row.want != "" {
				require.ErrorContains(t, err, row.want)
				require.Regexp(t, position, err.Error())
			} else {
				require.NoError(t, err)
				use(c)
			}
			require.Less(t, time.Since(started), 30*time.Second)
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			require.Less(t, m.HeapAlloc, uint64(2<<30))
		})
	}
}

// use touches everything that a run would touch.
func use(c *harness.Contract) {
	for i, op := range c.Operations {
		if i > 200 {
			break
		}
		r, err := op.Wire.Encode(op, harness.Inputs{Query: map[string]any{"q": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}})
		if err == nil {
			op.Wire.Read(op, r)
		}
		for _, p := range op.Parameters {
			p.Schema().Validate(schema.Request, "x")
		}
		for _, reply := range op.Replies {
			for _, m := range reply.Contents {
				if m.Schema != nil {
					m.Schema().Validate(schema.Response, "x")
				}
			}
		}
	}
}

// Every Problem has a place, and the common mistakes are all found.
func TestProblems(t *testing.T) {
	c, err := Parse("p.yaml", []byte(`openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: "https://{host}/v1"}]
paths:
  /a/{id}:
    get: {operationId: same, security: [{nope: []}]}
    post:
      operationId: same
      parameters:
        - {name: id, in: path, schema: {type: string}}
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: other, in: path, required: true, schema: {type: string}}
        - {name: q, in: nowhere}
        - {name: s, in: query, style: simple, schema: {}}
        - {name: n, in: query}
      responses: {"200": {description: ok, links: {l: {operationId: gone}}}, "20": {}}
    GET: {}
  /a/{name}:
    get: {responses: {"200": {description: ok}}, parameters: [{name: name, in: path, required: true, schema: {}}]}
  b: {get: {responses: {"200": {description: ok}}}}
`), Options{})
	require.NoError(t, err)
	list := strings.Join(problems(c), "\n")
	for _, want := range []string{
		`p.yaml:3:11: server url`, `operationId "same" is already`, `security scheme "nope" is not declared`, "documents no response",
		"variable {id} is not declared", "not marked as required", "declared twice", `"other" does not occur`, `is in "nowhere"`,
		`style "simple" cannot be used`, "neither a schema nor content", `operationId "gone", which no operation has`, `"20" is no status`,
		`p.yaml:17:5: "GET" is not a method`, "match the same requests", "does not begin with a slash",
	} {
		require.Contains(t, list, want)
	}
	for _, p := range c.Problems {
		require.Positive(t, p.Source.Line)
	}
	require.NotNil(t, c.Operation("GET /a/{id}").Parameter("path", "id"))
	require.True(t, c.Operation("POST /a/{id}").Parameter("path", "id").Required)
	require.Nil(t, c.Operation("POST /a/{id}").Parameter("path", "other"))
	require.True(t, c.Operation("GET /a/{id}").Secured())
}
