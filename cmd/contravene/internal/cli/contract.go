package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/target"
)

// load loads the contract, whatever its language. A service that tells its own schema is the one that is tested, unless
// another one is named.
func load(ctx context.Context, path string, s *settings) (*harness.Contract, error) {
	if contracts.IsAddress(path) {
		if err := checkTarget(path); err != nil {
			return nil, fmt.Errorf("load contract: %w", err)
		}
		if s.target == "" && len(s.process) == 0 {
			s.target = path
		}
	}
	return contracts.Load(ctx, path, s.reading(path))
}

// load loads the contract of the settings, once.
func (s *settings) load(ctx context.Context) (c *harness.Contract, err error) {
	if s.loaded == nil {
		s.loaded, err = load(ctx, s.contract, s)
	}
	return s.loaded, err
}

// reading is how contracts are read, that of a base like that of a head: what differs must not be the way of reading.
func (s *settings) reading(path string) contracts.Options {
	_, endpoint := s.address()
	return contracts.Options{AllowRemote: s.allowRemoteRefs, Endpoint: endpoint, Scalars: s.scalars, Profile: s.profile, Ask: s.ask(path)}
}

// address is where the service stands and the path below it that takes GraphQL requests. People know a GraphQL service by
// the address of its endpoint, so its path is that of the target unless it was given; what else is called, such as a login,
// then stands beside it and not below. The path is kept to the letter: a slash at its end may be another route.
func (s *settings) address() (base, endpoint string) {
	if s.endpoint != "" || s.target == "" || !contracts.IsGraphQL(s.contract) {
		return s.target, s.endpoint
	}
	u, err := url.Parse(s.target)
	if err != nil || u.EscapedPath() == "" {
		return s.target, ""
	}
	return u.Scheme + "://" + u.Host, u.EscapedPath()
}

// reached is the one address that says what base and endpoint say, for a replay.
func (s *settings) reached() string {
	base, endpoint := s.address()
	if base == "" {
		return ""
	}
	return strings.TrimRight(base, "/") + endpoint
}

// ask reaches the service at the address of a contract, with the headers of every request and within the limits of every
// answer.
func (s *settings) ask(address string) graphql.Ask {
	return func(ctx context.Context, r *harness.Request) (*harness.Response, error) {
		for name, values := range s.headers {
			r.Header[name] = values
		}
		return s.fetch(ctx, address, r)
	}
}

// fetch sends one request to the host of an address.
func (s *settings) fetch(ctx context.Context, address string, r *harness.Request) (*harness.Response, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address is no URL")
	}
	to, err := target.Site{Base: u.Scheme + "://" + u.Host, Insecure: s.insecure, CAFile: s.caFile}.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = to.Close() }() // the answer has been read
	return to.Send(ctx, r, s.limits)
}
