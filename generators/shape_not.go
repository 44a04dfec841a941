package generators

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// refuse notes a schema that the value must not satisfy. The plain cases change the shape, so that hardly any value has to
// be thrown away; the rest is left to the judgement of the finished value.
func (s *shape) refuse(n *schema.Schema) {
	s.deny = append(s.deny, n)
	s.guessed = true
	if n = n.Resolve(); slices.Contains(s.refused, n) {
		return // a schema that refers to itself has been here before
	}
	s.refused = append(s.refused, n)
	if n.Always != nil {
		if *n.Always {
			s.forbid(n, "not")
		}
		return
	}
	switch says(n) {
	case 0:
		s.forbid(n, "not") // an empty schema allows everything, so its not allows nothing
	case 1:
		s.refusePlain(n)
	}
}

// refusePlain turns the one keyword of a schema around.
func (s *shape) refusePlain(n *schema.Schema) {
	switch {
	case len(n.Types) > 0:
		s.typed = true
		if s.types &^= typeBits(n.Types); s.types == 0 {
			s.forbid(n, "not")
		}
	case len(n.Required) == 1:
		if s.banned == nil {
			s.banned = map[string]bool{}
		}
		s.banned[n.Required[0]] = true
	case n.Not != nil:
		s.absorb(n.Not)
	case len(n.AnyOf) > 0:
		for _, b := range n.AnyOf {
			s.refuse(b)
		}
	case len(n.AllOf) == 1:
		s.refuse(n.AllOf[0])
	case n.MaxLength != nil:
		s.minLength = max(s.minLength, *n.MaxLength+1)
		s.only(tString)
	case n.MinLength != nil && *n.MinLength > 0:
		top := *n.MinLength - 1
		s.maxLength = least(s.maxLength, &top)
		s.only(tString)
	case n.Minimum != nil:
		s.upper(bound{n.Minimum, true, "not"})
		s.only(tNumber)
	case n.Maximum != nil:
		s.lower(bound{n.Maximum, true, "not"})
		s.only(tNumber)
	}
}

// only narrows the types without claiming that the contract wrote them down.
func (s *shape) only(t types) {
	if s.types&t != 0 {
		s.types &= t
	}
}

// says counts the keywords of a schema that can refuse a value.
func says(n *schema.Schema) int {
	count := 0
	for _, set := range []bool{
		n.Ref != nil, len(n.Types) > 0, n.Enum != nil, n.Const != nil, n.MultipleOf != nil, n.Maximum != nil,
		n.ExclusiveMaximum != nil, n.Minimum != nil, n.ExclusiveMinimum != nil, n.MaxLength != nil, n.MinLength != nil,
		n.Pattern != "", n.Format != "", len(n.PrefixItems) > 0, n.Items != nil, n.Contains != nil, n.UnevaluatedItems != nil,
		n.MaxItems != nil, n.MinItems != nil, n.UniqueItems, len(n.Properties) > 0, len(n.PatternProperties) > 0,
		n.AdditionalProperties != nil, n.UnevaluatedProperties != nil, n.PropertyNames != nil, n.MaxProperties != nil,
		n.MinProperties != nil, len(n.Required) > 0, len(n.DependentRequired) > 0, len(n.DependentSchemas) > 0,
		len(n.AllOf) > 0, len(n.AnyOf) > 0, len(n.OneOf) > 0, n.Not != nil, n.If != nil && (n.Then != nil || n.Else != nil),
	} {
		if set {
			count++
		}
	}
	return count
}
