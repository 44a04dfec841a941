package schema

// declaresAll reports whether every property of a value is certainly declared. It knows schemas that describe a value by
// themselves, which most are, and leaves to the walker all that describe it in several parts.
func (s *Schema) declaresAll(v any, depth int) bool {
	switch v.(type) {
	case map[string]any, []any:
	default:
		return true
	}
	if s = s.Resolve(); s.Always != nil {
		return true
	}
	if depth == quickDepth || s.inParts() {
		return false
	}
	switch v := v.(type) {
	case map[string]any:
		return s.declaresMembers(v, depth+1)
	case []any:
		for i, item := range v {
			part := s.Items
			if i < len(s.PrefixItems) {
				part = s.PrefixItems[i]
			}
			if part != nil && !part.declaresAll(item, depth+1) {
				return false
			}
		}
	}
	return true
}

// inParts reports whether other schemas may apply to the same value, or to parts of it.
func (s *Schema) inParts() bool {
	return s.Ref != nil || len(s.AllOf) > 0 || len(s.AnyOf) > 0 || len(s.OneOf) > 0 || s.If != nil || s.Implied ||
		len(s.DependentSchemas) > 0 || len(s.PatternProperties) > 0 || s.Contains != nil ||
		s.UnevaluatedItems != nil || s.UnevaluatedProperties != nil
}

func (s *Schema) declaresMembers(object map[string]any, depth int) bool {
	rest := s.AdditionalProperties
	open := !s.closes()
	for name, v := range object {
		part := s.Property(name)
		if part == nil && rest != nil && !rest.never() {
			part = rest
		}
		switch {
		case part == nil && !open:
			return false
		case part != nil && !part.declaresAll(v, depth):
			return false
		}
	}
	return true
}
