package cli

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// Header values are secrets. None of the errors here repeats one, nor a line that has no colon: it may be all secret.

// splitHeader cuts "Name: value" apart.
func splitHeader(line string) (name, value string, err error) {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return "", "", errors.New("a header has no colon; write it as 'Name: value'")
	}
	return strings.TrimSpace(name), strings.TrimSpace(value), nil
}

// addHeader checks and stores a header whose value may refer to the environment.
func addHeader(h http.Header, name, value string, env func(string) (string, bool)) error {
	if !httpguts.ValidHeaderFieldName(name) {
		return errors.New("a header's name has characters that RFC 9110 5.1 does not allow; write it as 'Name: value'")
	}
	value, err := expand(value, env)
	if err != nil {
		return fmt.Errorf("header %s: %w", name, err)
	}
	if !httpguts.ValidHeaderFieldValue(value) {
		return fmt.Errorf("header %s: its value has characters that RFC 9110 5.5 does not allow, such as a line break", name)
	}
	key := http.CanonicalHeaderKey(name)
	h[key] = append(h[key], value)
	return nil
}

const (
	envOpen  = "${ENV:"
	envClose = "}"
)

// expand replaces each ${ENV:NAME} by the environment variable. One that is not set is an error: a request without the
// credential that somebody meant to send would test something else.
func expand(text string, env func(string) (string, bool)) (string, error) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, envOpen)
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, envClose)
		if !closed || name == "" || strings.ContainsAny(name, " \t=${") {
			return "", errors.New("a reference to the environment is not complete; write it as ${ENV:NAME}")
		}
		value, set := env(name)
		if !set {
			return "", fmt.Errorf("the environment variable %s is not set; export it", name)
		}
		b.WriteString(value)
		text = after
	}
}
