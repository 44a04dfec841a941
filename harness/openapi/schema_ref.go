package openapi

import (
	"sync"

	"github.com/contravene-dev/contravene/harness/schema"
)

// reference reads $ref and $dynamicRef. The latter is resolved where it stands: a contract is written for one purpose, and
// has no second schema that would extend the first one from outside.
func (r *reader) reference(name string, m place) {
	text := r.text(m)
	if text == "" {
		return
	}
	at, l := r.at, r.loader
	ref := &schema.Ref{Text: text, Target: sync.OnceValue(func() *schema.Schema { return l.target(at, text) })}
	if r.out.Ref == nil && name == "$ref" {
		r.out.Ref = ref
		return
	}
	r.out.AllOf = append(r.out.AllOf, &schema.Schema{
		Source: m.source(), Keywords: []schema.Keyword{{Name: "$ref", Line: m.key.Line, Column: m.key.Column}}, Set: r.set, Ref: ref,
	})
}

// target finds the schema that a reference means, past those that only refer on.
func (l *loader) target(from place, ref string) *schema.Schema {
	start := from
	for range maxChain {
		next, err := l.resolve(from, ref)
		if err != nil {
			l.mistake(start, "the reference cannot be followed, so every value is taken as valid: %v", err)
			return l.anything(start)
		}
		if !next.ok() || next.node == start.node {
			break
		}
		onward, refers := reference(next)
		if !refers || !l.bare(next) {
			return l.schema(next)
		}
		from, ref = next, onward
	}
	l.mistake(start, "the reference leads in a circle, so every value is taken as valid")
	return l.anything(start)
}

// maxChain bounds how many schemas may do nothing but refer on to the next.
const maxChain = 1000

// bare reports whether nothing but the reference counts at a place. It must agree with what schema.Resolve skips, so that
// a walk along references ends.
func (l *loader) bare(p place) bool {
	for m := range p.members() {
		switch name := m.key.Value; {
		case name == "$ref":
		case name == "nullable" || name == "x-nullable":
			if l.dialect >= openapi31 || m.yes() {
				return false
			}
		case l.dialect >= openapi31 && !schema.Silent(name):
			return false
		}
	}
	return true
}
