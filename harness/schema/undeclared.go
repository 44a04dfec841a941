package schema

import (
	"cmp"
	"slices"
	"strconv"
)

// maxUndeclared bounds one answer, as maxViolations does.
const maxUndeclared = 100

// maxSteps bounds the schemas that are looked at for one value, where trying a branch counts as branchSteps. Beyond it
// nothing is said: silence is the safe mistake.
const (
	maxSteps    = 1_000_000
	branchSteps = 50
)

// Undeclared lists the properties of a value that the contract does not mention: the closed world that a contract is read
// in when its author has not said otherwise. JSON Schema alone would allow them all.
//
// A property is declared when a schema that applies to its object names it, in properties or by a pattern. Those that
// apply are the schema, what it refers to, allOf, the branches of anyOf and oneOf that accept the object, if with then or
// else, and the dependentSchemas whose property is there. Where no branch accepts, the branches count that the value was
// meant for, and failing that all of them: such a value is wrong in another way, and is reported for that.
//
// Nothing is undeclared where the contract leaves the object open: additionalProperties or unevaluatedProperties is true
// or a schema, or no schema that applies names any property at all. additionalProperties: false closes an object and the
// extra property is listed here too.
func (s *Schema) Undeclared(face Face, v any) []Undeclared {
	if s.declaresAll(v, 0) {
		return nil
	}
	w := walker{face: face}
	w.walk([]*Schema{s}, v)
	if w.steps > maxSteps {
		return nil
	}
	slices.SortFunc(w.found, func(a, b Undeclared) int { return cmp.Compare(a.Pointer, b.Pointer) })
	return w.found[:min(len(w.found), maxUndeclared)]
}

type walker struct {
	face  Face
	steps int
	path  []string
	found []Undeclared
}

// walk judges a value by the schemas that apply to it.
func (w *walker) walk(schemas []*Schema, v any) {
	if w.steps > maxSteps {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		w.object(w.cover(schemas, v), v)
	case []any:
		w.array(w.cover(schemas, v), v)
	}
}

func (w *walker) object(c *cover, object map[string]any) {
	var above [4]*Schema
	for name, v := range object {
		below, declared := above[:0], c.open
		for _, part := range c.parts {
			var covers bool
			below, covers = part.member(name, below)
			declared = declared || covers
		}
		w.path = append(w.path, name)
		switch {
		case !declared:
			w.found = append(w.found, Undeclared{pointer(w.path), c.place()})
		case len(below) > 0:
			w.walk(distinct(below), v)
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *walker) array(c *cover, items []any) {
	for i, item := range items {
		switch item.(type) {
		case map[string]any, []any:
		default:
			continue
		}
		var below []*Schema
		for _, part := range c.parts {
			below = part.item(i, below)
			if part.Contains != nil && part.Contains.Valid(w.face, item) {
				below = append(below, part.Contains)
			}
		}
		if len(below) == 0 {
			for _, part := range c.parts {
				if part.UnevaluatedItems != nil {
					below = append(below, part.UnevaluatedItems)
				}
			}
		}
		w.path = append(w.path, strconv.Itoa(i))
		w.walk(distinct(below), item)
		w.path = w.path[:len(w.path)-1]
	}
}

// member adds what the schema says about a property, and reports whether it says anything.
func (s *Schema) member(name string, below []*Schema) ([]*Schema, bool) {
	before := len(below)
	if p := s.Property(name); p != nil {
		below = append(below, p)
	}
	for _, p := range s.PatternProperties {
		// A pattern that nobody can read may mean any name.
		if pattern, err := s.pattern(p.Name); err != nil || pattern.Match(name) {
			below = append(below, p.Schema)
		}
	}
	if len(below) > before {
		return below, true
	}
	for _, rest := range []*Schema{s.AdditionalProperties, s.UnevaluatedProperties} {
		if rest != nil && !rest.never() {
			return append(below, rest), true
		}
	}
	return below, false
}

func (s *Schema) pattern(text string) (Pattern, error) {
	if s.Set == nil {
		return CompilePattern(text)
	}
	return s.Set.pattern(text)
}

func (s *Schema) item(i int, below []*Schema) []*Schema {
	switch {
	case i < len(s.PrefixItems):
		return append(below, s.PrefixItems[i])
	case s.Items != nil:
		return append(below, s.Items)
	}
	return below
}

// distinct copies a list without what stands in it twice, or else two branches that say the same would double the work at
// each level.
func distinct(schemas []*Schema) []*Schema {
	out := make([]*Schema, 0, len(schemas))
	for _, s := range schemas {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (s *Schema) never() bool { return s.Always != nil && !*s.Always }
