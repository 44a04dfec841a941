// Package contracts loads a contract of any language that contravene speaks.
//
// It is what the front doors share: a path or a text becomes a [harness.Contract], by OpenAPI or by GraphQL, whichever it is.
package contracts

import (
	"context"
	"errors"
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// Options say how a contract is read. Each language takes what concerns it; the zero value works for all.
type Options struct {
	AllowRemote bool   // follow references of an OpenAPI document to other hosts
	Endpoint    string // the path that takes GraphQL requests; /graphql when empty
}

// Load reads the contract at path: an OpenAPI document, or a GraphQL schema as a file of SDL, a folder of SDL or an
// introspection result.
func Load(ctx context.Context, path string, opt Options) (*harness.Contract, error) {
	if IsGraphQL(path) {
		return graphql.Load(ctx, path, graphql.Options{Endpoint: opt.Endpoint})
	}
	if opt.Endpoint != "" {
		return nil, fmt.Errorf("load contract %s: %w", path, errEndpoint)
	}
	return openapi.Load(ctx, path, openapi.Options{AllowRemote: opt.AllowRemote})
}

// Parse reads a contract from its text.
func Parse(name string, text []byte, opt Options) (*harness.Contract, error) {
	if isSDL(text) || introspected(text) {
		types, err := graphql.Parse(graphql.File{Name: name, Text: string(text)})
		if err != nil {
			return nil, err
		}
		return types.Contract(graphql.Options{Endpoint: opt.Endpoint}), nil
	}
	if opt.Endpoint != "" {
		return nil, fmt.Errorf("load contract %s: %w", name, errEndpoint)
	}
	return openapi.Parse(name, text, openapi.Options{AllowRemote: opt.AllowRemote})
}

var errEndpoint = errors.New("an endpoint was given, which only GraphQL has; leave it out, the paths of an OpenAPI document stand in it")
