package state

import (
	"encoding/json"
	"html"
	"math/big"
	"strings"
	"time"
	"unicode"

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
			return alikeText(w, g, want.has("date-time") || got.has("date-time"))
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

// alikeText compares texts. Changes that services make on purpose are no proof: case, white space, Unicode normalisation,
// escaping for HTML, punctuation of telephone numbers, masking.
func alikeText(want, got string, instant bool) likeness {
	if want == got {
		return same
	}
	if instant {
		w, err := time.Parse(time.RFC3339Nano, strings.ToUpper(want))
		g, err2 := time.Parse(time.RFC3339Nano, strings.ToUpper(got))
		if err == nil && err2 == nil {
			switch d := w.Sub(g).Abs(); {
			case d == 0:
				return same
			case d < time.Second: // kept with less precision
				return unsure
			}
			return differs
		}
	}
	if plain(want) == plain(got) || plain(html.UnescapeString(got)) == plain(want) || strings.ContainsAny(got, "*•") {
		return unsure
	}
	return differs
}

// plain gives the letters and digits of a text in one case.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r) {
			return unicode.ToLower(unicode.ToUpper(r))
		}
		return -1
	}, norm.NFKC.String(text))
}

// alikeNumber compares numbers by value. One that was rounded to fewer digits is no proof: the contract may leave the
// precision open.
func alikeNumber(want, got json.Number) likeness {
	if schema.Equal(want, got) {
		return same
	}
	w, ok := schema.ParseNumber(string(want))
	g, ok2 := schema.ParseNumber(string(got))
	if !ok || !ok2 {
		return unsure
	}
	diff := new(big.Rat).Sub(w, g)
	diff.Abs(diff)
	if w.IsInt() && len(w.Num().String()) < 8 {
		return differs
	}
	step := new(big.Rat).Quo(new(big.Rat).Abs(w), big.NewRat(1_000_000, 1)) // what single precision keeps
	if decimals := big.NewRat(1, 1); !g.IsInt() {
		_, fraction, _ := strings.Cut(string(got), ".")
		for range min(len(fraction), 30) {
			decimals.Quo(decimals, big.NewRat(10, 1))
		}
		step.Add(step, decimals)
	} else if !w.IsInt() {
		step.Add(step, decimals)
	}
	if diff.Cmp(step) < 0 {
		return unsure
	}
	return differs
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

// kept are the names of members that services set themselves however the contract marks them: a value of their own there
// proves nothing.
var kept = map[string]bool{
	"id": true, "uuid": true, "guid": true, "key": true, "self": true, "href": true, "url": true, "links": true, "slug": true,
	"status": true, "state": true, "phase": true, "version": true, "revision": true, "etag": true, "rev": true,
	"created": true, "createdat": true, "createdon": true, "createdby": true, "creationdate": true,
	"updated": true, "updatedat": true, "updatedon": true, "updatedby": true, "modified": true, "modifiedat": true,
	"lastmodified": true, "lastupdated": true, "timestamp": true,
}

// secret are parts of names of members that are taken and rarely shown, even where the contract forgets to say writeOnly.
var secret = []string{"password", "passwd", "passphrase", "secret", "token", "credential", "privatekey", "apikey", "cvv", "cvc", "cardnumber"}

// hides reports whether a member is of those that are taken and not shown.
func hides(name string, s side) bool {
	if s.has("password") {
		return true
	}
	name = plainName(name)
	for _, part := range secret {
		if strings.Contains(name, part) {
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
