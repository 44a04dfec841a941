package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// signature makes a signature of the answer to a login.
func (l Login) signature(answer *reply) (harness.Signature, error) {
	if (l.Token.From == "" || l.Token.From == Cookie) && l.Token.At == "" {
		return session(answer.Cookies())
	}
	token, err := l.Token.find(answer)
	if err != nil {
		return harness.Signature{}, err
	}
	send := l.Send
	if l.Token.From == Cookie && send == (Send{}) {
		send = Send{In: Cookie, Name: l.Token.At}
	}
	made, err := send.signature(token)
	if err != nil {
		return made, fmt.Errorf("the token cannot be sent: %w", err)
	}
	return made, nil
}

// session signs with the cookies of a login. Those that it removes, as by an age below one, are none.
func session(set []*http.Cookie) (harness.Signature, error) {
	var kept []*http.Cookie
	made := harness.Signature{}
	for _, c := range set {
		if c.MaxAge < 0 || c.Value == "" {
			continue
		}
		kept = append(kept, c)
		made.Secrets = append(made.Secrets, harness.Secret{Name: "cookie_" + c.Name, Value: c.Value})
	}
	if len(kept) == 0 {
		return made, errors.New("it sets no cookie; say under token where the answer holds the token")
	}
	made.Sign = func(r *harness.Request) { setCookies(r, kept) }
	return made, nil
}

// find takes the token from an answer.
func (e Extract) find(answer *reply) (string, error) {
	switch e.From {
	case Header:
		if v := strings.TrimSpace(answer.Header.Get(e.At)); v != "" {
			if scheme, token, ok := strings.Cut(v, " "); ok && strings.EqualFold(scheme, "Bearer") {
				return strings.TrimSpace(token), nil // its Send adds the scheme
			}
			return v, nil
		}
		return "", fmt.Errorf("it has no header %s", e.At)
	case Cookie:
		for _, c := range answer.Cookies() {
			if c.Name == e.At && c.Value != "" {
				return c.Value, nil
			}
		}
		return "", fmt.Errorf("it sets no cookie %s", e.At)
	}
	d := json.NewDecoder(bytes.NewReader(answer.body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", errors.New("its body is no JSON") // the decoder's words may repeat the body
	}
	return point(v, e.At)
}

// point follows a JSON pointer (RFC 6901) to a text or a number.
func point(v any, pointer string) (string, error) {
	if pointer != "" {
		for token := range strings.SplitSeq(pointer[1:], "/") {
			token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
			switch inner := v.(type) {
			case map[string]any:
				v = inner[token]
			case []any:
				i, err := strconv.Atoi(token)
				if err != nil || i < 0 || i >= len(inner) {
					return "", fmt.Errorf("its body has nothing at %s", pointer)
				}
				v = inner[i]
			default:
				return "", fmt.Errorf("its body has nothing at %s", pointer)
			}
		}
	}
	switch v := v.(type) {
	case string:
		if v != "" {
			return v, nil
		}
	case json.Number:
		return v.String(), nil
	}
	return "", fmt.Errorf("its body has no text at %s", pointer)
}
