package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func encoded(t *testing.T, r *harness.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, JSON(&b, r))
	return b.Bytes()
}

func TestJSONGolden(t *testing.T) {
	for name, r := range samples() {
		t.Run(name, func(t *testing.T) { golden(t, name+".json", string(encoded(t, r))) })
	}
}

// The lists are written by hand, so what comes out is held against what encoding/json makes of the whole.
func TestJSONIsWhatEncodingMakes(t *testing.T) {
	for name, r := range samples() {
		t.Run(name, func(t *testing.T) {
			if r.Findings == nil {
				r.Findings = []*harness.Finding{}
			}
			var want bytes.Buffer
			e := json.NewEncoder(&want)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			require.NoError(t, e.Encode(r))
			require.Equal(t, want.String(), string(encoded(t, r)))
		})
	}
}

func TestReadJSONGivesBackWhatWasWritten(t *testing.T) {
	for name, r := range samples() {
		t.Run(name, func(t *testing.T) {
			text := encoded(t, r)
			back, err := ReadJSON(bytes.NewReader(text))
			require.NoError(t, err)
			again := string(encoded(t, back))
			// Bytes that are no UTF-8 become U+FFFD, which is written as an escape once and plainly ever after.
			require.Equal(t, strings.ReplaceAll(string(text), `\ufffd`, "\uFFFD"), again)
		})
	}
}

func TestReadJSONRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":                "EOF",
		"[]":              "cannot unmarshal array",
		`{"version": 99}`: "its version is 99, and this program reads version 1",
		`{}`:              "its version is 0",
		`{"version":1} x`: "something follows the end",
	} {
		_, err := ReadJSON(strings.NewReader(in))
		require.ErrorContains(t, err, want, in)
	}
}

func schemaOf(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("mem:///report.json", doc))
	s, err := c.Compile("mem:///report.json")
	require.NoError(t, err)
	return s
}

func TestReportsKeepTheSchema(t *testing.T) {
	s := schemaOf(t, Schema)
	for name, r := range samples() {
		t.Run(name, func(t *testing.T) {
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded(t, r)))
			require.NoError(t, err)
			require.NoError(t, s.Validate(v))
		})
	}
}

func TestSchemaRefusesABrokenReport(t *testing.T) {
	s := schemaOf(t, Schema)
	for _, change := range [][2]string{
		{`"version": 1`, `"version": "1"`},
		{`"verdict": "broken"`, `"verdict": "great"`},
		{`"severity": "high"`, `"severity": 3`},
		{`"fingerprint": "v1:`, `"fingerprint": "v2:`},
		{`"expect": "accept"`, `"expect": "maybe"`},
		{`"started": "2026-01-02T03:04:05Z"`, `"started": "yesterday"`},
		{`"requests": 1000`, `"requests": -1`},
		{`"rule":`, `"ruel":`},
	} {
		text := string(encoded(t, sampleReport()))
		require.Contains(t, text, change[0])
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(text, change[0], change[1], 1)))
		require.NoError(t, err)
		require.Error(t, s.Validate(v), change[1])
	}
}

// Every member of the Go types stands in the schema and the other way round, so that neither drifts.
func TestSchemaNamesEveryMember(t *testing.T) {
	var doc map[string]any
	require.NoError(t, json.Unmarshal(Schema, &doc))
	compareMembers(t, "report", doc, doc, reflect.TypeFor[harness.Report]())
}

func compareMembers(t *testing.T, path string, root, node map[string]any, typ reflect.Type) {
	t.Helper()
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	node = resolve(root, node)
	switch {
	case typ.Kind() == reflect.Slice && typ.Elem().Kind() != reflect.Uint8:
		compareMembers(t, path+"[]", root, node["items"].(map[string]any), typ.Elem())
	case typ.Kind() == reflect.Struct && typ.PkgPath() != "time":
		properties := node["properties"].(map[string]any)
		var want, got, owed []string
		for name := range properties {
			got = append(got, name)
		}
		for i := range typ.NumField() {
			name, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if name == "-" {
				continue
			}
			want = append(want, name)
			if options == "" {
				owed = append(owed, name)
			}
			if p, ok := properties[name].(map[string]any); ok {
				require.NotEmpty(t, describe(root, p), "%s.%s has no description", path, name)
				compareMembers(t, path+"."+name, root, p, typ.Field(i).Type)
			}
		}
		require.ElementsMatch(t, want, got, path)
		require.ElementsMatch(t, owed, texts(node["required"]), "required members of %s", path)
	}
}

func resolve(root, node map[string]any) map[string]any {
	if options, ok := node["anyOf"].([]any); ok {
		node = options[0].(map[string]any)
	}
	if ref, ok := node["$ref"].(string); ok {
		return root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	return node
}

func describe(root, node map[string]any) any {
	if d, ok := node["description"]; ok {
		return d
	}
	return resolve(root, node)["description"]
}

func texts(v any) []string {
	var list []string
	if items, ok := v.([]any); ok {
		for _, x := range items {
			list = append(list, x.(string))
		}
	}
	return slices.Clip(list)
}

func hugeReport(n int) *harness.Report {
	r := heldReport()
	for i := range n {
		operation := fmt.Sprintf("GET /p%d", i%500)
		r.Findings = append(r.Findings, sampleFinding("exposure.undeclared-property", operation, fmt.Sprintf("body#/p%d", i), harness.Low))
	}
	for i := range 500 {
		r.Operations = append(r.Operations, harness.OperationReport{ID: fmt.Sprintf("GET /p%d", i), Reached: true})
	}
	return r
}

// Twice the findings cost about twice the work, whatever the format.
func TestWritersStayLinear(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *harness.Report) error{"json": JSON, "junit": JUnit{}.Write} {
		size := func(n int) float64 {
			r := hugeReport(n)
			return testing.AllocsPerRun(1, func() { require.NoError(t, write(io.Discard, r)) })
		}
		require.Less(t, size(400)/size(200), 2.5, name)
	}
}

func BenchmarkWrite(b *testing.B) {
	r := hugeReport(5000)
	for name, write := range map[string]func(io.Writer, *harness.Report) error{
		"json": JSON, "junit": JUnit{}.Write, "text": Text{}.Write,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
