package harness

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Actor is someone on whose behalf requests are sent. Only its signature knows the secret: printing, formatting or
// encoding an actor shows its name.
type Actor struct {
	Name   string
	Class  string
	Tenant string
	Scopes []string
	Of     string // the actor whose subject this one is too, with another credential; empty: it is a subject of its own
	Dead   bool   // its credential is expired, tampered with or revoked, and must not work

	sign    func(*Request)
	login   *login // nil: nothing has to be obtained
	secrets []secret
}

// secret is a value that must not leave the process, and what stands for it where a person has to put it back.
type secret struct{ value, variable string }

// Relation is how one actor stands to the owner of an object. Relations, unlike roles, stay the same when users are added.
type Relation string

const (
	// Self is the owner.
	Self Relation = "self"
	// Peer is another subject of the owner's class and tenant.
	Peer Relation = "peer"
	// Foreign is a subject of the owner's class in another tenant.
	Foreign Relation = "foreign"
	// Elevated is a subject of another class, such as an administrator.
	Elevated Relation = "elevated"
	// Narrow is the owner with fewer scopes.
	Narrow Relation = "narrow"
	// Expired is the owner with a credential that must not work.
	Expired Relation = "dead"
	// Nobody sends no credential.
	Nobody Relation = "anonymous"
)

// To says how the actor stands to an owner; a nil actor is nobody.
func (a *Actor) To(owner *Actor) Relation {
	switch {
	case a == nil:
		return Nobody
	case a.Dead:
		return Expired
	case a.Name == owner.Name:
		return Self
	case a.Of == owner.Name:
		return Narrow
	case a.Class != owner.Class:
		return Elevated
	case a.Tenant != owner.Tenant:
		return Foreign
	}
	return Peer
}

// NewActor makes an actor that sends fixed headers, such as Authorization, with every request.
func NewActor(name string, headers http.Header) *Actor {
	own := make(http.Header, len(headers))
	for key, values := range headers {
		own[http.CanonicalHeaderKey(key)] = slices.Clone(values)
	}
	a := &Actor{Name: name, sign: func(r *Request) { maps.Copy(r.Header, own) }}
	for _, key := range slices.Sorted(maps.Keys(own)) {
		for _, value := range own[key] {
			for _, s := range SecretsOf(key, value) {
				a.secrets = append(a.secrets, named(name, s)...)
			}
		}
	}
	return a
}

// SecretsOf finds what is secret in a header value. Of credentials (RFC 9110 11.4) the scheme is not, and of Basic ones
// (RFC 7617) the password is by itself, since a service may echo it decoded.
func SecretsOf(key, value string) []Secret {
	if key != "Authorization" && key != "Proxy-Authorization" {
		return []Secret{{key, value}}
	}
	scheme, token, ok := strings.Cut(value, " ")
	if !ok {
		return []Secret{{key, value}}
	}
	list := []Secret{{key, token}}
	if pair, err := base64.StdEncoding.DecodeString(token); err == nil && strings.EqualFold(scheme, "Basic") {
		if _, password, ok := strings.Cut(string(pair), ":"); ok {
			list = append(list, Secret{key + "_PASSWORD", password})
		}
	}
	return list
}

// String gives the name, whatever the verb: an actor in a log line must not show its secret.
func (a *Actor) String() string { return a.Name }

// GoString is String, for %#v.
func (a *Actor) GoString() string { return "harness.Actor(" + a.Name + ")" }

// variable names the shell variable that stands for a secret, such as ALICE_AUTHORIZATION.
func variable(parts ...string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(strings.Join(parts, "_")))
}
