package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// Login is a request that gives a token or a session. It is sent before the actor's first request, and again when what it
// gave has expired.
type Login struct {
	Method string         // POST when empty
	Path   string         // behind the target's address; or a whole address of another host
	Header http.Header    // each value is taken for a secret
	Body   any            // a text that is sent as it is, or a value that is sent as JSON; a Source in it becomes its secret
	Form   map[string]any // instead of Body: fields of a form, each a text or a Source
	Type   string         // the content type, where it is not application/json or that of a form
	Token  Extract        // the zero value: every cookie that the answer sets
	Send   Send           // how the token travels; cookies travel as they were set
	Trust  target.Site    // how other hosts are trusted: its Insecure and CAFile
}

// Extract says where the answer to a login holds the token.
type Extract struct {
	From Place  // Body, Header or Cookie
	At   string // a JSON pointer (RFC 6901) into the body, or the name of the header or the cookie
}

// Session is a login that is remembered in cookies.
func Session(path string, body any) Login { return Login{Path: path, Body: body} }

// Check says what is wrong with a login.
func (l Login) Check() error {
	if _, err := resolve(l.Path); err != nil {
		return err
	}
	switch {
	case l.Body != nil && l.Form != nil:
		return errors.New("a login sends a body or a form, not both")
	case l.Token == Extract{} || l.Token == Extract{From: Cookie}:
		return nil
	case l.Token.From != Body && l.Token.From != Header && l.Token.From != Cookie:
		return fmt.Errorf("a token is taken from body, header or cookie, not from %q", l.Token.From)
	case l.Token.From == Body && l.Token.At != "" && !strings.HasPrefix(l.Token.At, "/"):
		return errors.New("where the token stands in the body is a JSON pointer, which begins with /, such as /token")
	case l.Token.From == Header && l.Token.At == "":
		return errors.New("the header that holds the token has no name")
	}
	return l.Send.Check()
}

// Credential signs with what the login gives.
func (l Login) Credential() Credential {
	return Credential{obtain: func(ctx context.Context, to harness.Target) (harness.Signature, error) {
		if err := l.Check(); err != nil {
			return harness.Signature{}, err
		}
		request, secrets, err := l.request(ctx)
		if err != nil {
			return harness.Signature{}, err
		}
		answer, err := exchange(ctx, client(to, l.Trust), request)
		if err != nil {
			return harness.Signature{}, err
		}
		if answer.StatusCode >= 400 {
			return harness.Signature{}, fmt.Errorf("%s %s was answered %s; correct what the login sends", request.Method, l.Path, answer.Status)
		}
		made, err := l.signature(answer)
		if err != nil {
			return made, fmt.Errorf("%s %s was answered %s, but %w", request.Method, l.Path, answer.Status, err)
		}
		made.Secrets = append(made.Secrets, secrets...)
		return made, nil
	}}
}

func (l Login) request(ctx context.Context) (*http.Request, []harness.Secret, error) {
	var secrets []harness.Secret
	reveal := func(s Source) (string, error) {
		text, err := s.value(ctx)
		secrets = append(secrets, harness.Secret{Name: "password", Value: text})
		return text, err
	}
	body, kind, err := l.body(reveal)
	if err != nil {
		return nil, nil, err
	}
	address, err := resolve(l.Path)
	if err != nil {
		return nil, nil, err
	}
	method := l.Method
	if method == "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, nil, errors.New("the login is no request that HTTP can carry; correct its method and path")
	}
	if len(body) == 0 {
		r.Body = nil
	} else {
		r.Header.Set("Content-Type", kind)
	}
	for key, values := range l.Header {
		r.Header[http.CanonicalHeaderKey(key)] = slices.Clone(values)
		for _, v := range values {
			secrets = append(secrets, harness.SecretsOf(http.CanonicalHeaderKey(key), v)...)
		}
	}
	return r, secrets, nil
}

func (l Login) body(reveal func(Source) (string, error)) (body []byte, kind string, err error) {
	kind = "application/json"
	switch {
	case l.Form != nil:
		kind = "application/x-www-form-urlencoded"
		fields := url.Values{}
		for name, v := range l.Form {
			open, err := opened(v, reveal)
			if err != nil {
				return nil, "", err
			}
			fields.Set(name, fmt.Sprint(open))
		}
		body = []byte(fields.Encode())
	case l.Body != nil:
		open, err := opened(l.Body, reveal)
		if err != nil {
			return nil, "", err
		}
		if text, ok := open.(string); ok {
			body = []byte(text)
		} else if body, err = json.Marshal(open); err != nil {
			return nil, "", errors.New("the body of the login cannot be written as JSON")
		}
	}
	if l.Type != "" {
		kind = l.Type
	}
	return body, kind, nil
}

// opened puts secrets into the place of their sources.
func opened(v any, reveal func(Source) (string, error)) (any, error) {
	var err error
	switch v := v.(type) {
	case Source:
		return reveal(v)
	case []any:
		list := slices.Clone(v)
		for i := range list {
			if list[i], err = opened(list[i], reveal); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, inner := range v {
			if object[name], err = opened(inner, reveal); err != nil {
				return nil, err
			}
		}
		return object, nil
	}
	return v, nil
}
