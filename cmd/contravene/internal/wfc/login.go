package wfc

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/contravene-dev/contravene/harness/auth"
)

// over fills in from a template what a login does not say.
func (l *login) over(t *login) *login {
	if l == nil || t == nil {
		if l == nil {
			return t
		}
		return l
	}
	own := *l
	for _, f := range []struct {
		to   *string
		from string
	}{{&own.Endpoint, t.Endpoint}, {&own.External, t.External}, {&own.Verb, t.Verb}, {&own.Type, t.Type}} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	if own.Raw == "" && own.Pair == nil {
		own.Raw, own.Pair = t.Raw, t.Pair
	}
	if len(own.Headers) == 0 {
		own.Headers = t.Headers
	}
	if own.Token == nil {
		own.Token = t.Token
	}
	if own.Cookies == nil {
		own.Cookies = t.Cookies
	}
	return &own
}

// Credential makes what signs for the user.
func (u User) Credential(insecure bool, caFile string) (auth.Credential, error) {
	if u.login == nil {
		headers, err := headersOf(u.headers)
		return auth.Headers(headers), err
	}
	if len(u.headers) > 0 {
		return auth.Credential{}, errors.New("fixedHeaders and loginEndpointAuth together are not understood; keep one")
	}
	l, err := u.login.request()
	if err != nil {
		return auth.Credential{}, err
	}
	l.Trust.Insecure, l.Trust.CAFile = insecure, caFile
	if t := u.login.Token; t != nil && (u.login.Cookies == nil || !*u.login.Cookies) {
		l.Token, l.Send = t.rules()
	}
	if err := l.Check(); err != nil {
		return auth.Credential{}, fmt.Errorf("loginEndpointAuth: %w", err)
	}
	return l.Credential(), nil
}

func headersOf(list []header) (http.Header, error) {
	headers := http.Header{}
	for _, h := range list {
		if !httpguts.ValidHeaderFieldName(strings.TrimSpace(h.Name)) || !httpguts.ValidHeaderFieldValue(strings.TrimSpace(h.Value)) {
			return nil, errors.New("a header has characters in its name or value that RFC 9110 5 does not allow, or no name")
		}
		key := http.CanonicalHeaderKey(strings.TrimSpace(h.Name))
		headers[key] = append(headers[key], strings.TrimSpace(h.Value))
	}
	return headers, nil
}

func (l *login) request() (r auth.Login, err error) {
	r = auth.Login{Method: strings.ToUpper(l.Verb), Path: l.Endpoint, Type: l.Type}
	if l.External != "" {
		r.Path = l.External
	}
	if r.Header, err = headersOf(l.Headers); err != nil {
		return r, err
	}
	form := strings.HasPrefix(l.Type, "application/x-www-form-urlencoded")
	switch {
	case l.Raw != "":
		r.Body, err = raw(l.Raw)
	case l.Pair == nil:
	case l.Pair.UserField == "" || l.Pair.PasswordField == "":
		err = errors.New("payloadUserPwd needs usernameField and passwordField")
	default:
		fields := map[string]any{l.Pair.UserField: l.Pair.User, l.Pair.PasswordField: auth.Value(l.Pair.Password)}
		if form {
			r.Form = fields
		} else {
			r.Body = fields
		}
	}
	return r, err
}

// raw finds the secrets in a payload that is JSON: its texts under names that passwords have. One that is something else is
// a secret as a whole.
func raw(payload string) (any, error) {
	var v map[string]any
	if json.Unmarshal([]byte(payload), &v) != nil {
		return auth.Value(payload), nil
	}
	for name, inner := range v {
		lower := strings.ToLower(name)
		text, ok := inner.(string)
		if ok && slices.ContainsFunc([]string{"pass", "pwd", "secret", "token", "pin", "key", "code"}, func(part string) bool { return strings.Contains(lower, part) }) {
			v[name] = auth.Value(text)
		}
	}
	return v, nil
}

// rules say how the token is found and sent, in either version of the format.
func (t *token) rules() (auth.Extract, auth.Send) {
	if t.Field != "" {
		send := auth.Send{Name: t.Header, Template: t.Prefix + "{token}"}
		return auth.Extract{From: auth.Body, At: t.Field}, send
	}
	extract := auth.Extract{From: auth.Place(t.From), At: t.At}
	if extract.From == "" {
		extract.From = auth.Body
	}
	return extract, auth.Send{In: auth.Place(t.In), Name: t.Name, Template: t.Template}
}
