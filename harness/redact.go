package harness

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// redactor masks the secrets of a run's actors wherever they turn up: a service may echo a token in a body, a header or
// an error, and a report must not carry it further. Actors that log in get secrets while the run goes on.
type redactor struct {
	actors []*Actor

	mu       sync.Mutex
	issued   []secret // what answers gave out and cases have used
	most     int      // of those, the latest that are kept, and up to as many more; 0: all
	dropped  int      // of those
	count    int      // of the secrets that the replacer was made of, and all before them
	replacer *strings.Replacer
}

// shortestSecret is the length below which a value is not masked in running text: masking every "a" of a body would
// destroy the evidence and hide nothing.
const shortestSecret = 6

// Mask replaces what actors sign with in a text, as reports do: for what is said of a run outside of its report, such as the log
// of a service that does not start.
func Mask(text string, actors ...*Actor) string { return veil(newRedactor(actors).text(text)) }

// Masked gives an error whose text is masked. Targets and hooks know no actors, so whoever knows them masks what those say; errors.Is
// and errors.As see the error as it was.
func Masked(err error, actors ...*Actor) error {
	if err == nil {
		return nil
	}
	return &masked{err, actors}
}

type masked struct {
	err    error
	actors []*Actor
}

func (m *masked) Error() string { return Mask(m.err.Error(), m.actors...) }
func (m *masked) Unwrap() error { return m.err }

func newRedactor(actors []*Actor) *redactor { return &redactor{actors: actors} }

// current gives a replacer that knows every secret so far.
func (r *redactor) current() *strings.Replacer {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.Clone(r.issued)
	for _, a := range r.actors {
		all = append(all, a.known()...)
	}
	if r.replacer != nil && r.count == len(all)+r.dropped { // that only ever grows
		return r.replacer
	}
	r.count = len(all) + r.dropped
	all = slices.DeleteFunc(all, func(s secret) bool { return len(s.value) < shortestSecret })
	longestFirst(all)
	var pairs []string
	for _, s := range all {
		pairs = append(pairs, s.value, "$"+s.variable)
	}
	r.replacer = strings.NewReplacer(pairs...)
	return r.replacer
}

// learn masks credentials that answers gave out.
func (r *redactor) learn(credentials []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range credentials {
		if !slices.ContainsFunc(r.issued, func(s secret) bool { return s.value == c }) {
			r.issued = append(r.issued, secret{c, "ISSUED"})
		}
	}
	if excess := len(r.issued) - r.most; r.most > 0 && excess > r.most {
		r.issued = slices.Delete(r.issued, 0, excess)
		r.dropped += excess
	}
}

// longestFirst sorts so that "Bearer abc" is not left as "Bearer $TOKEN" where the whole header has a name.
func longestFirst(all []secret) {
	slices.SortStableFunc(all, func(a, b secret) int { return cmp.Compare(len(b.value), len(a.value)) })
}

func (r *redactor) text(s string) string {
	return canaryWord.ReplaceAllLiteralString(r.current().Replace(s), "$CANARY")
}

// hidden are the answer headers that hand out credentials of their own.
var hidden = map[string]bool{"Set-Cookie": true, "Authentication-Info": true}

func (r *redactor) header(h http.Header) http.Header {
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
			masked[key] = append(masked[key], veil(r.text(v)))
		}
	}
	return masked
}

// rules masks what a service has told. What it said may repeat a credential, and later runs read it from a file. A rule whose
// value does is left out: masked it would say something else.
func (r *redactor) rules(list []*Rule) []*Rule {
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
func (r *redactor) value(v any) any {
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
