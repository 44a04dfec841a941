package schema_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

// suiteFolder is the official JSON Schema test suite, which is not ours to copy.
const suiteFolder = "../../../shared/specs/json-schema-test-suite/draft2020-12"

// quickSchemas hold every keyword that the quick form judges, on its edges and where keywords meet.
var quickSchemas = []string{
	`true`, `false`, `{}`, `{"type":"integer"}`, `{"type":["string","null"]}`, `{"type":["integer","object"]}`, `{"type":"number"}`,
	`{"enum":["a",1,null,true,2.50]}`, `{"enum":[]}`, `{"enum":["a","b"]}`, `{"enum":[[1],{"a":1}]}`,
	`{"enum":[0,1,2,3,4,5,6,7,8,9,false]}`, `{"const":1.0}`, `{"const":{"a":[1,2]}}`, `{"const":null}`,
	`{"minimum":0.1,"maximum":1e18}`, `{"exclusiveMinimum":0,"exclusiveMaximum":1}`, `{"minimum":-1e400}`,
	`{"maximum":0.333333333333333333}`, `{"minimum":999999999999999999}`, `{"multipleOf":0.01}`, `{"multipleOf":3}`,
	`{"multipleOf":1e-20}`, `{"multipleOf":1e30}`, `{"multipleOf":2.5,"type":"integer"}`, `{"multipleOf":1e-18,"maximum":7e17}`,
	`{"format":"int32"}`, `{"format":"int64"}`, `{"format":"float"}`, `{"format":"double"}`, `{"type":"integer","format":"int32"}`,
	`{"minLength":2,"maxLength":3}`, `{"minLength":0,"maxLength":0}`, `{"maxLength":-1}`, `{"minLength":5}`,
	`{"pattern":"^a+$"}`, `{"pattern":"^(?=a)b?"}`, `{"pattern":"("}`, `{"format":"date"}`, `{"format":"uuid"}`, `{"format":"binary"}`, `{"format":"what"}`,
	`{"items":{"type":"integer"},"minItems":1,"maxItems":3}`, `{"prefixItems":[{"type":"string"},false],"items":{"type":"null"}}`,
	`{"uniqueItems":true}`, `{"items":false}`, `{"contains":{"const":1}}`, `{"maxItems":-1}`, `{"prefixItems":[true],"unevaluatedItems":false}`,
	`{"required":["a"],"properties":{"a":{"type":"integer"},"b":{"maxLength":1}},"additionalProperties":false}`,
	`{"properties":{"a":{}},"additionalProperties":{"type":"string"},"minProperties":1,"maxProperties":2}`,
	`{"patternProperties":{"^a":{"type":"integer"},"b$":{"minimum":2}},"additionalProperties":false}`, `{"patternProperties":{"(":false}}`,
	`{"propertyNames":{"maxLength":1}}`, `{"dependentRequired":{"a":["b"]}}`, `{"unevaluatedProperties":false,"properties":{"a":true}}`,
	`{"required":["a","b"],"properties":{"a":{"readOnly":true},"b":{"writeOnly":true}}}`,
	`{"required":["a"],"allOf":[{"properties":{"a":{"readOnly":true}}}]}`,
	`{"allOf":[{"minimum":1},{"maximum":2}]}`, `{"anyOf":[{"type":"string"},{"minimum":1}]}`, `{"oneOf":[{"minimum":1},{"maximum":2},{"type":"string"}]}`,
	`{"oneOf":[{"required":["a"],"properties":{"a":{"const":1}}},{"properties":{"a":{"const":"x"}}}]}`,
	`{"not":{"type":"string","minLength":1}}`, `{"not":{"not":{"enum":[1,"a"]}}}`, `{"not":{"contains":{"const":1}}}`,
	`{"if":{"type":"number"},"then":{"minimum":2},"else":{"maxLength":2}}`, `{"if":{"required":["a"]},"then":{"required":["b"]}}`,
	`{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"a":{"$ref":"#/$defs/n"},"b":{"type":"integer"}}}}}`,
	`{"$ref":"#/$defs/n","maxProperties":1,"$defs":{"n":{"anyOf":[{"type":"integer"},{"type":"array","items":{"$ref":"#/$defs/n"}},{"type":"object"}]}}}`,
	`{"$ref":"#/$defs/n","$defs":{"n":{"anyOf":[{"$ref":"#/$defs/m"},{"type":"integer"}]},"m":{"allOf":[{"$ref":"#/$defs/n"}],"minimum":2}}}`,
	`{"not":{"$ref":"#/$defs/n"},"$defs":{"n":{"oneOf":[{"$ref":"#/$defs/n"},{"minimum":1}]}}}`,
	`{"items":{"$ref":"#"},"properties":{"a":{"$ref":"#"}},"anyOf":[{"items":{"$ref":"#"}},{"properties":{"a":{"$ref":"#"}}}]}`,
}

// quickValues meet the edges of quickSchemas.
var quickValues = []string{
	`null`, `true`, `false`, `""`, `"a"`, `"aa"`, `"äöü"`, `"äöüß"`, `"😀😀😀"`, `"\u0000b"`, `"2024-02-29"`, `"2023-02-29"`, `"ab"`,
	`0`, `-0`, `-0.0`, `1`, `1.0`, `1e0`, `10e-1`, `2`, `2.5`, `2.50`, `2.05`, `0.1`, `0.10`, `0.01`, `0.001`, `1e400`, `-1e400`, `1e-400`, `1e999999999`, `0e9`, `3`, `-3`,
	`2147483647`, `2147483648`, `-2147483648`, `-2147483649`, `999999999999999999`, `999999999999999998`, `1000000000000000000`,
	`9223372036854775807`, `9223372036854775808`, `0.333333333333333333`, `0.333333333333333334`, `0.3333333333333333333`,
	`700000000000000000`, `700000000000000001`, `70000000000000000.5`, `1e18`, `1e30`, `3.5e38`, `1e20`, `0.00000000000000000001`,
	`[]`, `[1]`, `[1,1.0]`, `[1,"1"]`, `[1,2,3]`, `[1,2,3,4]`, `["a"]`, `["a",null]`, `[[1],[1.0]]`, `[{"a":1},{"a":1e0}]`, `[null,false,0,""]`,
	`[1,2,3,4,5,6,7,8,9,10,1]`, `[1,2,3,4,5,6,7,8,9,10,11]`, `[0,-0]`, `[[[[1]]]]`, `[{"a":[{}]}]`,
	`{}`, `{"a":1}`, `{"a":"x"}`, `{"b":1}`, `{"a":1,"b":"xy"}`, `{"a":1,"b":2}`, `{"a":{"a":{"b":1}}}`, `{"a":{"a":{"b":"1"}}}`, `{"ab":1}`, `{"ab":2,"c":3}`, `{"c":"x"}`,
	`{"a":[1,2]}`, `{"a":[1,2.0]}`, `{"a":1,"b":2,"c":3}`, `{"a":null}`,
}

// agree requires that the quick form says nothing that the validator does not say, and counts what it says.
func agree(t *testing.T, name string, s *schema.Schema, v any) (decided, valid int) {
	t.Helper()
	for _, face := range []schema.Face{schema.Request, schema.Response} {
		quick, certain := s.Quickly(face, v)
		slow := s.Slowly(face, v)
		if certain && quick != slow {
			t.Errorf("%s: the %s face of %#v: the quick form says %v, the validator %v", name, face, v, quick, slow)
		}
		if slow {
			valid++
			if certain {
				decided++
			}
		}
	}
	return decided, valid
}

func decode(t *testing.T, text string) any {
	t.Helper()
	d, err := schema.DecodeJSON([]byte(text))
	require.NoError(t, err, text)
	return d.Value
}

func TestQuickAgreesOnEdges(t *testing.T) {
	decided, valid := 0, 0
	for _, text := range quickSchemas {
		s, err := openapi.ParseSchema([]byte(text))
		require.NoError(t, err, text)
		for _, value := range quickValues {
			d, n := agree(t, text, s, decode(t, value))
			decided, valid = decided+d, valid+n
		}
	}
	require.Greater(t, decided, valid*9/10, "of %d valid values", valid)
	t.Logf("the quick form decides %d of %d valid values", decided, valid)
}

func TestQuickLeavesStrangersAlone(t *testing.T) {
	s, err := openapi.ParseSchema([]byte(`{"anyOf":[{"type":"string"},{"not":{"type":"number"}}]}`))
	require.NoError(t, err)
	for _, v := range []any{1, 1.5, json.Number("abc"), json.Number(""), struct{}{}, []string{"a"}, map[string]string{}} {
		_, certain := s.Quickly(schema.Request, v)
		require.False(t, certain, "%#v", v)
	}
}

// TestQuickEndsWhereItDoubles: the schema doubles the work at each level of the value, so that the quick form gives up.
func TestQuickEndsWhereItDoubles(t *testing.T) {
	s, err := openapi.ParseSchema([]byte(`{"allOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"}}]}`))
	require.NoError(t, err)
	v := decode(t, strings.Repeat("[", 30)+strings.Repeat("]", 30))
	_, certain := s.Quickly(schema.Request, v)
	require.False(t, certain)
	deep, err := openapi.ParseSchema([]byte(`{"items":{"$ref":"#"}}`))
	require.NoError(t, err)
	_, certain = deep.Quickly(schema.Request, decode(t, strings.Repeat("[", 900)+strings.Repeat("]", 900)))
	require.False(t, certain)
}

func TestQuickTakesNoMemory(t *testing.T) {
	s, err := openapi.ParseSchema([]byte(`{"type":"object","required":["id"],"additionalProperties":false,"properties":{
		"id":{"type":"integer","minimum":1,"format":"int64"},"price":{"type":"number","multipleOf":0.01,"maximum":99.5},
		"tags":{"type":"array","uniqueItems":true,"items":{"type":"string","maxLength":9,"pattern":"^[a-z]+$"}},
		"kind":{"oneOf":[{"const":"a"},{"enum":["b","c"]}]},"when":{"type":["string","null"],"format":"date"}}}`))
	require.NoError(t, err)
	v := decode(t, `{"id":12,"price":9.95,"tags":["a","b"],"kind":"c","when":"2024-02-29"}`)
	require.Nil(t, s.Validate(schema.Request, v))
	require.Zero(t, testing.AllocsPerRun(100, func() { s.Validate(schema.Request, v) }))
}

type suiteGroup struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct{ Data json.RawMessage }
}

// TestQuickAgreesOnSuite runs each schema of the official suite over the values of its file and over the edges above.
func TestQuickAgreesOnSuite(t *testing.T) {
	if _, err := os.Stat(suiteFolder); err != nil {
		t.Skipf("the JSON Schema test suite is not at %s", suiteFolder)
	}
	decided, valid := 0, 0
	require.NoError(t, filepath.WalkDir(suiteFolder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		d, n := agreeOnFile(t, path)
		decided, valid = decided+d, valid+n
		return nil
	}))
	t.Logf("the quick form decides %d of %d valid values", decided, valid)
}

func agreeOnFile(t *testing.T, path string) (decided, valid int) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var groups []suiteGroup
	require.NoError(t, json.Unmarshal(text, &groups))
	var values []any
	for _, g := range groups {
		for _, c := range g.Tests {
			values = append(values, decode(t, string(c.Data)))
		}
	}
	for _, text := range quickValues {
		values = append(values, decode(t, text))
	}
	for _, g := range groups {
		s, err := openapi.ParseSchema(g.Schema)
		if err != nil {
			continue // it refers to a server, or beyond what a contract can say; the suite's own test names those
		}
		for _, v := range values {
			d, n := agree(t, filepath.Base(path)+"/"+g.Description, s, v)
			decided, valid = decided+d, valid+n
		}
	}
	return decided, valid
}

// FuzzQuickAgrees looks for a schema and a value on which the quick form and the validator differ.
func FuzzQuickAgrees(f *testing.F) {
	for i, text := range quickSchemas {
		f.Add(text, quickValues[i%len(quickValues)])
		f.Add(text, quickValues[(i*7+3)%len(quickValues)])
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		if len(text) > 1<<10 || len(value) > 1<<10 {
			t.Skip("more text says no more")
		}
		d, err := schema.DecodeJSON([]byte(value))
		if err != nil {
			t.Skip("no value")
		}
		s, err := openapi.ParseSchema([]byte(text))
		if err != nil {
			t.Skip("no schema")
		}
		agree(t, text, s, d.Value)
	})
}
