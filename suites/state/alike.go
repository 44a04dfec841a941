package state

import (
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// likeness says how two values that should be the same compare.
type likeness uint8

const (
	same    likeness = iota
	unsure           // they differ as a service may legitimately make them differ
	differs          // one is not the other
)

// alike compares two values that are neither both objects nor both arrays.
func alike(want, got side) likeness {
	switch w := want.value.(type) {
	case string:
		if g, ok := got.value.(string); ok {
			return alikeText(w, g, func(f string) bool { return want.has(f) || got.has(f) })
		}
	case json.Number:
		if g, ok := got.value.(json.Number); ok {
			return alikeNumber(w, g)
		}
	}
	if schema.Equal(want.value, got.value) {
		return same
	}
	if _, ok := want.value.(bool); ok {
		if _, ok := got.value.(bool); ok {
			return differs
		}
	}
	if got.value == nil && !vacant(want.value) {
		return differs // what was sent is gone
	}
	return unsure // another type is the business of the check on schemas, and null may stand for anything
}

// manyForms are formats in which one value can be written in several ways.
var manyForms = []string{"ipv6", "duration", "time", "idn-email", "idn-hostname", "byte", "binary", "json-pointer", "regex"}

// alikeText compares texts. Changes that services make on purpose are no proof: case, white space, Unicode normalisation,
// escaping for HTML, punctuation of telephone numbers, masking.
func alikeText(want, got string, format func(string) bool) likeness {
	switch {
	case want == got:
		return same
	case format("date-time") || format("date"):
		return alikeTime(want, got)
	case slices.ContainsFunc(manyForms, format):
		return unsure
	case plain(want) == plain(got), plain(html.UnescapeString(got)) == plain(want), strings.ContainsAny(got, "*•"):
		return unsure
	}
	if w, err := url.PathUnescape(want); err == nil {
		if g, err := url.PathUnescape(got); err == nil && plain(w) == plain(g) {
			return unsure
		}
	}
	return differs
}

// alikeTime compares instants and days. Text that cannot be read as an instant may be one in another form.
func alikeTime(want, got string) likeness {
	const day = len("2006-01-02")
	if len(want) == day && len(got) == day {
		return differs
	}
	w, err := time.Parse(time.RFC3339Nano, strings.ToUpper(want))
	g, err2 := time.Parse(time.RFC3339Nano, strings.ToUpper(got))
	if err != nil || err2 != nil {
		return unsure
	}
	switch d := w.Sub(g).Abs(); {
	case d == 0:
		return same
	case d < time.Second: // kept with less precision
		return unsure
	}
	return differs
}

// plain gives the letters and digits of a text in one case.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r) {
			return r
		}
		return -1
	}, cases.Fold().String(norm.NFKC.String(text)))
}

// vacant reports whether a value says no more than that there is none; services leave such members out, or make one from
// the other.
func vacant(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		return schema.Equal(v, json.Number("0"))
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, member := range v {
			if !vacant(member) {
				return false
			}
		}
		return true
	}
	return false
}

// has reports whether a schema of the side names a format.
func (s side) has(format string) bool {
	for _, f := range s.facets {
		if f.Format == format {
			return true
		}
	}
	return false
}

// isDefault reports whether the contract documents the value as what holds when nothing is given.
func (s side) isDefault(value any) bool {
	for _, f := range s.facets {
		if f.Default != nil && schema.Equal(f.Default.V, value) {
			return true
		}
	}
	return false
}

// fixed reports whether the contract lets the value be one of few.
func (s side) fixed() bool {
	for _, f := range s.facets {
		if f.Enum != nil || f.Const != nil || f.Default != nil {
			return true
		}
	}
	return false
}

// facetsOf gives the schemas that speak about a value of the side.
func (s side) facetsOf(root *schema.Schema, value any) []*schema.Schema {
	if s.loose {
		return shape.Facets(root)
	}
	return shape.Settled(root, s.face, value)
}
