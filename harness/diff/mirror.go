package diff

import (
	"sync"

	"github.com/contravene-dev/contravene/harness/schema"
)

// mirror makes copies of schemas in which readOnly and writeOnly have changed places, so that what makes values of requests
// makes those of answers.
type mirror struct {
	set  *schema.Set
	made map[*schema.Schema]*schema.Schema
}

func newMirror() *mirror {
	return &mirror{set: schema.NewSet(), made: map[*schema.Schema]*schema.Schema{}}
}

// of gives the copy of a schema. What it refers to is copied when somebody gets there.
func (m *mirror) of(s *schema.Schema) *schema.Schema {
	if s == nil {
		return nil
	}
	if known := m.made[s]; known != nil {
		return known
	}
	c := *s
	m.made[s] = &c
	c.Set, c.ReadOnly, c.WriteOnly = m.set, s.WriteOnly, s.ReadOnly
	if s.Ref != nil {
		target := s.Ref.Target
		c.Ref = &schema.Ref{Text: s.Ref.Text, Target: sync.OnceValue(func() *schema.Schema { return m.of(target()) })}
	}
	for _, one := range []**schema.Schema{
		&c.Items, &c.Contains, &c.UnevaluatedItems, &c.AdditionalProperties, &c.UnevaluatedProperties, &c.PropertyNames,
		&c.Not, &c.If, &c.Then, &c.Else,
	} {
		*one = m.of(*one)
	}
	for _, list := range []*[]*schema.Schema{&c.PrefixItems, &c.AllOf, &c.AnyOf, &c.OneOf} {
		*list = m.list(*list)
	}
	for _, list := range []*[]schema.Property{&c.Properties, &c.PatternProperties, &c.DependentSchemas} {
		*list = m.named(*list)
	}
	return &c
}

func (m *mirror) list(list []*schema.Schema) []*schema.Schema {
	if list == nil {
		return nil
	}
	out := make([]*schema.Schema, len(list))
	for i, s := range list {
		out[i] = m.of(s)
	}
	return out
}

func (m *mirror) named(list []schema.Property) []schema.Property {
	if list == nil {
		return nil
	}
	out := make([]schema.Property, len(list))
	for i, p := range list {
		out[i] = schema.Property{Name: p.Name, Schema: m.of(p.Schema)}
	}
	return out
}
