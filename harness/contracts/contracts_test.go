package contracts_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/openapi"
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

func TestAContractIsReadOutOfAnyFiles(t *testing.T) {
	split := "openapi: 3.1.0\ninfo: {title: Books, version: '1'}\npaths: {/books: {$ref: 'parts/books.yaml'}}\n"
	files := fstest.MapFS{
		"openapi.yaml":     {Data: []byte(split)},
		"parts/books.yaml": {Data: []byte("get: {responses: {'200': {description: fine}}}\n")},
		"a.graphql":        {Data: []byte(sdl)},
		"b/more.graphql":   {Data: []byte("extend type Query { author: String }")},
		"told.json":        {Data: []byte(introspection)},
	}
	for name, want := range map[string]harness.Source{
		"api/openapi.yaml": {File: "api/parts/books.yaml", Line: 1},
		"a.graphql":        {File: "a.graphql", Line: 3},
		"api/":             {File: "api/a.graphql", Line: 3},
		"api/told.json":    {File: "api/told.json"},
	} {
		c, err := contracts.LoadFS(t.Context(), files, name, contracts.Options{})
		require.NoError(t, err, name)
		require.Equal(t, name, c.File)
		require.Equal(t, want.File, c.Operations[0].Source.File, name)
		if want.Line > 0 {
			require.Equal(t, want.Line, c.Operations[0].Source.Line, name)
		}
	}
	for name, want := range map[string]string{
		"api/gone.yaml": "load contract api/gone.yaml: gone.yaml does not exist", "gone.graphql": "load contract gone.graphql", "gone.json": "gone.json does not exist",
	} {
		_, err := contracts.LoadFS(t.Context(), files, name, contracts.Options{})
		require.ErrorContains(t, err, want)
	}
	_, err := contracts.LoadFS(t.Context(), files, "openapi.yaml", contracts.Options{Endpoint: "/graphql"})
	require.ErrorContains(t, err, "only GraphQL has")
	files["openapi.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(split, "parts/books.yaml", "https://example.com/a.yaml", 1))}
	_, err = contracts.LoadFS(t.Context(), files, "openapi.yaml", contracts.Options{})
	require.ErrorIs(t, err, openapi.ErrRemote)
}
