package harness

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tampered gives an actor that is the same subject with a credential that must not work: the last part of it, which is the
// signature where there is one, is changed.
func (a *Actor) Tampered(name string) *Actor {
	dead := NewLogin(name, func(ctx context.Context, to Target) (Signature, error) {
		by, err := a.seal(ctx, to)
		if err != nil {
			return Signature{}, err
		}
		return tampered(by, a.known())
	})
	dead.Class, dead.Tenant, dead.Scopes, dead.Of, dead.Dead = a.Class, a.Tenant, slices.Clone(a.Scopes), a.Name, true
	return dead
}

// tampered changes what a signature puts into requests. What is left of the secrets is one still: of a long token, nearly
// all of it.
func tampered(by seal, secrets []secret) (Signature, error) {
	plain := &Request{Method: http.MethodGet, Path: "/", Header: http.Header{}}
	signed := by.signed(plain)
	if len(changed(plain, signed)) == 0 && signed.Query == "" {
		return Signature{}, errors.New("the credential is sent neither in a header nor in the query; give an expired one instead")
	}
	longestFirst(secrets)
	var pairs []string
	made := Signature{Fixed: true}
	for _, s := range secrets {
		bad := Tamper(s.value)
		pairs = append(pairs, s.value, bad)
		if escaped := url.QueryEscape(s.value); escaped != s.value {
			pairs = append(pairs, escaped, url.QueryEscape(bad))
		}
		made.Secrets = append(made.Secrets, Secret{"credential", bad})
	}
	known := strings.NewReplacer(pairs...)
	made.Sign = func(r *Request) { spoil(r, by.signed(r), known) }
	return made, nil
}

// spoil gives a request what a signature would, with the secrets that are known replaced. A header in which none stands was
// worked out, and is changed as a whole.
func spoil(r, signed *Request, known *strings.Replacer) {
	for _, key := range changed(r, signed) {
		values := slices.Clone(signed.Header[key])
		for i, v := range values {
			if values[i] = known.Replace(v); values[i] == v {
				values[i] = Tamper(v)
			}
		}
		r.Header[key] = values
	}
	if rest, ok := strings.CutPrefix(signed.Query, r.Query); ok && rest != "" {
		r.Query += known.Replace(rest)
	} else if !ok {
		r.Query = known.Replace(signed.Query)
	}
}

// tamperedRunes is how much of a credential is changed. One character is not enough: the last one of base64 may hold bits
// that decoders ignore.
const tamperedRunes = 8

// Tamper changes the last part of a credential, keeping its shape: of a JWT the signature, of a user and password (RFC
// 7617) the password, and of anything else the end.
func Tamper(credential string) string {
	if pair, err := base64.StdEncoding.DecodeString(credential); err == nil && utf8.Valid(pair) {
		if user, password, ok := strings.Cut(string(pair), ":"); ok && printableText(user) {
			return base64.StdEncoding.EncodeToString([]byte(user + ":" + Tamper(password)))
		}
	}
	runes := []rune(credential)
	start := strings.LastIndexByte(credential, '.') + 1
	start = utf8.RuneCountInString(credential[:start])
	if start == 0 {
		start = max(0, len(runes)-tamperedRunes)
	}
	left := tamperedRunes
	for i := start; i < len(runes) && left > 0; i++ {
		if next := neighbour(runes[i]); next != runes[i] {
			runes[i] = next
			left--
		}
	}
	if left == tamperedRunes {
		return credential + "x" // nothing there has a neighbour
	}
	return string(runes)
}

func printableText(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// neighbour gives another character of the same kind.
func neighbour(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return '0' + (r-'0'+1)%10
	case r >= 'a' && r <= 'f', r >= 'A' && r <= 'F': // hexadecimal stays hexadecimal
		base := r &^ 7
		return base + 1 + (r-base)%6
	case r >= 'a' && r <= 'z':
		return 'a' + (r-'a'+1)%26
	case r >= 'A' && r <= 'Z':
		return 'A' + (r-'A'+1)%26
	}
	return r
}
