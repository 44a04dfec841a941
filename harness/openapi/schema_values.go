package openapi

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// wrong notes a keyword whose value is of the wrong kind. The keyword then counts as absent.
func (r *reader) wrong(m place, want string) {
	name := "an item"
	if m.key != nil {
		name = m.key.Value
	}
	r.mistake(m, "%s must be %s, not %s; it is left out", name, want, kindOf(m))
}

func (r *reader) text(m place) string {
	if m.isText() {
		if text, ok := scalar(m.node).(string); ok {
			return text
		}
	}
	r.wrong(m, "a text")
	return ""
}

func (r *reader) boolean(m place) bool {
	if m.isText() {
		if yes, ok := scalar(m.node).(bool); ok {
			return yes
		}
	}
	r.wrong(m, "true or false")
	return false
}

// json reads any value.
func (r *reader) json(m place) (any, bool) {
	v, err := m.value()
	if err != nil {
		r.mistake(m, "the value is left out: %v", err)
		return nil, false
	}
	return v, true
}

func (r *reader) boxed(m place) *schema.Value {
	if v, ok := r.json(m); ok {
		return &schema.Value{V: v}
	}
	return nil
}

func (r *reader) number(m place) *big.Rat {
	if m.isText() {
		if n, ok := scalar(m.node).(json.Number); ok {
			if exact, ok := schema.ParseNumber(string(n)); ok {
				return exact
			}
			r.mistake(m, "%s is too long a number to calculate with; it is left out", m.key.Value)
			return nil
		}
	}
	r.wrong(m, "a number")
	return nil
}

// exclusive reads the number of newer drafts or the boolean of draft 4.
func (r *reader) exclusive(m place) (*big.Rat, bool) {
	if m.isText() {
		if yes, ok := scalar(m.node).(bool); ok {
			if r.dialect >= openapi31 {
				r.mistake(m, "%s must be a number since OpenAPI 3.1; the boolean is read as in 3.0", m.key.Value)
			}
			return nil, yes
		}
	}
	return r.number(m), false
}

// count reads a length or size. One beyond what any value can have is the largest there is.
func (r *reader) count(m place) *int {
	if m.isText() {
		if n, ok := scalar(m.node).(json.Number); ok {
			exact, ok := schema.ParseNumber(string(n))
			switch {
			case !ok && n[0] != '-':
				return new(math.MaxInt)
			case ok && exact.IsInt() && exact.Sign() >= 0:
				if size := exact.Num(); size.IsInt64() && size.Int64() <= math.MaxInt {
					return new(int(size.Int64()))
				}
				return new(math.MaxInt)
			}
		}
	}
	r.wrong(m, "a whole number of 0 or more")
	return nil
}

// listed gives the items of a list.
func (r *reader) listed(m place) []place {
	if !m.isList() {
		r.wrong(m, "a list")
		return nil
	}
	return m.items()
}

func (r *reader) texts(m place) []string {
	var out []string
	for _, item := range r.listed(m) {
		if !item.isText() {
			r.wrong(item, "a text")
			continue
		}
		// A property may be named 404 or true, and few authors quote that.
		out = append(out, item.text())
	}
	return out
}

var typeNames = []string{"null", "boolean", "object", "array", "number", "integer", "string"}

func (r *reader) types(m place) []string {
	items := []place{m}
	if m.isList() {
		items = m.items()
	}
	var out []string
	for _, item := range items {
		name := item.text()
		if !item.isText() && !item.isMap() && !item.isList() {
			name = "null" // the word without quotes
		}
		switch {
		case slices.Contains(typeNames, name):
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		case name == "file" && r.dialect == swagger20:
			r.out.Format = "binary"
			out = append(out, "string")
		default:
			r.mistake(item, "type must be one of null, boolean, object, array, number, integer and string, not %s; it is left out", kindOf(item))
		}
	}
	return out
}

// enum reads the members. An empty list stays one: it allows nothing.
func (r *reader) enum(m place) []any {
	if !m.isList() {
		r.wrong(m, "a list")
		return nil
	}
	v, ok := r.json(m)
	if !ok {
		return nil
	}
	return v.([]any)
}
