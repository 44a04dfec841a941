package cli

import (
	"context"
	"net/url"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracts"
)

// load loads the contract, whatever its language.
func load(ctx context.Context, path string, s *settings) (*harness.Contract, error) {
	_, endpoint := s.address()
	return contracts.Load(ctx, path, contracts.Options{AllowRemote: s.allowRemoteRefs, Endpoint: endpoint})
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
