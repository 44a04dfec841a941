package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// describe loads a contract of any language, to be looked at.
func describe(ctx context.Context, path string, s *settings) (*harness.Contract, error) {
	if isGraphQL(path) {
		return graphql.Load(ctx, path, graphql.Options{})
	}
	return openapi.Load(ctx, path, openapi.Options{AllowRemote: s.allowRemoteRefs})
}

// load loads a contract to be tested.
func load(ctx context.Context, path string, s *settings) (*harness.Contract, error) {
	if isGraphQL(path) {
		return nil, fmt.Errorf("load contract %s: GraphQL schemas can be listed and not tested yet; run contravene list operations, or give an OpenAPI document", path)
	}
	return openapi.Load(ctx, path, openapi.Options{AllowRemote: s.allowRemoteRefs})
}

// introspected is how far into a JSON file is looked for what an answer to an introspection query begins with.
const introspected = 4 << 10

// isGraphQL recognises a schema: SDL by the name of its file, and an introspection result by what it says.
func isGraphQL(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	if ext != ".json" {
		return slices.Contains([]string{".graphql", ".graphqls", ".gql"}, ext)
	}
	f, err := os.Open(path)
	if err != nil {
		return false // whoever loads it says why
	}
	defer func() { _ = f.Close() }()
	head, err := io.ReadAll(io.LimitReader(f, introspected))
	return err == nil && bytes.Contains(head, []byte(`"__schema"`))
}
