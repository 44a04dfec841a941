package openapi

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/go-yaml"
	"github.com/stretchr/testify/require"
)

// corpus is the optional folder of public contracts, which is not part of the project.
const corpus = "../../../shared/specs/openapi"

// corpusFiles lists the root documents of the corpus, or skips the test.
func corpusFiles(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(corpus)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the corpus of public contracts (../shared/specs/openapi beside the project) is not here")
	}
	require.NoError(t, err)
	var files []string
	for _, e := range entries {
		if !e.IsDir() {
			files = append(files, filepath.Join(corpus, e.Name()))
		}
	}
	roots, err := filepath.Glob(filepath.Join(corpus, "*", "*.v2.yaml"))
	require.NoError(t, err)
	files = append(files, roots...)
	sort.Strings(files)
	return files
}

// Every public document loads with every operation that a naive reading of its text finds.
func TestCorpusLoadsWithoutLoss(t *testing.T) {
	for _, path := range corpusFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			started := time.Now()
			c, err := Load(context.Background(), path, Options{})
			require.NoError(t, err)
			took := time.Since(started)
			want := rawOperations(t, path)
			var ids []string
			for _, op := range c.Operations {
				ids = append(ids, op.ID)
			}
			require.ElementsMatch(t, want, ids)
			t.Logf("%-32s %-16s %5d operations %4d problems %8s", filepath.Base(path), c.Language, len(ids), len(c.Problems), took.Round(time.Millisecond))
			for i, p := range c.Problems {
				if i < 5 {
					t.Log("  ", p)
				}
			}
		})
	}
}

// rawOperations reads a document with nothing but a parser of its syntax.
func rawOperations(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]any `json:"paths" yaml:"paths"`
	}
	if strings.HasSuffix(path, ".json") {
		require.NoError(t, json.Unmarshal(text, &document))
	} else {
		require.NoError(t, yaml.Unmarshal(text, &document))
	}
	var ids []string
	for template, item := range document.Paths {
		for name := range item {
			switch name {
			case "get", "put", "post", "delete", "options", "head", "patch", "trace":
				ids = append(ids, strings.ToUpper(name)+" "+template)
			}
		}
	}
	return ids
}
