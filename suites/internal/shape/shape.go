// Package shape walks a schema and a value side by side.
package shape

import "github.com/contravene-dev/contravene/harness/schema"

// Facets gives every schema that speaks about the same value as s: s itself and what it reaches through references and
// in-place applicators (JSON Schema 2020-12, 10.2), each once.
func Facets(s *schema.Schema) []*schema.Schema {
	var list []*schema.Schema
	seen := map[*schema.Schema]bool{}
	var add func(*schema.Schema)
	add = func(s *schema.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		list = append(list, s)
		if s.Ref != nil {
			add(s.Ref.Target())
		}
		for _, group := range [][]*schema.Schema{s.AllOf, s.AnyOf, s.OneOf, {s.If, s.Then, s.Else}} {
			for _, sub := range group {
				add(sub)
			}
		}
		for _, d := range s.DependentSchemas {
			add(d.Schema)
		}
	}
	add(s)
	return list
}

// Settled is Facets without the branches that a value decided against: of oneOf and anyOf only those that the value
// satisfies are followed, and of if, then and else none.
func Settled(s *schema.Schema, face schema.Face, value any) []*schema.Schema {
	var list []*schema.Schema
	seen := map[*schema.Schema]bool{}
	var add func(*schema.Schema)
	add = func(s *schema.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		list = append(list, s)
		if s.Ref != nil {
			add(s.Ref.Target())
		}
		for _, sub := range s.AllOf {
			add(sub)
		}
		for _, group := range [][]*schema.Schema{s.AnyOf, s.OneOf} {
			for _, sub := range group {
				if sub.Valid(face, value) {
					add(sub)
				}
			}
		}
	}
	add(s)
	return list
}

// Elements gives the schemas of an array's element at a position.
func Elements(facets []*schema.Schema, at int) []*schema.Schema {
	var list []*schema.Schema
	for _, f := range facets {
		switch {
		case at < len(f.PrefixItems):
			list = append(list, f.PrefixItems[at])
		case f.Items != nil:
			list = append(list, f.Items)
		case f.UnevaluatedItems != nil:
			list = append(list, f.UnevaluatedItems)
		}
	}
	return list
}

// Members gives the schemas that declare a property by its name.
func Members(facets []*schema.Schema, name string) []*schema.Schema {
	var list []*schema.Schema
	for _, f := range facets {
		if sub := f.Property(name); sub != nil {
			list = append(list, sub)
		}
	}
	return list
}

// Entries gives the schemas of an object's members that are not declared by name: the values of a map. There are none
// when the object is no map.
func Entries(facets []*schema.Schema) []*schema.Schema {
	var list []*schema.Schema
	for _, f := range facets {
		for _, p := range f.PatternProperties {
			list = append(list, p.Schema)
		}
		for _, rest := range []*schema.Schema{f.AdditionalProperties, f.UnevaluatedProperties} {
			if rest != nil && (rest.Always == nil || *rest.Always) {
				list = append(list, rest)
			}
		}
	}
	return list
}

// Spread is Facets over several schemas.
func Spread(list []*schema.Schema) []*schema.Schema {
	var all []*schema.Schema
	for _, s := range list {
		all = append(all, Facets(s)...)
	}
	return all
}
