package graph_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// corpus is the optional folder of public contracts, which is not part of the project.
const corpus = "../../../shared/specs/openapi"

// corpusFiles lists the root documents of the corpus, or skips.
func corpusFiles(t testing.TB) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.json", "*.yaml", "*/*.v2.yaml"} {
		found, err := filepath.Glob(filepath.Join(corpus, pattern))
		require.NoError(t, err)
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("the corpus of public contracts (../shared/specs/openapi beside the project) is not here")
	}
	return files
}

// BenchmarkInfer gives the ratio of what inference takes to what loading the same document takes. Each round loads anew,
// because the first inference is what reads most of the schemas.
func BenchmarkInfer(b *testing.B) {
	for _, path := range corpusFiles(b) {
		b.Run(filepath.Base(path), func(b *testing.B) {
			var load, infer time.Duration
			var o *harness.Objects
			for b.Loop() {
				began := time.Now()
				c, err := openapi.Load(context.Background(), path, openapi.Options{})
				require.NoError(b, err)
				loaded := time.Now()
				o = graph.Infer(c, graph.Options{})
				load, infer = load+loaded.Sub(began), infer+time.Since(loaded)
			}
			b.ReportMetric(infer.Seconds()/load.Seconds(), "infer/load")
			b.ReportMetric(float64(len(o.Kinds)), "kinds")
			b.ReportMetric(float64(len(o.Edges)), "edges")
		})
	}
}

// Names of kinds are unique, parents come first, and every need can be put where it says.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("reads large documents")
	}
	for _, path := range corpusFiles(t) {
		if info, err := os.Stat(path); err != nil || info.Size() > 1<<20 {
			continue // the benchmark goes through the largest
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			c, err := openapi.Load(context.Background(), path, openapi.Options{})
			require.NoError(t, err)
			o := graph.Infer(c, graph.Options{})
			seen := map[string]bool{}
			for _, k := range o.Kinds {
				require.False(t, seen[k.Name], "two kinds are called %s", k.Name)
				require.True(t, k.Parent == nil || seen[k.Parent.Name], "%s stands before its parent", k.Name)
				require.NotEmpty(t, k.Keys)
				seen[k.Name] = true
			}
			for id, list := range o.Needs {
				require.NotNil(t, c.Operation(id))
				for _, n := range list {
					require.Contains(t, n.Kind.Keys, n.Key)
				}
			}
			for _, e := range o.Edges {
				require.NotEmpty(t, e.Reason, "%s %s %s", e.Operation, e.Verb, e.Kind)
			}
		})
	}
}

// A document made to be slow is no slower than one of its size.
func TestManyPathsThatLookAlike(t *testing.T) {
	var doc strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&doc, "  /a%d/orders:\n%s  /a%d/orders/{orderId}:\n%s", i, get(array(order)), i, put(order))
	}
	fmt.Fprintf(&doc, "  /%s:\n%s", strings.Repeat("{a}/", 5000), get(order))
	c := contract(t, strings.ReplaceAll(doc.String(), "{a}/{a}", "x/{a}"))
	began := time.Now()
	o := graph.Infer(c, graph.Options{})
	require.Less(t, time.Since(began), 20*time.Second)
	require.Len(t, o.Kinds, 3000)
}
