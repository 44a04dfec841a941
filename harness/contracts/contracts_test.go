package contracts_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
)

const (
	sdl           = "\"Books: type them in.\"\ntype Query {\n  book(id: ID!): String\n}\n"
	document      = "openapi: 3.1.0\ninfo: {title: Books, version: '1'}\npaths: {/books: {get: {responses: {'200': {description: fine}}}}}\n"
	introspection = `{"data": {"__schema": {"queryType": {"name": "Query"}, "types": [{"kind": "OBJECT", "name": "Query", "fields":
		[{"name": "book", "args": [], "type": {"kind": "SCALAR", "name": "String"}}], "interfaces": []}], "directives": []}}}`
)

func TestTheLanguageIsRecognised(t *testing.T) {
	for _, test := range []struct{ name, text, operation string }{
		{"a.graphql", sdl, "query book"},
		{"a.graphqls", sdl, "query book"},
		{"a.gql", sdl, "query book"},
		{"below/a.graphql", sdl, "query book"},
		{"a.json", introspection, "query book"},
		{"a.yaml", "openapi: 3.1.0\ninfo: {title: Books, version: '1'}\npaths: {/books: {get: {responses: {'200': {description: fine}}}}}\n", "GET /books"},
		{"b.json", `{"openapi": "3.1.0", "info": {"title": "type A {", "version": "1"}, "paths": {"/books": {"get": {"responses": {"200": {"description": "fine"}}}}}}`, "GET /books"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			file := filepath.Join(root, test.name)
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
			require.NoError(t, os.WriteFile(file, []byte(test.text), 0o600))
			if filepath.Dir(file) != root {
				file = root
			}
			loaded, err := contracts.Load(t.Context(), file, contracts.Options{})
			require.NoError(t, err)
			require.Equal(t, test.operation, loaded.Operations[0].ID)
			parsed, err := contracts.Parse("text", []byte(test.text), contracts.Options{})
			require.NoError(t, err)
			require.Equal(t, test.operation, parsed.Operations[0].ID)
		})
	}
}

func TestOnlyGraphQLHasAnEndpoint(t *testing.T) {
	c, err := contracts.Parse("a", []byte(sdl), contracts.Options{Endpoint: "/api/graph/"})
	require.NoError(t, err)
	require.Equal(t, "/api/graph/", c.Operations[0].Path)
	_, err = contracts.Parse("a", []byte(document), contracts.Options{Endpoint: "/graphql"})
	require.ErrorContains(t, err, "only GraphQL has")
}

func TestAnAddressIsAsked(t *testing.T) {
	const address = "http://localhost/graphql/"
	_, err := contracts.Load(t.Context(), address, contracts.Options{})
	require.ErrorContains(t, err, "nothing is asked over the network here; give a file")
	path := ""
	c, err := contracts.Load(t.Context(), address, contracts.Options{Endpoint: "/other", Ask: func(_ context.Context, r *harness.Request) (*harness.Response, error) {
		path = r.Path
		return &harness.Response{Status: 200, Body: []byte(introspection)}, nil
	}})
	require.NoError(t, err)
	require.Equal(t, "/graphql/", path)
	require.Equal(t, "/other", c.Operations[0].Path)
}
