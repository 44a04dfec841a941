// Package contracts loads a contract of any language that contravene speaks.
//
// It is what the front doors share: a path or a text becomes a [harness.Contract], by OpenAPI or by GraphQL, whichever it is.
package contracts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// Options say how a contract is read. Each language takes what concerns it; the zero value works for all.
type Options struct {
	AllowRemote bool                      // follow references of an OpenAPI document to other hosts
	Endpoint    string                    // the path that takes GraphQL requests; /graphql when empty
	Scalars     map[string]graphql.Scalar // what the custom scalars of a GraphQL schema are made of
	Profile     graphql.Profile           // the text of GraphQL over HTTP; empty: what all have in common
	// Ask reaches the service whose address stands in the place of a path; nil: none is asked.
	Ask graphql.Ask
}

// Load reads the contract at path: an OpenAPI document, or a GraphQL schema as a file of SDL, a folder of SDL, an
// introspection result, or the address of a service that tells its schema.
func Load(ctx context.Context, path string, opt Options) (*harness.Contract, error) {
	if IsAddress(path) {
		return introspect(ctx, path, opt)
	}
	if IsGraphQL(path) {
		return graphql.Load(ctx, path, opt.graphql())
	}
	if err := opt.foreign(); err != nil {
		return nil, fmt.Errorf("load contract %s: %w", path, err)
	}
	return openapi.Load(ctx, path, openapi.Options{AllowRemote: opt.AllowRemote})
}

// LoadFS reads a contract out of files, which are its folder, such as that of a commit. The last element of name is its file
// there, and a name that ends with a slash is all SDL of the folder; reports call the contract by its name.
func LoadFS(ctx context.Context, files fs.FS, name string, opt Options) (*harness.Contract, error) {
	if isGraphQLIn(files, name) {
		return graphql.LoadFS(ctx, files, name, opt.graphql())
	}
	if err := opt.foreign(); err != nil {
		return nil, fmt.Errorf("load contract %s: %w", name, err)
	}
	return openapi.LoadFS(ctx, files, name, openapi.Options{AllowRemote: opt.AllowRemote})
}

// Parse reads a contract from its text.
func Parse(name string, text []byte, opt Options) (*harness.Contract, error) {
	if isSDL(text) || introspected(text) {
		types, err := graphql.Parse(graphql.File{Name: name, Text: string(text)})
		if err != nil {
			return nil, err
		}
		return types.Contract(opt.graphql()), nil
	}
	if err := opt.foreign(); err != nil {
		return nil, fmt.Errorf("load contract %s: %w", name, err)
	}
	return openapi.Parse(name, text, openapi.Options{AllowRemote: opt.AllowRemote})
}

// introspect asks the service at an address. Its path is that of the introspection, whatever the tests then go to.
func introspect(ctx context.Context, address string, opt Options) (*harness.Contract, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("load contract: the address is no URL; write it like http://127.0.0.1:8080/graphql")
	}
	if opt.Ask == nil {
		return nil, fmt.Errorf("load contract %s: nothing is asked over the network here; give a file", address)
	}
	types, err := graphql.Introspect(ctx, address, cmp.Or(u.EscapedPath(), "/"), opt.Ask)
	if err != nil {
		return nil, err
	}
	return types.Contract(opt.graphql()), nil
}

func (o Options) graphql() graphql.Options {
	return graphql.Options{Endpoint: o.Endpoint, Scalars: o.Scalars, Profile: o.Profile}
}

// foreign refuses what an OpenAPI document has no use for.
func (o Options) foreign() error {
	switch {
	case o.Endpoint != "":
		return errEndpoint
	case o.Profile != "":
		return errProfile
	}
	return nil
}

var errProfile = errors.New("a profile of GraphQL over HTTP was given, for a contract that is no GraphQL; leave it out")

var errEndpoint = errors.New("an endpoint was given, which only GraphQL has; leave it out, the paths of an OpenAPI document stand in it")
