package generators_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

// suiteFolder holds the official JSON Schema test suite, where it is present.
const suiteFolder = "../../shared/specs/json-schema-test-suite/draft2020-12"

// foreign are the files of the suite about what a contract's schemas cannot use: other documents and vocabularies.
var foreign = map[string]string{
	"refRemote.json":  "refers to other documents by URL",
	"vocabulary.json": "changes the meaning of keywords by a metaschema",
	"dynamicRef.json": "contracts have no dynamic scope",
	"anchor.json":     "refers to other documents by URL",
	"defs.json":       "refers to the metaschema by URL",
}

// ungenerated names the schemas of the suite that no value is made for although there is one, with the reason.
var ungenerated = map[string]string{}

func TestOfficialSuite(t *testing.T) {
	tried, failed := 0, map[string]string{}
	for _, file := range suiteFiles(t) {
		for name, s := range suiteSchemas(t, file) {
			tried++
			for seed := range uint64(20) {
				v, err := generators.Value(generators.Seeded(seed), s, generators.Style{})
				if err != nil {
					failed[name] = err.Error()
					break
				}
				require.Empty(t, s.Validate(schema.Request, v), name)
			}
		}
	}
	for name, why := range failed {
		if ungenerated[name] == "" {
			t.Errorf("%s: %s", name, why)
		}
	}
	for name := range ungenerated {
		if failed[name] == "" {
			t.Errorf("%s can be generated now; take it off the list", name)
		}
	}
	t.Logf("%d schemas of the official suite have a valid instance; no value was made for %d of them (%.2f %%)",
		tried, len(failed), 100*float64(len(failed))/float64(max(tried, 1)))
}

func suiteFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, folder := range []string{"*.json", "optional/*.json", "optional/format/*.json"} {
		found, err := filepath.Glob(filepath.Join(suiteFolder, folder))
		require.NoError(t, err)
		for _, file := range found {
			if foreign[filepath.Base(file)] == "" {
				files = append(files, file)
			}
		}
	}
	if len(files) == 0 {
		t.Skip("the JSON Schema test suite is not there; put it at", suiteFolder)
	}
	return files
}

// suiteSchemas reads the schemas of one file that the suite itself shows a valid instance for, as our validator sees it.
func suiteSchemas(t *testing.T, file string) map[string]*schema.Schema {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var groups []struct {
		Description string
		Schema      json.RawMessage
		Tests       []struct {
			Data  json.RawMessage
			Valid bool
		}
	}
	require.NoError(t, json.Unmarshal(text, &groups))
	found := map[string]*schema.Schema{}
	for _, g := range groups {
		s, err := openapi.ParseSchema(g.Schema)
		if err != nil {
			continue // refers outside itself
		}
		for _, test := range g.Tests {
			v, err := schema.DecodeJSON(test.Data)
			if err == nil && test.Valid && s.Valid(schema.Request, v.Value) {
				found[filepath.Base(file)+": "+g.Description] = s
				break
			}
		}
	}
	return found
}
