package harness

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// redactor masks the secrets of a run's actors wherever they turn up: a service may echo a token in a body, a header or
// an error, and a report must not carry it further.
type redactor struct{ replacer *strings.Replacer }

// shortestSecret is the length below which a value is not masked in running text: masking every "a" of a body would
// destroy the evidence and hide nothing.
const shortestSecret = 6

func newRedactor(actors []*Actor) redactor {
	var all []secret
	for _, a := range actors {
		for _, s := range a.secrets {
			if len(s.value) >= shortestSecret {
				all = append(all, s)
			}
		}
	}
	// The longest first, so that "Bearer abc" is not left as "Bearer $TOKEN" where the whole header has a name.
	slices.SortStableFunc(all, func(a, b secret) int { return cmp.Compare(len(b.value), len(a.value)) })
	var pairs []string
	for _, s := range all {
		pairs = append(pairs, s.value, "$"+s.variable)
	}
	return redactor{strings.NewReplacer(pairs...)}
}

func (r redactor) text(s string) string { return r.replacer.Replace(s) }

// hidden are the answer headers that hand out credentials of their own.
var hidden = map[string]bool{"Set-Cookie": true, "Authentication-Info": true}

func (r redactor) header(h http.Header) http.Header {
	if len(h) == 0 {
		return nil
	}
	masked := make(http.Header, len(h))
	for key, values := range h {
		for _, v := range values {
			if hidden[key] {
				name, _, _ := strings.Cut(v, "=")
				v = name + "=(masked)"
			}
			masked[key] = append(masked[key], r.text(v))
		}
	}
	return masked
}
