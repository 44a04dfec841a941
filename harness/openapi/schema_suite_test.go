package openapi

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

// suiteFolder is the official JSON Schema test suite, which is not ours to copy.
const suiteFolder = "../../../shared/specs/json-schema-test-suite/draft2020-12"

const (
	formats = "formats are asserted here, as OpenAPI tools do; the suite's default is to note them only"
	remote  = "the schema refers to a document on a server, which is never fetched for a schema given as text"
	base    = "references are resolved against the file; an $id inside it does not move the base URI, and OpenAPI has none"
	dynamic = "$dynamicRef is resolved where it stands; a contract has no second schema that extends the first from outside"
	literal = "an $anchor or $id inside data or an unknown keyword is found as if it were a schema's"
	vocab   = "every schema is read with all vocabularies; $schema cannot take one away"
)

// suiteSkips are the cases that we do not follow, by a part of file/group/case, with the reason.
var suiteSkips = map[string]string{
	"is only an annotation by default":                                                    formats,
	"refRemote.json/":                                                                     remote,
	"ref.json/remote ref, containing refs itself":                                         remote,
	"defs.json/validate definition against metaschema":                                    remote,
	"anchor.json/Location-independent identifier with base URI change":                    base,
	"anchor.json/same $anchor with different base uri":                                    base,
	"ref.json/Recursive references between schemas":                                       base,
	"ref.json/relative refs with absolute uris and defs":                                  base,
	"ref.json/$id must be resolved against nearest parent, not just immediate parent":     base,
	"ref.json/order of evaluation: $id and $ref on nested schema":                         base,
	"ref.json/URN ref with nested pointer ref":                                            base,
	"ref.json/ref with absolute-path-reference":                                           base,
	"dynamicRef.json/A $dynamicRef without anchor in fragment":                            dynamic,
	"dynamicRef.json/An $anchor with the same name as a $dynamicAnchor":                   dynamic,
	"dynamicRef.json/A $dynamicRef without a matching $dynamicAnchor":                     dynamic,
	"dynamicRef.json/A $dynamicRef with a non-matching $dynamicAnchor":                    dynamic,
	"dynamicRef.json/A $dynamicRef that initially resolves to a schema with a matching":   dynamic,
	"dynamicRef.json/multiple dynamic paths to the $dynamicRef keyword":                   dynamic,
	"dynamicRef.json/after leaving a dynamic scope, it is not used by a $dynamicRef":      dynamic,
	"dynamicRef.json/strict-tree schema, guards against misspelled properties":            dynamic,
	"dynamicRef.json/tests for implementation dynamic anchor and reference link":          dynamic,
	"dynamicRef.json/$ref and $dynamicAnchor are independent of order":                    dynamic,
	"dynamicRef.json/$ref to $dynamicRef finds detached $dynamicAnchor":                   dynamic,
	"optional/anchor.json/$anchor inside an enum is not a real identifier":                literal,
	"optional/id.json/$id inside an enum is not a real identifier":                        literal,
	"optional/unknownKeyword.json/$id inside an unknown keyword is not a real identifier": literal,
	"vocabulary.json/schema that uses custom metaschema with with no validation":          vocab,
}

type suiteGroup struct {
	Description string
	Schema      json.RawMessage
	Tests       []struct {
		Description string
		Data        json.RawMessage
		Valid       bool
	}
}

func TestJSONSchemaSuite(t *testing.T) {
	if _, err := os.Stat(suiteFolder); err != nil {
		t.Skipf("the JSON Schema test suite is not at %s, so its 2,225 cases are not run", suiteFolder)
	}
	used := map[string]int{}
	for _, file := range suiteFiles(t) {
		text, err := os.ReadFile(filepath.Join(suiteFolder, file))
		require.NoError(t, err)
		var groups []suiteGroup
		require.NoError(t, json.Unmarshal(text, &groups))
		t.Run(file, func(t *testing.T) {
			for _, g := range groups {
				runSuiteGroup(t, file, g, used)
			}
		})
	}
	skipped := 0
	for part := range suiteSkips {
		require.Positive(t, used[part], "the skip %q matches no case; take it out", part)
		skipped += used[part]
	}
	t.Logf("%d of 2,225 cases skipped", skipped)
}

func suiteFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	require.NoError(t, filepath.WalkDir(suiteFolder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".json") {
			name, relErr := filepath.Rel(suiteFolder, path)
			require.NoError(t, relErr)
			files = append(files, filepath.ToSlash(name))
		}
		return err
	}))
	require.NotEmpty(t, files)
	return files
}

func runSuiteGroup(t *testing.T, file string, g suiteGroup, used map[string]int) {
	t.Helper()
	var read *schema.Schema
	for _, c := range g.Tests {
		name := file + "/" + g.Description + "/" + c.Description
		if part := suiteSkip(name); part != "" {
			used[part]++
			continue
		}
		if read == nil {
			var err error
			read, err = ParseSchema(g.Schema)
			require.NoError(t, err, name)
		}
		decoded, err := schema.DecodeJSON(c.Data)
		require.NoError(t, err, name)
		violations := read.Validate(schema.Request, decoded.Value)
		if (len(violations) == 0) != c.Valid {
			t.Errorf("%s: want valid %v\nschema %s\ndata %s\nviolations %v", name, c.Valid, g.Schema, c.Data, violations)
		}
		if read.Valid(schema.Request, decoded.Value) != c.Valid {
			t.Errorf("%s: Valid differs from Validate", name)
		}
	}
}

func suiteSkip(name string) string {
	for part := range suiteSkips {
		if strings.Contains(name, part) {
			return part
		}
	}
	return ""
}
