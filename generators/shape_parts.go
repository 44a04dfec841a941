package generators

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// manyPairs is how many pairs of listed values are compared one by one.
const manyPairs = 1 << 20

// shared gives the values that two lists have in common. Lists of a hundred thousand values are compared by their texts,
// where 1 and 1.0 differ: such lists hold words.
func shared(a, b []any) []any {
	var both []any
	if len(a)*len(b) > manyPairs {
		texts := make(map[string]bool, len(b))
		for _, v := range b {
			texts[quoteJSON(v)] = true
		}
		for _, v := range a {
			if texts[quoteJSON(v)] {
				both = append(both, v)
			}
		}
		return both
	}
	for _, v := range a {
		if slices.ContainsFunc(b, func(w any) bool { return schema.Equal(v, w) }) {
			both = append(both, v)
		}
	}
	return both
}

func (s *shape) addStrings(p *schema.Schema) {
	if p.MinLength != nil {
		s.minLength = max(s.minLength, *p.MinLength)
	}
	s.maxLength = least(s.maxLength, p.MaxLength)
	if p.Pattern != "" && !slices.Contains(s.patterns, p.Pattern) {
		s.patterns = append(s.patterns, p.Pattern)
	}
	if p.Format != "" && !slices.Contains(s.formats, p.Format) {
		s.formats = append(s.formats, p.Format)
	}
	if p.Format == "" && p.ContentEncoding == "base64" && !slices.Contains(s.formats, "byte") {
		s.formats = append(s.formats, "byte")
	}
}

func least(have int, limit *int) int {
	if limit != nil && (have < 0 || *limit < have) {
		return *limit
	}
	return have
}

func (s *shape) addArrays(p *schema.Schema) {
	if p.MinItems != nil {
		s.minItems = max(s.minItems, *p.MinItems)
	}
	s.maxItems = least(s.maxItems, p.MaxItems)
	s.unique = s.unique || p.UniqueItems
	if p.Contains != nil {
		s.contains = append(s.contains, p)
	}
	if p.Contains != nil || p.UnevaluatedItems != nil {
		s.guessed = true
	}
}

func (s *shape) addObjects(p *schema.Schema) {
	if p.MinProperties != nil {
		s.minProps = max(s.minProps, *p.MinProperties)
	}
	s.maxProps = least(s.maxProps, p.MaxProperties)
	for _, name := range p.Required {
		if !slices.Contains(s.required, name) {
			s.required = append(s.required, name)
		}
	}
	for _, q := range p.Properties {
		if q.Schema.Hidden(schema.Request) {
			if s.hidden == nil {
				s.hidden = map[string]bool{}
			}
			s.hidden[q.Name] = true
		}
	}
	if p.PropertyNames != nil || p.UnevaluatedProperties != nil || p.DependentSchemas != nil {
		s.guessed = true
	}
}
