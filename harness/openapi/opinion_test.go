package openapi

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"testing"

	"github.com/pb33f/go-yaml"
	"github.com/stretchr/testify/require"
)

// Schemas are translated from nodes long after libopenapi has looked at them, so it must leave them as they are.
func TestLibopenapiLeavesNodesAlone(t *testing.T) {
	documents := map[string]string{"swagger": swagger, "shop": shop, "merge": "x-a: &a {type: object, properties: {b: {type: string}}}\n" +
		around("3.1.0", "{<<: *a, title: t, allOf: [{$ref: '#/components/schemas/S', description: d}]}", schemas("S: {$ref: '#/x-a', title: s}"))}
	if text, err := os.ReadFile(filepath.Join(corpus, "stripe-3.0.yaml")); err == nil {
		documents["stripe"] = string(text)
	}
	for name, text := range documents {
		t.Run(name, func(t *testing.T) {
			l := newLoader()
			f, info, err := parseRoot(&file{name: name, path: name, text: []byte(text)})
			require.NoError(t, err)
			l.root, l.files[name] = f, f
			_, err = l.recognise(place{file: f, node: f.root})
			require.NoError(t, err)
			before := fingerprint(f.root)
			o, err := l.ask(info)
			require.NoError(t, err)
			require.NotEmpty(t, o.operations)
			require.Equal(t, before, fingerprint(f.root))
		})
	}
}

func fingerprint(n *yaml.Node) uint64 {
	h := fnv.New64a()
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		_, _ = fmt.Fprint(h, n.Kind, n.Style, n.Tag, n.Value, n.Line, n.Column, len(n.Content), "\x00")
		for _, child := range n.Content {
			walk(child)
		}
	}
	walk(n)
	return h.Sum64()
}

// An operation that only libopenapi sees is an error with its place; one that only we see is a problem.
func TestOpinionsDiffer(t *testing.T) {
	l := newLoader()
	l.open = func(string) (*file, error) { return nil, os.ErrNotExist }
	f, _, err := parseRoot(&file{name: "s.yaml", path: "s.yaml", text: []byte(shop)})
	require.NoError(t, err)
	l.root = f
	root := place{file: f, node: f.root}
	_, err = l.recognise(root)
	require.NoError(t, err)
	ours, err := l.list(root)
	require.NoError(t, err)
	require.Len(t, ours, 3)
	o := &opinion{operations: map[opKey]bool{{"/orders/{id}", "get"}: true, {"/orders/{id}", "put"}: true, {"/orders/{id}", "query"}: true}, complaints: []string{"because"}}
	err = l.compare(o, ours)
	require.EqualError(t, err, "load contract s.yaml:10:3: the operation PUT /orders/{id} would be lost; write it the way the specification does")
	require.Len(t, l.problems, 2)
	require.Contains(t, l.problems[0].String(), "libopenapi does not see the operation DELETE /orders/{id}, saying: because")
}
