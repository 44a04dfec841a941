package schema

// concealLimit bounds the schemas that Conceals looks at. They are read from the contract for it, and a large one has more
// of them behind one answer than all answers ever meet.
const concealLimit = 200

// Conceals reports whether a value of this schema may hold, at any depth, a property that takes no part in a face. It is
// true where there are too many schemas to look at.
func (s *Schema) Conceals(face Face) bool {
	if s.Set == nil {
		return true
	}
	known := &s.Set.faces[face&1].veiled
	if hit, ok := known.Load(s); ok {
		return hit.(bool)
	}
	seen := map[*Schema]bool{}
	found := s.conceals(face, seen)
	known.Store(s, found)
	return found
}

func (s *Schema) conceals(face Face, seen map[*Schema]bool) bool {
	if s == nil || seen[s] {
		return false
	}
	if len(seen) == concealLimit || s.hides(face) {
		return true
	}
	seen[s] = true
	if s.Ref != nil && s.Ref.Target().conceals(face, seen) {
		return true
	}
	rest := []*Schema{
		s.Items, s.Contains, s.UnevaluatedItems, s.AdditionalProperties, s.UnevaluatedProperties, s.Not, s.If, s.Then, s.Else,
	}
	for _, group := range [][]*Schema{rest, s.PrefixItems, s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range group {
			if part.conceals(face, seen) {
				return true
			}
		}
	}
	for _, group := range [][]Property{s.Properties, s.PatternProperties, s.DependentSchemas} {
		for _, p := range group {
			if p.Schema.conceals(face, seen) {
				return true
			}
		}
	}
	return false
}
