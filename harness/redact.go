package harness

import (
	"cmp"
	"net/http"
	"reflect"
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

func (r redactor) text(s string) string {
	return canaryWord.ReplaceAllLiteralString(r.replacer.Replace(s), "$CANARY")
}

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

// rules masks what a service has told. What it said may repeat a credential, and later runs read it from a file. A rule whose
// value does is left out: masked it would say something else.
func (r redactor) rules(list []*Rule) []*Rule {
	var masked []*Rule
	for _, rule := range list {
		own := *rule
		own.Text, own.Value = r.text(own.Text), r.value(own.Value)
		if reflect.DeepEqual(own.Value, rule.Value) {
			masked = append(masked, &own)
		}
	}
	return masked
}

// value masks the texts of a value as JSON has them. What needs no change stays the same value.
func (r redactor) value(v any) any {
	switch v := v.(type) {
	case string:
		return r.text(v)
	case []any:
		masked := slices.Clone(v)
		for i := range masked {
			masked[i] = r.value(masked[i])
		}
		return masked
	case map[string]any:
		masked := make(map[string]any, len(v))
		for name, inner := range v {
			masked[r.text(name)] = r.value(inner)
		}
		return masked
	}
	return v
}
