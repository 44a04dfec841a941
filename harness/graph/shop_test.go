package graph_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
)

var update = flag.Bool("update", false, "write the goldens")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "write it with go test ./harness/graph -update")
	require.Equal(t, string(want), got, "if this is wanted, go test ./harness/graph -update")
}

func shopContract(t testing.TB, document []byte) *harness.Contract {
	c, err := openapi.Parse("openapi.yaml", document, openapi.Options{})
	require.NoError(t, err)
	return c
}

func TestShop(t *testing.T) {
	o := graph.Infer(shopContract(t, shop.Document()), graph.Options{})
	var text, chart bytes.Buffer
	require.NoError(t, graph.Text(&text, o))
	require.NoError(t, graph.Mermaid(&chart, o))
	golden(t, "shop.txt", text.String())
	golden(t, "shop.mmd", chart.String())
}

// bare takes away what a contract tells beyond paths and schemas: links, examples and Location headers.
func bare(c *harness.Contract) (taken int) {
	for _, op := range c.Operations {
		for _, p := range op.Parameters {
			p.Examples = nil
		}
		for _, r := range op.Replies {
			before := len(r.Headers) + len(r.Links)
			r.Links = nil
			r.Headers = slices.DeleteFunc(slices.Clone(r.Headers), func(h *harness.Parameter) bool { return h.Name == "Location" })
			taken += before - len(r.Headers)
			for _, m := range r.Contents {
				m.Examples = nil
			}
		}
		if op.Body != nil {
			for _, m := range op.Body.Contents {
				m.Examples = nil
			}
		}
	}
	return taken
}

func TestShopWithoutHints(t *testing.T) {
	whole, stripped := shopContract(t, shop.Document()), shopContract(t, shop.Document())
	require.NotZero(t, bare(stripped))
	require.Equal(t, edges(graph.Infer(whole, graph.Options{})), edges(graph.Infer(stripped, graph.Options{})))
}

// Whatever the order of maps, the same contract gives the same objects.
func TestInferIsDeterministic(t *testing.T) {
	first := graph.Infer(shopContract(t, shop.Document()), graph.Options{})
	for range 5 {
		require.Equal(t, first.Edges, graph.Infer(shopContract(t, shop.Document()), graph.Options{}).Edges)
	}
}

// What every edge says must be found again in the kinds that it is made of.
func TestEdgesHaveReasons(t *testing.T) {
	o := graph.Infer(shopContract(t, shop.Document()), graph.Options{})
	require.NotEmpty(t, o.Edges)
	for _, e := range o.Edges {
		require.NotEmpty(t, e.Reason, "%s %s %s", e.Operation, e.Verb, e.Kind)
		require.True(t, e.Kind == "" || o.Kind(e.Kind) != nil)
	}
}
