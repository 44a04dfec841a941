package schema

import "slices"

// markLimit bounds how many schemas are looked at for readOnly and writeOnly; a mark that is further away says nothing
// that a person could have meant.
const markLimit = 100

// Owed lists the required properties that a value of one face must have: a request owes no readOnly property and a
// response no writeOnly one (OpenAPI 3.0.4, Schema Object, readOnly and writeOnly).
func (s *Schema) Owed(face Face) []string { return owed(s.Required, face, s) }

// owed filters names by what the given schemas, or those they are made of, say about the property.
func owed(names []string, face Face, declaring ...*Schema) []string {
	if len(names) == 0 {
		return names
	}
	var parts []*Schema
	for _, s := range declaring {
		parts = s.made(parts)
	}
	spared := func(name string) bool {
		return slices.ContainsFunc(parts, func(part *Schema) bool {
			p := part.Property(name)
			return p != nil && p.Hidden(face)
		})
	}
	if !slices.ContainsFunc(names, spared) {
		return names
	}
	return slices.DeleteFunc(slices.Clone(names), spared)
}

// made collects the schema, what it refers to and the parts of its allOf.
func (s *Schema) made(parts []*Schema) []*Schema {
	if len(parts) == markLimit || slices.Contains(parts, s) {
		return parts
	}
	parts = append(parts, s)
	if s.Ref != nil {
		parts = s.Ref.Target().made(parts)
	}
	for _, part := range s.AllOf {
		parts = part.made(parts)
	}
	return parts
}

// Hidden reports whether a property schema says that it takes no part in a face.
func (s *Schema) Hidden(face Face) bool {
	if s.Ref == nil && len(s.AllOf) == 0 {
		return s.hides(face)
	}
	var room [8]*Schema
	for _, part := range s.made(room[:0]) {
		if part.hides(face) {
			return true
		}
	}
	return false
}

func (s *Schema) hides(face Face) bool {
	return (face == Request && s.ReadOnly) || (face == Response && s.WriteOnly)
}
