package cli

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

func compileConfigSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(configSchema))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("mem:///config.json", doc))
	s, err := c.Compile("mem:///config.json")
	require.NoError(t, err)
	return s
}

// described is what config.schema.json says of an option or of a field.
type described struct {
	Description          string
	Type                 any
	Properties           map[string]described
	Required             []string
	AdditionalProperties any
	Items                *described
}

var kindTypes = map[kind]any{
	text: "string", number: "integer", toggle: "boolean", mapping: "object", list: []any{"array", "string"}, scalar: []any{"string", "number"},
	records: "array", nested: "object", numbers: []any{"array", "integer"},
}

// agree holds options against the properties of an object in the schema.
func agree(t *testing.T, where string, all []*option, in described) {
	t.Helper()
	require.Equal(t, false, in.AdditionalProperties, where)
	var must []string
	for _, o := range all {
		p, ok := in.Properties[o.key]
		require.True(t, ok, "%s%s is missing in config.schema.json", where, o.key)
		require.Equal(t, o.doc, p.Description, where+o.key)
		if o.key != "seed" { // a number that happens to be whole
			require.Equal(t, kindTypes[o.kind], p.Type, where+o.key)
		}
		switch o.kind {
		case records:
			agree(t, where+o.key+".", o.fields, *p.Items)
		case nested:
			agree(t, where+o.key+".", o.fields, p)
		}
		if o.must {
			must = append(must, o.key)
		}
		delete(in.Properties, o.key)
	}
	require.Empty(t, in.Properties, "in config.schema.json, but no option: %s", where)
	require.Equal(t, must, in.Required, where)
}

// The schema and the table of options describe the same file.
func TestConfigSchemaAgreesWithTheOptions(t *testing.T) {
	var doc described
	require.NoError(t, json.Unmarshal(configSchema, &doc))
	agree(t, "", options(), doc)
}

// What the reader takes the schema takes, and most of what the reader refuses the schema refuses as well.
func TestConfigSchemaAgreesWithTheReader(t *testing.T) {
	s := compileConfigSchema(t)
	validate := func(body string) error {
		var v any
		require.NoError(t, yaml.Unmarshal([]byte(body), &v))
		text, err := json.Marshal(v)
		require.NoError(t, err)
		v, err = jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		return s.Validate(v)
	}
	require.NoError(t, validate(fullConfig))
	require.NoError(t, validate(allSeeds))
	require.NoError(t, validate(allActors))
	for _, body := range []string{
		"seed: random\n", "budget: 5000cases\n", "budget: 1m30s\n", "rate: 0.5\n", "rate: 600/m\n", "max-body: 1024\n",
		"max-body: 1.5 MB\n", "process: ./server -addr {{addr}}\n", "report: {}\n", "include: []\n",
	} {
		_, err := read(t, body)
		require.NoError(t, err, body)
		require.NoError(t, validate(body), body)
	}
	// These need more than a schema can say: the environment, the characters of a header, a second key of the same name.
	beyond := map[string]bool{
		"twice": true, "merge key": true, "header twice": true, "bad header value": true, "variable with a line break": true, "unset variable": true,
		"open reference": true, "two to standard output": true, "no YAML": true, "two documents": true, "binary": true,
		"too long": true, "reference elsewhere": true,
		"unset variable in dsn": true, "unset variable in body": true, "header twice in call": true, "bad header in call": true,
		"unfinished command": true, "endless body": true, "merged body": true, "infinite body": true, "path that is none": true,
		"rule of the gate": true, "field twice": true, "reference in field": true, "reference in command": true,
	}
	for _, name := range actorsBeyond {
		beyond[name] = true
	}
	for _, c := range slices.Concat(badConfigs, badSeeds, badActors) {
		if !beyond[c.name] {
			require.Error(t, validate(c.body), c.name)
		}
	}
}
