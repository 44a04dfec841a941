package openapi

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// withBody is an operation with a required body; media is the YAML of its content, indented by ten.
func withBody(t testing.TB, media string) *harness.Operation {
	t.Helper()
	return operation(t, fmt.Sprintf(`
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /x:
    post:
      requestBody:
        required: true
        content:
%s
      responses: {"200": {description: ok}}
components:
  schemas:
    Pet:
      type: object
      required: [name, tags]
      properties:
        id: {type: integer, xml: {attribute: true}}
        name: {type: string}
        tags: {type: array, items: {type: string, xml: {name: tag}}}
        boxes: {type: array, xml: {wrapped: true, name: crate}, items: {type: string, xml: {name: box}}}
        home: {type: object, xml: {prefix: h, namespace: "https://example.com/h"}, properties: {street: {type: string}}}
`, media))
}

const formProperties = `
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                age: {type: integer}
                ok: {type: boolean}
                tags: {type: array, items: {type: string}}
                home: {type: object, properties: {street: {type: string}}}
                file: {type: string, format: binary}
                files: {type: array, items: {type: string, format: binary}}
`

func form(media, encoding string) string {
	return "          " + media + ":" + formProperties + encoding
}

const formEncoding = `            encoding:
              home: {style: deepObject, explode: true}
              tags: {style: pipeDelimited, explode: false}
`

// Each value becomes the bytes beside it and comes back as it was.
func TestBodies(t *testing.T) {
	n := func(text string) json.Number { return json.Number(text) }
	rows := []struct {
		name, media string
		payload     harness.Payload
		bytes       string // empty: not compared
		unsure      string
	}{
		{"json", "          application/json: {schema: {}}",
			harness.Payload{Media: "application/json", Value: map[string]any{"b": n("1.50"), "a": []any{nil, true, "<é\u0001\">"}}},
			`{"a":[null,true,"<é\u0001\">"],"b":1.50}`, ""},
		{"json suffix", "          application/merge-patch+json: {schema: {}}",
			harness.Payload{Media: "application/merge-patch+json", Value: nil}, "null", ""},
		{"form", form("application/x-www-form-urlencoded", ""),
			harness.Payload{Media: "application/x-www-form-urlencoded", Value: map[string]any{"name": "a b&c", "age": n("7"), "ok": true, "tags": []any{"x", "y"}, "more": "z"}},
			"name=a%20b%26c&age=7&ok=true&tags=x&tags=y&more=z", ""},
		{"form with an object", form("application/x-www-form-urlencoded", ""),
			harness.Payload{Media: "application/x-www-form-urlencoded", Value: map[string]any{"name": "a", "home": map[string]any{"street": "s"}}},
			"name=a&home=%7B%22street%22%3A%22s%22%7D", "not defined alike"},
		{"form with encoding", form("application/x-www-form-urlencoded", formEncoding),
			harness.Payload{Media: "application/x-www-form-urlencoded", Value: map[string]any{"name": "a", "home": map[string]any{"street": "s"}, "tags": []any{"x", "y"}}},
			"name=a&tags=x%7Cy&home%5Bstreet%5D=s", ""},
		{"form deeper than defined", form("application/x-www-form-urlencoded", formEncoding),
			harness.Payload{Media: "application/x-www-form-urlencoded", Value: map[string]any{"name": "a", "home": map[string]any{"a": map[string]any{"b": "c"}}}},
			"name=a&home%5Ba%5D%5Bb%5D=c", "one level only"},
		{"multipart", form("multipart/form-data", ""),
			harness.Payload{Media: "multipart/form-data", Value: map[string]any{"name": "é", "age": n("7"), "tags": []any{"x", "y"},
				"home": map[string]any{"street": "s"}, "file": "\u0000\u00ff\r\n--", "files": []any{"1", "\u0080"}}}, "", ""},
		{"text", "          text/plain: {schema: {type: string}}", harness.Payload{Media: "text/plain", Value: "é\n"}, "é\n", ""},
		{"octets", "          application/octet-stream: {schema: {type: string, format: binary}}",
			harness.Payload{Media: "application/octet-stream", Value: "\u0000\u00ff"}, "\x00\xff", ""},
		{"range", "          image/*: {}", harness.Payload{Media: "image/*", Value: "\u0089PNG"}, "\x89PNG", ""},
		{"lines", "          application/x-ndjson: {schema: {type: array, items: {}}}",
			harness.Payload{Media: "application/x-ndjson", Value: []any{n("1"), map[string]any{"a": "b"}}}, "1\n{\"a\":\"b\"}\n", ""},
		{"xml", `          application/xml: {schema: {$ref: "#/components/schemas/Pet"}}`,
			harness.Payload{Media: "application/xml", Value: map[string]any{"id": n("7"), "name": "<R&B>\r\n", "tags": []any{"a", "b"},
				"boxes": []any{"1", "2"}, "home": map[string]any{"street": "s"}}},
			`<?xml version="1.0" encoding="UTF-8"?><Pet id="7"><name>&lt;R&amp;B&gt;&#xD;` + "\n" +
				`</name><tag>a</tag><tag>b</tag><crate><box>1</box><box>2</box></crate>` +
				`<h:home xmlns:h="https://example.com/h"><street>s</street></h:home></Pet>`, ""},
		{"xml with an empty array", `          application/xml: {schema: {$ref: "#/components/schemas/Pet"}}`,
			harness.Payload{Media: "application/xml", Value: map[string]any{"name": "", "tags": []any{}}},
			`<?xml version="1.0" encoding="UTF-8"?><Pet><name></name></Pet>`, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			op := withBody(t, row.media)
			r, err := op.Wire.Encode(op, harness.Inputs{Body: &row.payload})
			require.NoError(t, err)
			if row.bytes != "" {
				require.Equal(t, row.bytes, string(r.Body))
			}
			got := op.Wire.Read(op, r)
			require.Empty(t, got.Violations)
			require.Equal(t, &row.payload, got.Inputs.Body)
			if row.unsure == "" {
				require.Empty(t, got.Unsure)
			} else {
				require.Contains(t, got.Unsure, row.unsure)
			}
		})
	}
}

// What a media type cannot carry is an error.
func TestBodiesThatCannotTravel(t *testing.T) {
	rows := []struct {
		media string
		value any
		want  string
	}{
		{"application/x-www-form-urlencoded", "text", "carries an object"},
		{"application/x-www-form-urlencoded", map[string]any{"a": nil}, "/a: null"},
		{"multipart/form-data", map[string]any{"a": []any{}}, "/a: an empty array"},
		{"application/octet-stream", "日", "is no byte"},
		{"application/octet-stream", map[string]any{}, "no form for arrays and objects"},
		{"application/xml", map[string]any{"a": "\u0000"}, "U+0000"},
		{"application/xml", map[string]any{"a b": "c"}, "not the name of an XML element"},
		{"application/json", "\xff", "not UTF-8"},
	}
	op := withBody(t, "          application/json: {}")
	for _, row := range rows {
		_, err := op.Wire.Encode(op, harness.Inputs{Body: &harness.Payload{Media: row.media, Value: row.value}})
		require.ErrorContains(t, err, row.want, row.media)
	}
}

// A boundary that occurs in a part is not used.
func TestBoundaryIsFree(t *testing.T) {
	op := withBody(t, form("multipart/form-data", ""))
	in := harness.Inputs{Body: &harness.Payload{Media: "multipart/form-data", Value: map[string]any{"name": "--" + boundary + "\r\n"}}}
	r, err := op.Wire.Encode(op, in)
	require.NoError(t, err)
	require.Equal(t, in, op.Wire.Read(op, r).Inputs)
}

// The verdict on bodies that are not what they should be.
func TestBodyVerdicts(t *testing.T) {
	const pet = `          application/json: {schema: {$ref: "#/components/schemas/Pet"}}`
	const xml = `          application/xml: {schema: {$ref: "#/components/schemas/Pet"}}`
	formed := form("application/x-www-form-urlencoded", "")
	parts := form("multipart/form-data", "")
	rows := []struct {
		name, media, contentType, body string
		keyword, pointer               string // of the first breach; empty: none
		unsure                         bool
	}{
		{"valid", pet, "application/json", `{"name":"a","tags":[]}`, "", "", false},
		{"charset", pet, "application/json; charset=UTF-8", `{"name":"a","tags":[]}`, "", "", false},
		{"other charset", pet, "application/json; charset=utf-16", `{"name":"a","tags":[]}`, "", "", true},
		{"missing member", pet, "application/json", `{"name":"a"}`, "required", "", false},
		{"wrong type", pet, "application/json", `{"name":1,"tags":[]}`, "type", "/name", false},
		{"truncated", pet, "application/json", `{"name":"a"`, "syntax", "", false},
		{"trailing", pet, "application/json", `{} {}`, "syntax", "", false},
		{"not UTF-8", pet, "application/json", "{\"name\":\"\xff\"}", "syntax", "", false},
		{"no bytes", pet, "application/json", "", "syntax", "", false},
		{"duplicate member", pet, "application/json", `{"name":"a","name":"b","tags":[]}`, "", "", true},
		{"no type", pet, "", `{}`, "media-type", "", false},
		{"other type", pet, "text/plain", `{}`, "media-type", "", false},
		{"malformed type", pet, "/", `{}`, "media-type", "", false},
		{"form valid", formed, "application/x-www-form-urlencoded", "name=a+b&age=5", "", "", false},
		{"form without", formed, "application/x-www-form-urlencoded", "age=5", "required", "", false},
		{"form number", formed, "application/x-www-form-urlencoded", "name=a&age=five", "type", "/age", false},
		{"form escape", formed, "application/x-www-form-urlencoded", "name=%zz", "syntax", "", false},
		{"form twice", formed, "application/x-www-form-urlencoded", "name=a&name=b", "", "", true},
		{"multipart without boundary", parts, "multipart/form-data", "x", "syntax", "", false},
		{"multipart cut", parts, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx", "syntax", "", false},
		{"multipart valid", parts, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b--", "", "", false},
		{"multipart nothing", parts, "multipart/form-data; boundary=b", "--b--\r\n", "required", "", false},
		{"xml valid", xml, "application/xml", `<Pet><name>a</name><tag>b</tag></Pet>`, "", "", false},
		{"xml cut", xml, "application/xml", `<Pet><name>a</name>`, "syntax", "", false},
		{"xml member", xml, "application/xml", `<Pet><tag>b</tag></Pet>`, "required", "", false},
		{"xml type", xml, "application/xml", `<Pet id="x"><name/></Pet>`, "type", "/id", false},
		{"xml root", xml, "application/xml", `<Dog><name/></Dog>`, "", "", true},
		{"xml doctype", xml, "application/xml", `<!DOCTYPE Pet><Pet><name/></Pet>`, "", "", true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			op := withBody(t, row.media)
			r := &harness.Request{Method: "POST", Path: "/x", Header: map[string][]string{}, Body: []byte(row.body)}
			if row.contentType != "" {
				r.Header.Set("Content-Type", row.contentType)
			}
			got := op.Wire.Read(op, r)
			require.Equal(t, row.unsure, got.Unsure != "", got.Unsure)
			if row.keyword == "" {
				require.Empty(t, got.Violations)
				return
			}
			require.NotEmpty(t, got.Violations)
			b := got.Violations[0]
			require.Equal(t, []string{"body", row.keyword, row.pointer}, []string{b.Target, b.Keyword, b.Pointer})
			require.Equal(t, "openapi.yaml", b.Place.File)
			require.NotZero(t, b.Place.Line)
		})
	}
	op := withBody(t, pet)
	got := op.Wire.Read(op, &harness.Request{Method: "POST", Path: "/x"})
	require.NotNil(t, got.Breaks(harness.Aim{Target: "body", Keyword: "required"}))
	require.True(t, got.Invalid())
}
