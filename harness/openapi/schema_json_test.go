package openapi

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

// TestJSONForm hands what JSON writes to the validator's own compiler, and holds the verdicts of both ways against each
// other on the official suite.
func TestJSONForm(t *testing.T) {
	if _, err := os.Stat(suiteFolder); err != nil {
		t.Skipf("the JSON Schema test suite is not at %s", suiteFolder)
	}
	for _, file := range suiteFiles(t) {
		if strings.Contains(file, "format") || file == "refRemote.json" {
			continue // the stock formats differ, and what cannot be fetched is true here and an error there
		}
		text, err := os.ReadFile(filepath.Join(suiteFolder, file))
		require.NoError(t, err)
		var groups []suiteGroup
		require.NoError(t, json.Unmarshal(text, &groups))
		for _, g := range groups {
			compareWithCompiler(t, file, g)
		}
	}
}

func compareWithCompiler(t *testing.T, file string, g suiteGroup) {
	t.Helper()
	ours, err := ParseSchema(g.Schema)
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	compiler.UseRegexpEngine(func(text string) (jsonschema.Regexp, error) {
		p, err := schema.CompilePattern(text)
		return regexpOf{p}, err
	})
	require.NoError(t, compiler.AddResource("test:schema", ours.JSON(schema.Request)))
	theirs, err := compiler.Compile("test:schema")
	if err != nil {
		require.NotEmpty(t, ours.Set.Problems(), "%s/%s: %v", file, g.Description, err)
		return
	}
	for _, c := range g.Tests {
		decoded, err := schema.DecodeJSON(c.Data)
		require.NoError(t, err)
		require.Equal(t, theirs.Validate(decoded.Value) == nil, ours.Valid(schema.Request, decoded.Value),
			"%s/%s/%s", file, g.Description, c.Description)
	}
}

type regexpOf struct{ schema.Pattern }

func (r regexpOf) MatchString(text string) bool { return r.Match(text) }

func TestJSONFaces(t *testing.T) {
	s, err := ParseSchema([]byte(`
$ref: '#/$defs/A'
$defs:
  A: {required: [id, next], properties: {id: {readOnly: true}, next: {$ref: '#/$defs/A'}}}
`))
	require.NoError(t, err)
	text, err := json.Marshal(s.JSON(schema.Request))
	require.NoError(t, err)
	require.JSONEq(t, `{"$ref":"#/$defs/A","$defs":{"A":{"required":["next"],"properties":{"id":{"readOnly":true},"next":{"$ref":"#/$defs/A"}}}}}`, string(text))
	text, err = json.Marshal(s.JSON(schema.Response))
	require.NoError(t, err)
	require.Contains(t, string(text), `"required":["id","next"]`)
}
