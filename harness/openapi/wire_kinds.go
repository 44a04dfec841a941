package openapi

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// kinds is a set of JSON types.
type kinds uint8

const (
	kindNull kinds = 1 << iota
	kindBoolean
	kindInteger
	kindFraction // a number that is no integer
	kindString
	kindArray
	kindObject

	kindNumber = kindInteger | kindFraction
	kindScalar = kindBoolean | kindNumber | kindString
	kindAny    = kindNull | kindScalar | kindArray | kindObject
)

var kindNames = map[string]kinds{
	"null": kindNull, "boolean": kindBoolean, "integer": kindInteger, "number": kindNumber, "string": kindString,
	"array": kindArray, "object": kindObject,
}

// maxGuide bounds how many schemas are looked at for one value. Text has few types to choose from, so a few tell all.
const maxGuide = 64

// guide is what the contract says about a value whose type the wire does not show: text becomes what the schemas ask for.
type guide struct {
	schemas []*schema.Schema // any of them may describe the value
	flat    []*schema.Schema // the same with everything that applies in place
	kinds   kinds
}

func newGuide(schemas ...*schema.Schema) *guide {
	g := &guide{schemas: schemas}
	for _, s := range schemas {
		g.flatten(s)
		if s.Ref == nil && s.AllOf == nil && s.AnyOf == nil && s.OneOf == nil {
			g.kinds |= ownKinds(s)
		} else {
			g.kinds |= kindsOf(s, map[*schema.Schema]kinds{})
		}
	}
	if len(schemas) == 0 {
		g.kinds = kindAny
	}
	return g
}

func (g *guide) flatten(s *schema.Schema) {
	if s == nil || len(g.flat) >= maxGuide || slices.Contains(g.flat, s) {
		return
	}
	g.flat = append(g.flat, s)
	if s.Ref != nil {
		g.flatten(s.Ref.Target())
	}
	for _, list := range [][]*schema.Schema{s.AllOf, s.AnyOf, s.OneOf, {s.If, s.Then, s.Else}} {
		for _, sub := range list {
			g.flatten(sub)
		}
	}
}

// kindsOf is the set of types that a schema can allow. seen holds what is known already: schemas refer to each other, and
// each needs to be looked at only once. One that is being looked at may still allow anything.
func kindsOf(s *schema.Schema, seen map[*schema.Schema]kinds) kinds {
	if set, known := seen[s]; known {
		return set
	}
	seen[s] = kindAny
	set := ownKinds(s)
	if s.Ref != nil {
		set &= kindsOf(s.Ref.Target(), seen)
	}
	for _, sub := range s.AllOf {
		set &= kindsOf(sub, seen)
	}
	for _, union := range [][]*schema.Schema{s.AnyOf, s.OneOf} {
		if len(union) == 0 {
			continue
		}
		var all kinds
		for _, sub := range union {
			all |= kindsOf(sub, seen)
		}
		set &= all
	}
	seen[s] = set
	return set
}

// ownKinds is what the keywords type, enum and const of a schema allow.
func ownKinds(s *schema.Schema) kinds {
	set := kindAny
	if len(s.Types) > 0 {
		set = 0
		for _, t := range s.Types {
			set |= kindNames[t]
		}
	}
	if s.Enum != nil {
		set &= kindsOfValues(s.Enum)
	}
	if s.Const != nil {
		set &= kindsOfValues([]any{s.Const.V})
	}
	return set
}

func kindsOfValues(values []any) kinds {
	var set kinds
	for _, v := range values {
		set |= kindNames[schema.TypeOf(v)]
	}
	return set
}

// item guides the element of an array.
func (g *guide) item(i int) *guide {
	var below []*schema.Schema
	for _, s := range g.flat {
		switch {
		case i < len(s.PrefixItems):
			below = append(below, s.PrefixItems[i])
		case s.Items != nil:
			below = append(below, s.Items)
		}
	}
	return newGuide(below...)
}

// property guides the member of an object.
func (g *guide) property(name string) *guide {
	var below, additional []*schema.Schema
	for _, s := range g.flat {
		if p := s.Property(name); p != nil {
			below = append(below, p)
			continue
		}
		if p := patternProperty(s, name); p != nil {
			below = append(below, p)
		} else if s.AdditionalProperties != nil && s.AdditionalProperties.Always == nil {
			additional = append(additional, s.AdditionalProperties)
		}
	}
	if below == nil {
		below = additional
	}
	return newGuide(below...)
}

func patternProperty(s *schema.Schema, name string) *schema.Schema {
	for _, p := range s.PatternProperties {
		if pattern, err := schema.CompilePattern(p.Name); err == nil && pattern.Match(name) {
			return p.Schema
		}
	}
	return nil
}

// names are the declared members of an object.
func (g *guide) names() []string {
	var list []string
	for _, s := range g.flat {
		for _, p := range s.Properties {
			if !slices.Contains(list, p.Name) {
				list = append(list, p.Name)
			}
		}
	}
	return list
}

// open reports whether the object takes members that have a schema but no name, as maps do.
func (g *guide) open() bool {
	for _, s := range g.flat {
		if len(s.PatternProperties) > 0 || s.AdditionalProperties != nil && s.AdditionalProperties.Always == nil {
			return true
		}
	}
	return false
}

// requires reports whether some schema asks for a member by name.
func (g *guide) requires(name string) bool {
	for _, s := range g.flat {
		if slices.Contains(s.Required, name) {
			return true
		}
	}
	return false
}

// binary reports whether the value is a string of bytes: format binary, or a contentMediaType that is no text and stands
// without a contentEncoding that would make text of it (OpenAPI 3.1, Working with Binary Data).
func (g *guide) binary() bool {
	for _, s := range g.flat {
		if s.Format == "binary" {
			return true
		}
		if s.ContentMediaType != "" && s.ContentEncoding == "" && !isText(harness.MediaType(s.ContentMediaType)) {
			return true
		}
	}
	return false
}
