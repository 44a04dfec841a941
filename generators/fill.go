package generators

import (
	"github.com/contravene-dev/contravene/harness/schema"
)

// fill makes a value of a shape whose branches are chosen.
func (m *maker) fill(s *shape, digits *uint64) (any, error) {
	if s.enum != nil {
		return m.member(s)
	}
	kinds := m.kinds(s)
	if len(kinds) == 0 {
		return nil, impossible(s.parts[0], "type", "no type is left that all schemas here allow")
	}
	n := uint64(len(kinds))
	kind := kinds[*digits%n]
	*digits /= n
	switch kind {
	case tString:
		return m.text(s)
	case tInteger:
		return m.number(s, true)
	case tFraction:
		return m.number(s, false)
	case tBoolean:
		return below(m, 2) == 0, nil
	case tArray:
		return m.array(s)
	case tObject:
		return m.object(s)
	}
	return nil, nil
}

// member picks one of the listed values.
func (m *maker) member(s *shape) (any, error) {
	n := len(s.enum)
	start := below(m, n)
	for i := range min(n, 256) {
		v := s.enum[(start+i)%n]
		if m.Solid && v == nil && n > 1 {
			continue
		}
		if m.fits(s, v) && (m.travels(v) || n == 1) {
			return v, nil
		}
	}
	return nil, impossible(s.parts[0], "enum", "no listed value fits the other keywords that apply here")
}

// fits judges a listed value. A list that stands alone with a type is the common case and needs no validator.
func (m *maker) fits(s *shape, v any) bool {
	if len(s.parts) == 1 && says(s.parts[0]) <= 2 && !s.guessed && s.types&typeOf(v) != 0 && s.typed == (says(s.parts[0]) == 2) {
		return true
	}
	return m.holds(s, v)
}

func typeOf(v any) types {
	name := schema.TypeOf(v)
	if name == "number" {
		return tFraction
	}
	return typeBits([]string{name})
}

// kinds lists the types a value may take, the likeliest first. Where the contract names none, the keywords tell what its
// author thought of.
func (m *maker) kinds(s *shape) []types {
	allowed := s.types
	if !s.typed && !m.wide {
		if meant := s.meant() & s.types; meant != 0 {
			allowed = meant
		} else if m.In != JSON {
			allowed &= tString | tInteger | tBoolean
		}
	}
	var list []types
	add := func(bits types) {
		if allowed&bits == bits {
			list = append(list, bits)
			allowed &^= bits
		}
	}
	for _, p := range s.parts {
		for _, name := range p.Types {
			if bits := typeBits([]string{name}); bits != tNull {
				for _, bit := range []types{tInteger, tFraction} {
					if bits == tNumber {
						add(bit)
					}
				}
				add(bits)
			}
		}
	}
	for _, bits := range []types{tString, tInteger, tFraction, tBoolean, tObject, tArray} {
		add(bits)
	}
	if m.In == JSON && !m.Solid || len(list) == 0 {
		add(tNull)
	}
	return list
}

// meant guesses the types that the keywords of an untyped schema speak about.
func (s *shape) meant() types {
	var bits types
	if s.lo.at != nil || s.hi.at != nil || s.step != nil {
		bits |= tNumber
	}
	if s.minLength > 0 || s.maxLength >= 0 || len(s.patterns) > 0 || s.texts() {
		bits |= tString
	}
	if s.minItems > 0 || s.maxItems >= 0 || s.unique || len(s.contains) > 0 {
		bits |= tArray
	}
	if s.minProps > 0 || s.maxProps >= 0 || len(s.required) > 0 || len(s.names) > 0 || len(s.hidden) > 0 {
		bits |= tObject
	}
	for _, p := range s.parts {
		if p.Items != nil || len(p.PrefixItems) > 0 || p.UnevaluatedItems != nil {
			bits |= tArray
		}
		if p.AdditionalProperties != nil || len(p.PatternProperties) > 0 || p.PropertyNames != nil ||
			p.UnevaluatedProperties != nil || len(p.DependentRequired) > 0 || len(p.DependentSchemas) > 0 {
			bits |= tObject
		}
	}
	return bits
}

// texts reports whether a format of strings is asked for.
func (s *shape) texts() bool {
	for _, f := range s.formats {
		if _, ok := textFormats[f]; ok {
			return true
		}
	}
	return false
}
