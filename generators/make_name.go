package generators

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// nameAllowed judges a property's name by propertyNames.
func (m *maker) nameAllowed(s *shape, name string) bool {
	for _, p := range s.parts {
		if p.PropertyNames != nil && !p.PropertyNames.Valid(schema.Request, name) {
			return false
		}
	}
	return true
}

// invented adds properties that the contract does not name: as many as minProperties still asks for, and now and then one
// or two where a schema describes them, since a map without entries tests nothing.
func (m *maker) invented(s *shape, names []string) ([]string, error) {
	missing := s.minProps - len(names)
	if missing <= 0 {
		if !m.describesRest(s) && !m.wide || m.Plain && len(s.required)+len(s.names) > 0 || m.depth > calm {
			return names, nil
		}
		missing = 1
		if !m.Plain && !m.wide {
			missing = below(m, 3)
		}
		if s.maxProps >= 0 {
			missing = min(missing, s.maxProps-len(names))
		}
	}
	for range max(missing, 0) {
		name, err := m.newName(s, names)
		if err != nil {
			if len(names) >= s.minProps {
				return names, nil
			}
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// describesRest reports whether the contract has a schema for properties that it does not name.
func (m *maker) describesRest(s *shape) bool {
	for _, p := range s.parts {
		if len(p.PatternProperties) > 0 || p.AdditionalProperties != nil && p.AdditionalProperties.Always == nil {
			return true
		}
	}
	return false
}

// newName finds a name that is free, allowed, and leads to a property that can have a value.
func (m *maker) newName(s *shape, taken []string) (string, error) {
	free := func(name string) bool {
		return !slices.Contains(taken, name) && !s.hidden[name] && !s.banned[name] && m.nameAllowed(s, name) &&
			m.property(s, name).never == nil
	}
	outer := m.Choices
	defer func() { m.Choices = outer }()
	for try := range 40 + 4*len(taken) {
		if try > 0 {
			m.Choices = Seeded(Derive(outer.Draw(1<<32), try, "name"))
		}
		if name, ok := m.nameFrom(s, try); ok && free(name) {
			return name, nil
		}
	}
	for i := range maxItems {
		if name := word(i); free(name) {
			return name, nil
		}
	}
	return "", impossible(s.where("minProperties"), "minProperties", "no further property name was found that is allowed")
}

// nameFrom proposes a name, in turn by propertyNames, by each patternProperties and from the list of words.
func (m *maker) nameFrom(s *shape, try int) (string, bool) {
	var names []*schema.Schema
	var patterns []string
	for _, p := range s.parts {
		if p.PropertyNames != nil {
			names = append(names, p.PropertyNames)
		}
		for _, q := range p.PatternProperties {
			if q.Schema.Always == nil || *q.Schema.Always {
				patterns = append(patterns, q.Name)
			}
		}
	}
	if len(names) > 0 && try%2 == 0 {
		v, err := m.make(merge(append([]*schema.Schema{anyString}, names...), nil, nil))
		name, ok := v.(string)
		return name, ok && err == nil
	}
	if len(patterns) > 0 && try%4 != 3 {
		p := m.pattern(patterns[try%len(patterns)])
		if p.syntax == nil {
			return "", false
		}
		return p.syntax.Make(m, try, 1, 64)
	}
	return word(below(m, len(words))), true
}
