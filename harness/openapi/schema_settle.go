package openapi

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// What the older dialects say differently is settled here, after all keywords have been read: JSON objects have no order.

func (r *reader) readNullable(m place) {
	switch {
	case r.dialect < openapi31:
		r.nullable = r.nullable || r.boolean(m)
	case m.yes():
		r.mistake(m, "nullable has no meaning since OpenAPI 3.1; write null into type")
	}
}

func (r *reader) settle() {
	s := r.out
	if r.exclMax && s.Maximum != nil {
		s.ExclusiveMaximum, s.Maximum = s.Maximum, nil
	}
	if r.exclMinimum && s.Minimum != nil {
		s.ExclusiveMinimum, s.Minimum = s.Minimum, nil
	}
	if r.rest.ok() && s.PrefixItems != nil && s.Items == nil {
		s.Items = r.inner(r.rest)
	}
	if s.Discriminator != nil {
		s.OneOf = r.discriminate(s.OneOf, "oneOf")
		s.AnyOf = r.discriminate(s.AnyOf, "anyOf")
	}
}

// finish adds null to a nullable schema. A plain one gets the type, and the enum member without which the type would be of
// no use. Where the schema is made of others, these would go on refusing null, so null becomes an alternative to all of it.
func (r *reader) finish() *schema.Schema {
	s := r.out
	if !r.nullable {
		return s
	}
	if s.Ref == nil && len(s.AllOf) == 0 && len(s.AnyOf) == 0 && len(s.OneOf) == 0 && s.Not == nil {
		if len(s.Types) > 0 && !slices.Contains(s.Types, "null") {
			s.Types = append(s.Types, "null")
		}
		if s.Enum != nil && !slices.Contains(s.Enum, nil) {
			s.Enum = append(s.Enum, nil)
		}
		return s
	}
	null := &schema.Schema{Source: s.Source, Set: s.Set, Types: []string{"null"}, Implied: true}
	return &schema.Schema{
		Source: s.Source, Keywords: s.Keywords, Set: s.Set,
		Title: s.Title, ReadOnly: s.ReadOnly, WriteOnly: s.WriteOnly, Deprecated: s.Deprecated,
		Default: s.Default, Examples: s.Examples, XML: s.XML, Extensions: s.Extensions,
		AnyOf: []*schema.Schema{s, null},
	}
}
