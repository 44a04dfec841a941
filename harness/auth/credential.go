package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/contravene-dev/contravene/harness"
)

// Credential is a way to sign requests.
type Credential struct {
	obtain func(ctx context.Context, to harness.Target) (harness.Signature, error)
	still  bool // obtaining it again gives the same, unless a command says something else
}

// Actor makes an actor that signs with the credential. Set its Class, Tenant and Scopes where the service has them.
func (c Credential) Actor(name string) *harness.Actor {
	if c.obtain == nil {
		c = failing(errors.New("no credential was given"))
	}
	a := harness.NewLogin(name, c.obtain)
	if c.still {
		a.Steady()
	}
	return a
}

func failing(err error) Credential {
	return Credential{obtain: func(context.Context, harness.Target) (harness.Signature, error) { return harness.Signature{}, err }}
}

// Bearer sends a token in the Authorization header (RFC 6750 2.1).
func Bearer(token Source) Credential {
	return Key(Header, "Authorization", token, "Bearer {token}")
}

// Basic sends a user's name and password in the Authorization header (RFC 7617).
func Basic(user string, password Source) Credential {
	return Credential{still: true, obtain: func(ctx context.Context, _ harness.Target) (harness.Signature, error) {
		secret, err := password.value(ctx)
		if err != nil {
			return harness.Signature{}, err
		}
		if strings.Contains(user, ":") {
			return harness.Signature{}, errors.New("the user of a Basic credential holds a colon, which RFC 7617 2 does not allow")
		}
		pair := base64.StdEncoding.EncodeToString([]byte(user + ":" + secret))
		return harness.Signature{
			Fixed:   password.fixed,
			Sign:    func(r *harness.Request) { r.Header["Authorization"] = []string{"Basic " + pair} },
			Secrets: []harness.Secret{{Name: "Authorization", Value: pair}, {Name: "password", Value: secret}},
		}, nil
	}}
}

// Place is where a credential stands in a request, or a token in an answer.
type Place string

const (
	// Header is a header of a request or of an answer.
	Header Place = "header"
	// Query is a parameter of a request's query.
	Query Place = "query"
	// Cookie is a cookie of a request, or one that an answer sets.
	Cookie Place = "cookie"
	// Body is an answer's body, read as JSON.
	Body Place = "body"
)

// Key sends an API key. The template says what stands around it, such as "ApiKey {token}"; empty: the key alone.
func Key(in Place, name string, key Source, template string) Credential {
	return Credential{still: true, obtain: func(ctx context.Context, _ harness.Target) (harness.Signature, error) {
		value, err := key.value(ctx)
		if err != nil {
			return harness.Signature{}, err
		}
		signature, err := Send{In: in, Name: name, Template: template}.signature(value)
		signature.Fixed = key.fixed
		return signature, err
	}}
}

// Send says how a token travels. The zero value is a bearer token.
type Send struct {
	In       Place  // Header when empty
	Name     string // of the header, the parameter or the cookie; Authorization when empty
	Template string // what stands around {token}; "Bearer {token}" in Authorization when empty, and the token alone elsewhere
}

const hole = "{token}"

func (s Send) complete() Send {
	if s.In == "" {
		s.In = Header
	}
	if s.Name == "" && s.In == Header {
		s.Name = "Authorization"
	}
	if s.Template == "" {
		s.Template = hole
		if s.In == Header && http.CanonicalHeaderKey(s.Name) == "Authorization" {
			s.Template = "Bearer " + hole
		}
	}
	return s
}

// Check says what is wrong with how a token is to travel.
func (s Send) Check() error {
	s = s.complete()
	switch {
	case s.In != Header && s.In != Query && s.In != Cookie:
		return fmt.Errorf("a token travels in header, query or cookie, not in %q", s.In)
	case s.Name == "":
		return fmt.Errorf("the %s that carries the token has no name", s.In)
	case s.In != Query && !httpguts.ValidHeaderFieldName(s.Name): // a cookie's name has the same characters, RFC 6265 4.1.1
		return fmt.Errorf("the name of the %s that carries the token has characters that HTTP does not allow", s.In)
	case !strings.Contains(s.Template, hole):
		return fmt.Errorf("the template does not say where the token goes; write %s there", hole)
	}
	return nil
}

func (s Send) signature(token string) (harness.Signature, error) {
	s = s.complete()
	if err := s.Check(); err != nil {
		return harness.Signature{}, err
	}
	if token == "" {
		return harness.Signature{}, errors.New("the secret is empty")
	}
	value, name := strings.ReplaceAll(s.Template, hole, token), s.Name
	made := harness.Signature{Secrets: []harness.Secret{{Name: name, Value: token}}}
	if s.In != Query && !httpguts.ValidHeaderFieldValue(value) {
		return made, errors.New("the secret has characters that a header cannot carry, such as a line break (RFC 9110 5.5)")
	}
	switch s.In {
	case Header:
		key := http.CanonicalHeaderKey(name)
		made.Sign = func(r *harness.Request) { r.Header[key] = []string{value} }
	case Cookie:
		if strings.ContainsAny(value, "; \",\\") {
			return made, errors.New("the secret has characters that a cookie cannot carry (RFC 6265 4.1.1)")
		}
		made.Sign = func(r *harness.Request) { setCookies(r, []*http.Cookie{{Name: name, Value: value}}) }
	default:
		made.Sign = func(r *harness.Request) { setQuery(r, name, value) }
	}
	return made, nil
}

// setQuery puts a parameter at the end of the query, in the place of those with its name.
func setQuery(r *harness.Request, name, value string) {
	var kept []string
	for part := range strings.SplitSeq(r.Query, "&") {
		key, _, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(key); part != "" && (err != nil || plain != name) {
			kept = append(kept, part)
		}
	}
	r.Query = strings.Join(append(kept, url.QueryEscape(name)+"="+url.QueryEscape(value)), "&")
}

// setCookies puts cookies behind those that a request has, in the place of those with their names.
func setCookies(r *harness.Request, cookies []*http.Cookie) {
	var pairs []string
	own := map[string]bool{}
	for _, c := range cookies {
		own[c.Name] = true
	}
	for _, line := range r.Header["Cookie"] {
		for pair := range strings.SplitSeq(line, ";") {
			name, _, _ := strings.Cut(strings.TrimSpace(pair), "=")
			if strings.TrimSpace(pair) != "" && !own[name] {
				pairs = append(pairs, strings.TrimSpace(pair))
			}
		}
	}
	for _, c := range cookies {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	r.Header["Cookie"] = []string{strings.Join(pairs, "; ")}
}

// Headers sends fixed headers. Each value is taken for a secret.
func Headers(headers http.Header) Credential {
	own := headers.Clone()
	return Credential{still: true, obtain: func(context.Context, harness.Target) (harness.Signature, error) {
		made := harness.Signature{Fixed: true, Sign: func(r *harness.Request) { maps.Copy(r.Header, own) }}
		for _, key := range slices.Sorted(maps.Keys(own)) {
			for _, v := range own[key] {
				made.Secrets = append(made.Secrets, harness.SecretsOf(key, v)...)
			}
		}
		return made, nil
	}}
}
