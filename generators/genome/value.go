package genome

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/schema"
)

// reader turns the nodes of one step into values.
type reader struct {
	*decoder
	step  *step
	links []link
}

// link is an input whose value an earlier answer gives.
type link struct {
	target string
	back   int // which of the steps that could give it, counted from the last
}

// value gives what a node says; false where that is nothing.
func (r *reader) value(n *node) (any, bool) {
	switch n.kind {
	case nothing:
		return nil, false
	case object:
		made := make(map[string]any, 8)
		for kid := n.first; kid != nil; kid = kid.next {
			if v, ok := r.value(kid); ok {
				made[r.sendable(kid.name)] = v
			}
		}
		return made, true
	case array:
		count := 0
		for kid := n.first; kid != nil; kid = kid.next {
			count++
		}
		made := make([]any, 0, count)
		for kid := n.first; kid != nil; kid = kid.next {
			if v, ok := r.value(kid); ok {
				made = append(made, v)
			}
		}
		return made, true
	}
	return r.scalar(n), true
}

func (r *reader) scalar(n *node) any {
	switch n.mode {
	case modeTrue:
		return true
	case modeFalse:
		return false
	case modeNull:
		return nil
	}
	data := unstuff(n.data)
	switch n.mode {
	case modeInteger:
		return json.Number(strconv.FormatInt(readInteger(data), 10))
	case modeNumber:
		if isNumber(data) {
			return json.Number(data)
		}
	case modeJSON:
		if v, err := readJSON(data); err == nil {
			return v
		}
	case modeChoices, modeEdge, modeWord, modeLink:
		if n.field != nil {
			return r.meant(n, data)
		}
	}
	return r.sendable(string(data))
}

// sendable makes text UTF-8 where the request has to be valid.
func (r *reader) sendable(text string) string {
	if r.step.intent != intentValid {
		return text
	}
	if utf8.ValidString(text) {
		return text
	}
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 {
			out = append(out, text[0]&^high) // so that twice as many mutations lead to what most texts are made of
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return string(out)
}

// meant gives a value that is named rather than written.
func (r *reader) meant(n *node, data []byte) any {
	switch n.mode {
	case modeEdge:
		if v, ok := r.step.o.edge(n.field, readIndex(data)); ok {
			return copied(v)
		}
	case modeWord:
		if list := r.step.o.words(n.field); len(list) > 0 {
			return copied(list[readIndex(data)%len(list)])
		}
	case modeLink:
		back := 0
		if len(data) > 0 {
			back = int(data[0])
		}
		r.links = append(r.links, link{n.field.target(), back})
		return r.plain(n.field)
	}
	v, ok := r.make(n.field.facts.schema, generators.Bytes(data), generators.Style{In: carrier(n.field)})
	if !ok {
		return string(data)
	}
	return v
}

// plain gives the value that the plain request has in a field, else a short one.
func (r *reader) plain(f *field) any {
	if f.parent == nil && f.param != nil {
		if v, has := part(&r.step.o.base, f.param.In)[f.param.Name]; has {
			return copied(v)
		}
	}
	v, _ := r.make(f.facts.schema, generators.Plainest, generators.Style{Plain: true, In: carrier(f)})
	return v
}

// make makes a value. Only so many are made in one case, so that no bytes cost more than others by orders of magnitude.
func (r *reader) make(s *schema.Schema, c generators.Choices, style generators.Style) (any, bool) {
	if r.made >= maxMade {
		return nil, false
	}
	r.made++
	v, err := r.codec.bank.Value(c, s, style)
	return copied(v), err == nil // examples and defaults are the contract's
}

// carrier says how the values of a field travel.
func carrier(f *field) generators.Carrier {
	switch p := f.root().param; {
	case p == nil:
		return generators.JSON
	case p.In == "header" || p.In == "cookie":
		return generators.Token
	}
	return generators.Text
}

// copied copies a value that others hold too.
func copied(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, e := range v {
			m[name] = copied(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = copied(e)
		}
		return l
	}
	return v
}

// isNumber reports whether text is a number of JSON (RFC 8259, section 6).
func isNumber(text []byte) bool {
	return len(text) > 0 && (text[0] == '-' || isDigit(text[0])) && isDigit(text[len(text)-1]) && json.Valid(text)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// typeName gives the JSON type of a value.
func typeName(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case json.Number:
		if strings.Trim(string(v), "-0123456789") == "" {
			return "integer"
		}
	}
	return "number"
}
