package graph

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Bounds of what is read of one schema. Objects that people describe stay far below.
const (
	mostFields   = 600
	mostBranches = 8
	deepestView  = 8
)

// core is the schema that a reference leads to, whatever is written beside it.
func core(s *schema.Schema) *schema.Schema {
	for i := 0; s.Ref != nil && i < deepestView; i++ {
		s = s.Ref.Target()
	}
	return s
}

// parts calls visit for a schema and for what it is composed of, as far as values look alike: references, allOf, and the
// branches of anyOf and oneOf.
func parts(s *schema.Schema, visit func(*schema.Schema)) {
	seen := map[*schema.Schema]bool{}
	var walk func(s *schema.Schema, depth int)
	walk = func(s *schema.Schema, depth int) {
		if s == nil || seen[s] || depth > deepestView {
			return
		}
		seen[s] = true
		visit(s)
		if s.Ref != nil {
			walk(s.Ref.Target(), depth+1)
		}
		for _, b := range s.AllOf {
			walk(b, depth+1)
		}
		for _, list := range [][]*schema.Schema{s.AnyOf, s.OneOf} {
			for _, b := range list[:min(len(list), mostBranches)] {
				walk(b, depth+1)
			}
		}
	}
	walk(s, 0)
}

// fields lists the properties that an object of the schema may have, each name once.
func (g *graph) fields(s *schema.Schema) []schema.Property {
	s = s.Resolve()
	if known, ok := g.fieldsOf[s]; ok {
		return known
	}
	var list []schema.Property
	index := map[string]*schema.Schema{}
	parts(s, func(part *schema.Schema) {
		for _, p := range part.Properties {
			if p.Schema == nil || len(list) >= mostFields || index["="+p.Name] != nil {
				continue
			}
			index["="+p.Name] = p.Schema
			list = append(list, p)
		}
	})
	g.fieldsOf[s], g.indexOf[s] = list, index
	return list
}

// flat is the function of that name, remembered: the same names come again and again.
func (g *graph) flat(name string) string {
	known, ok := g.flats[name]
	if !ok {
		known = flat(name)
		g.flats[name] = known
	}
	return known
}

func (g *graph) oneFlat(name string) string {
	known, ok := g.ones[name]
	if !ok {
		known = oneFlat(name)
		g.ones[name] = known
	}
	return known
}

// field finds a property by its name as written, or nil.
func (g *graph) field(s *schema.Schema, name string) *schema.Schema {
	s = s.Resolve()
	g.fields(s)
	return g.indexOf[s]["="+name]
}

// like finds a property whose name is the same but for the manner of writing it.
func (g *graph) like(s *schema.Schema, name string) (string, *schema.Schema) {
	for _, p := range g.fields(s) {
		if p.Name == name || g.flat(p.Name) == name {
			return p.Name, p.Schema
		}
	}
	return "", nil
}

// element gives the schema of an array's elements, or nil.
func element(s *schema.Schema) *schema.Schema {
	var items *schema.Schema
	parts(s, func(part *schema.Schema) {
		if items == nil && part.Items != nil && part.Items.Always == nil {
			items = part.Items
		}
	})
	return items
}

// kinds of values, as far as they matter here.
type values struct{ text, number, object, array, truth bool }

// valuesOf says what values a schema may have. One that says nothing may have any.
func (g *graph) valuesOf(s *schema.Schema) values {
	if known, ok := g.valuesBy[s]; ok {
		return known
	}
	var v values
	parts(s, func(part *schema.Schema) {
		for _, t := range part.Types {
			v.add(t)
		}
		switch {
		case len(part.Types) > 0:
		case len(part.Properties) > 0:
			v.object = true
		case part.Items != nil:
			v.array = true
		case part.Pattern != "" || part.Format != "" && part.Format != "int64" && part.Format != "int32":
			v.text = true
		}
	})
	g.valuesBy[s] = v
	return v
}

func (v *values) add(typ string) {
	switch typ {
	case "string":
		v.text = true
	case "integer", "number":
		v.number = true
	case "object":
		v.object = true
	case "array":
		v.array = true
	case "boolean":
		v.truth = true
	}
}

func (v values) scalar() bool { return (v.text || v.number) && !v.array }

// agree reports whether two schemas have values of the same type, as far as they say.
func (g *graph) agree(a, b *schema.Schema) bool {
	if a == nil || b == nil {
		return true
	}
	x, y := g.valuesOf(a), g.valuesOf(b)
	return !x.scalar() || !y.scalar() || x.text && y.text || x.number && y.number
}

// named reports whether a schema was written once and referred to, so that its identity says something.
func named(s *schema.Schema) bool { return s != nil && s.Ref != nil }

// listed reports whether a schema takes only the values that it lists.
func listed(s *schema.Schema) bool {
	enumerated := false
	parts(s, func(part *schema.Schema) { enumerated = enumerated || part.Enum != nil || part.Const != nil })
	return enumerated
}

func closedTo(s *schema.Schema, formats ...string) bool {
	found := false
	parts(s, func(part *schema.Schema) { found = found || part.Format != "" && slices.Contains(formats, part.Format) })
	return found
}
