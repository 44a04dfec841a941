package state

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness/schema"
)

// scalar writes a value that can name something as text: "5" and 5 name the same.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, v != ""
	case json.Number:
		if r, ok := schema.ParseNumber(string(v)); ok {
			return schema.FormatNumber(r), true
		}
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

// order says how two values stand to each other in every order that a service may mean; sure is false where two such
// orders differ.
func order(a, b any) (result int, sure bool) {
	switch a := a.(type) {
	case json.Number:
		if b, ok := b.(json.Number); ok {
			x, okX := schema.ParseNumber(string(a))
			y, okY := schema.ParseNumber(string(b))
			if okX && okY {
				return x.Cmp(y), true
			}
		}
	case bool:
		if b, ok := b.(bool); ok {
			return strings.Compare(strconv.FormatBool(a), strconv.FormatBool(b)), true // false comes before true
		}
	case string:
		if b, ok := b.(string); ok {
			return textOrder(a, b)
		}
	}
	return 0, false
}

// textOrder compares instants as such, and words of plain letters and digits by their bytes and without case. What
// collations do with punctuation, blanks and other letters differs too much to be judged, and some compare the digits
// inside of words as numbers.
func textOrder(a, b string) (int, bool) {
	if a == b {
		return 0, true
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		x, err := time.Parse(layout, a)
		y, err2 := time.Parse(layout, b)
		if err == nil && err2 == nil {
			return x.Compare(y), true
		}
	}
	if sameForm(a, b) {
		return strings.Compare(a, b), true
	}
	if !isWord(a) || !isWord(b) {
		return 0, false
	}
	bytes, folded := strings.Compare(a, b), strings.Compare(strings.ToLower(a), strings.ToLower(b))
	if bytes != folded || hasDigit(a) && hasDigit(b) {
		return 0, false
	}
	return bytes, true
}

// sameForm reports whether two texts differ in nothing but digits, as numbered identifiers of one length do.
func sameForm(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && (a[i] < '0' || a[i] > '9' || b[i] < '0' || b[i] > '9') {
			return false
		}
	}
	return true
}

// isWord reports whether a text consists of ASCII letters and digits.
func isWord(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
