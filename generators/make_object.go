package generators

import (
	"errors"
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// property gives the shape of a property, declared or not.
func (m *memo) property(s *shape, name string) *shape {
	if known, ok := s.members[name]; ok {
		return known
	}
	if s.members == nil {
		s.members = map[string]*shape{}
	}
	made := m.together(m.memberRoots(s, name))
	s.members[name] = made
	return made
}

// memberRoots lists what applies to a property: in each part the schemas that name it, or else the one for the rest.
func (m *memo) memberRoots(s *shape, name string) []*schema.Schema {
	var roots []*schema.Schema
	for _, p := range s.parts {
		named := false
		if q := p.Property(name); q != nil {
			roots, named = append(roots, q), true
		}
		for _, q := range p.PatternProperties {
			if m.pattern(q.Name).matches(name) {
				roots, named = append(roots, q.Schema), true
			}
		}
		if !named && p.AdditionalProperties != nil {
			roots = append(roots, p.AdditionalProperties)
		}
	}
	if len(roots) == 0 {
		for _, p := range s.parts {
			if p.UnevaluatedProperties != nil {
				roots = append(roots, p.UnevaluatedProperties)
			}
		}
	}
	return roots
}

// object makes an object: the required properties, some of the optional ones, and invented ones where they are owed.
func (m *maker) object(s *shape) (any, error) {
	for range 8 {
		names, err := m.propertySet(s)
		if err != nil {
			return nil, err
		}
		grown := s.dependents(names)
		if grown == s {
			return m.properties(s, names)
		}
		if s = grown; s.never != nil {
			return nil, s.explain()
		}
		if len(s.groups) > 0 {
			return m.make(s)
		}
	}
	return nil, impossible(s.where("dependentSchemas"), "dependentSchemas", "the properties keep demanding further ones")
}

// dependents adds the schemas that the presence of a property brings in.
func (s *shape) dependents(names []string) *shape {
	roots := s.roots
	for _, p := range s.parts {
		for _, d := range p.DependentSchemas {
			if slices.Contains(names, d.Name) && !slices.Contains(s.parts, d.Schema) {
				roots = append(slices.Clone(roots), d.Schema)
			}
		}
	}
	if len(roots) == len(s.roots) {
		return s
	}
	return merge(roots, s.given, s.made)
}

// propertySet decides which properties the object has.
func (m *maker) propertySet(s *shape) ([]string, error) {
	if s.minProps > maxItems {
		return nil, impossible(s.where("minProperties"), "minProperties", "an object of %d properties is too large to generate", s.minProps)
	}
	names := s.closure(s.required)
	most := s.maxProps
	if most >= 0 && len(names) > most {
		return nil, impossible(s.where("maxProperties"), "maxProperties", "at most %d properties contradict %d required ones", most, len(names))
	}
	for _, name := range names {
		if s.banned[name] || m.property(s, name).never != nil || !m.nameAllowed(s, name) {
			return nil, impossible(s.where("required"), "required", "the required property %q is not allowed", name)
		}
	}
	for _, name := range s.names {
		if !m.wants(s, len(names)) || slices.Contains(names, name) || s.banned[name] || m.property(s, name).never != nil {
			continue
		}
		if more := s.closure(append(slices.Clone(names), name)); (most < 0 || len(more) <= most) && m.nameAllowed(s, name) && !s.clashes(more) {
			names = more
		}
	}
	return m.invented(s, names)
}

// wants decides on one optional property.
func (m *maker) wants(s *shape, have int) bool {
	switch {
	case have < s.minProps:
		return true
	case have == 0 && m.In != JSON:
		return true // an object in text cannot be empty
	case m.Full:
		return m.depth <= calm && m.fuel > maxFuel/2
	case m.Plain || m.depth > calm:
		return false
	}
	return below(m, 3) == 2
}

func (s *shape) clashes(names []string) bool {
	for _, name := range names {
		if s.banned[name] || s.hidden[name] {
			return true
		}
	}
	return false
}

// closure adds the properties that others demand.
func (s *shape) closure(names []string) []string {
	names = slices.Clone(names)
	for i := 0; i < len(names); i++ {
		for _, p := range s.parts {
			for _, d := range p.DependentRequired {
				if d.Name != names[i] {
					continue
				}
				for _, need := range d.Needs {
					if !slices.Contains(names, need) && !s.hidden[need] {
						names = append(names, need)
					}
				}
			}
		}
	}
	return names
}

// properties makes the values. An optional property that cannot be made is left out.
func (m *maker) properties(s *shape, names []string) (any, error) {
	object := make(map[string]any, len(names))
	var failed error
	for _, name := range names {
		v, err := m.make(m.property(s, name))
		if err == nil {
			object[name] = v
			continue
		}
		if errors.Is(err, errFuel) || slices.Contains(s.required, name) {
			return nil, err
		}
		failed = err
	}
	if failed == nil {
		return object, nil
	}
	if len(object) < s.minProps || slices.ContainsFunc(s.closure(keysOf(names, object)), func(n string) bool {
		_, there := object[n]
		return !there
	}) {
		return nil, failed
	}
	return object, nil
}

// keysOf keeps the names that an object has, in their order.
func keysOf(names []string, object map[string]any) []string {
	var kept []string
	for _, name := range names {
		if _, ok := object[name]; ok {
			kept = append(kept, name)
		}
	}
	return kept
}
