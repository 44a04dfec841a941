package harness

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// Secret is a value that must not leave the process. Where a person has to put it back there stands a shell variable: the
// secret "key" of alice is $ALICE_KEY. Printing or encoding a secret shows its name.
type Secret struct{ Name, Value string }

// String gives the name, whatever the verb.
func (s Secret) String() string { return s.Name }

// GoString is String, for %#v.
func (s Secret) GoString() string { return "harness.Secret(" + s.Name + ")" }

// MarshalText is String, for encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.Name), nil }

// Signature is how requests are signed, and what of it is secret.
type Signature struct {
	Sign    func(*Request) // may be called from many goroutines; sets headers or the query
	Secrets []Secret
	Fixed   bool // obtaining it again would give the same
}

// NewSigner makes an actor that signs in any way. What it puts into requests and is secret must be listed, for reports to
// mask it.
func NewSigner(name string, sign func(*Request), secrets ...Secret) *Actor {
	a := &Actor{Name: name, sign: sign}
	for _, s := range secrets {
		a.secrets = append(a.secrets, named(name, s)...)
	}
	return a
}

// NewLogin makes an actor whose signature has to be obtained: before its first request, and again when a signature that
// has been accepted is refused with 401, as an expired one is. Obtain may call the target, and is not called by two
// goroutines at a time. Secrets are those that it needs, such as a password, which an answer may repeat.
func NewLogin(name string, obtain func(ctx context.Context, to Target) (Signature, error), secrets ...Secret) *Actor {
	a := NewSigner(name, nil, secrets...)
	a.login = &login{name: name, obtain: obtain, futile: map[string]bool{}}
	return a
}

// With gives an actor that also sends headers, wherever its own signature does not set them.
func (a *Actor) With(headers http.Header) *Actor {
	extra, own := NewActor(a.Name, headers), *a
	own.secrets = slices.Concat(a.secrets, extra.secrets)
	own.sign = both(extra.sign, a.sign)
	return &own
}

func both(first, second func(*Request)) func(*Request) {
	if first == nil || second == nil {
		if first == nil {
			return second
		}
		return first
	}
	return func(r *Request) { first(r); second(r) }
}

// named gives a secret its variable. In a query it stands escaped, and so does its echo in a link.
func named(actor string, s Secret) []secret {
	if s.Value == "" {
		return nil
	}
	list := []secret{{s.Value, variable(actor, s.Name)}}
	if escaped := url.QueryEscape(s.Value); escaped != s.Value {
		list = append(list, secret{escaped, variable(actor, s.Name, "escaped")})
	}
	return list
}

// known is every secret of the actor so far.
func (a *Actor) known() []secret {
	if a.login == nil {
		return a.secrets
	}
	a.login.mu.Lock()
	defer a.login.mu.Unlock()
	return slices.Concat(a.secrets, a.login.secrets)
}

// signed is a copy of a request with a signature.
func (s seal) signed(r *Request) *Request {
	if s.sign == nil {
		return r
	}
	own := r.Clone()
	s.sign(own)
	return own
}

// last is the signature in use, without obtaining one.
func (a *Actor) last() seal {
	if a == nil {
		return seal{}
	}
	if a.login == nil {
		return seal{sign: a.sign}
	}
	a.login.mu.Lock()
	defer a.login.mu.Unlock()
	return a.sealed()
}

// changed lists the headers that a signature set or changed.
func changed(plain, signed *Request) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(signed.Header)) {
		if !slices.Equal(plain.Header[key], signed.Header[key]) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Signed gives a copy of a request as the actor would send it, for programs that send one themselves. It holds the secret.
func (a *Actor) Signed(ctx context.Context, to Target, r *Request) (*Request, error) {
	by, err := a.seal(ctx, to)
	if err != nil {
		return nil, err
	}
	return by.signed(r.Clone()), nil
}
