package schema

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Equal reports whether two JSON values are the same in the sense of JSON Schema (core, 4.2.2): numbers by value,
// whatever their notation, and objects whatever the order of their members.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case bool:
		b, ok := b.(bool)
		return ok && a == b
	case string:
		b, ok := b.(string)
		return ok && a == b
	case json.Number:
		b, ok := b.(json.Number)
		return ok && (a == b || sameNumber(string(a), string(b)))
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, Equal)
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, left := range a {
			right, ok := b[name]
			if !ok || !Equal(left, right) {
				return false
			}
		}
		return true
	}
	return false
}

func sameNumber(a, b string) bool {
	x, ok := parseDecimal(a)
	if !ok {
		return false
	}
	y, ok := parseDecimal(b)
	return ok && x == y
}

// key writes a value so that equal values, and no others, have equal keys. It serves sets of values: an enum of a
// hundred thousand members, or the items of an array that must differ.
func key(v any) string { return string(appendKey(nil, v)) }

func appendKey(out []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(out, 'z')
	case bool:
		if v {
			return append(out, 't')
		}
		return append(out, 'f')
	case string:
		out = append(out, 's')
		out = strconv.AppendInt(out, int64(len(v)), 10)
		out = append(out, ':')
		return append(out, v...)
	case json.Number:
		return appendNumberKey(out, string(v))
	case []any:
		out = append(out, '[')
		for _, item := range v {
			out = appendKey(out, item)
		}
		return append(out, ']')
	case map[string]any:
		out = append(out, '{')
		for _, name := range sortedKeys(v) {
			out = appendKey(out, name)
			out = appendKey(out, v[name])
		}
		return append(out, '}')
	}
	return append(out, '?')
}

func appendNumberKey(out []byte, text string) []byte {
	d, _ := parseDecimal(text)
	out = append(out, 'n')
	if d.negative {
		out = append(out, '-')
	}
	out = append(out, d.digits...)
	out = append(out, 'e')
	out = strconv.AppendInt(out, int64(d.exp), 10)
	return append(out, ';')
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
