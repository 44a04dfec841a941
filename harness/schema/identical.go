package schema

import "encoding/json"

// identical reports whether two values are written in the same way. Numbers are compared by their text, since what is said
// of a value quotes it. Values that no JSON text gives are never identical.
func identical(a, b any) bool {
	switch a := a.(type) {
	case nil, bool, string, json.Number:
		return a == b
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !identical(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, v := range a {
			if w, there := b[name]; !there || !identical(v, w) {
				return false
			}
		}
		return true
	}
	return false
}

// copied gives a value that stays as it is when somebody changes the original.
func copied(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = copied(v[i])
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, inner := range v {
			object[name] = copied(inner)
		}
		return object
	}
	return v
}
