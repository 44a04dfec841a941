package diff

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// arrays is what is demanded of arrays.
type arrays struct {
	prefix   []*spot
	rest     *spot // nil: anything
	min, max int   // max is -1 where there is none
	unique   bool
	contains []*schema.Schema // the schemas that have contains
	loose    []*schema.Schema // the schemas that have unevaluatedItems
}

func (a *arrays) free() bool {
	return a == nil || len(a.prefix) == 0 && a.rest == nil && a.min == 0 && a.max < 0 && !a.unique && len(a.contains) == 0 && len(a.loose) == 0
}

func (n *node) readArrays(parts []*schema.Schema) *arrays {
	a := &arrays{max: -1}
	length := 0
	var rest []*schema.Schema
	for _, s := range parts {
		length = max(length, len(s.PrefixItems))
		if s.Items != nil {
			rest = append(rest, s.Items)
		}
		a.min, a.max = most(a.min, s.MinItems), least(a.max, s.MaxItems)
		a.unique = a.unique || s.UniqueItems
		if s.Contains != nil && (s.MinContains == nil || *s.MinContains > 0 || s.MaxContains != nil) {
			a.contains = append(a.contains, s)
		}
		if s.UnevaluatedItems != nil && !always(s.UnevaluatedItems) && s.Items == nil {
			a.loose = append(a.loose, s)
		}
	}
	a.rest = n.join(rest)
	for i := range length {
		var here []*schema.Schema
		for _, s := range parts {
			if i < len(s.PrefixItems) {
				here = append(here, s.PrefixItems[i])
			} else if s.Items != nil {
				here = append(here, s.Items)
			}
		}
		a.prefix = append(a.prefix, n.side.spot(n.face, here...))
	}
	if a.rest != nil && a.rest.node().mask == 0 {
		a.max = least(a.max, &length)
		a.rest = nil
	}
	return a
}

func always(s *schema.Schema) bool { return s.Always != nil && *s.Always }

// join gives the spot of schemas that apply together, or nil where they allow everything.
func (n *node) join(list []*schema.Schema) *spot {
	list = slices.DeleteFunc(slices.Clone(list), always)
	if len(list) == 0 {
		return nil
	}
	return n.side.spot(n.face, list...)
}

// objects is what is demanded of objects.
type objects struct {
	names     []string // declared, in the order of the contract
	props     map[string]*spot
	patterns  []string
	byPattern map[string]*spot
	rest      *spot // what is demanded of properties that are not declared; nil: nothing
	closed    bool  // there may be none
	required  []string
	min, max  int
	keys      *spot // what is demanded of names
	needs     []schema.Dependency
	loose     []*schema.Schema // the schemas that have unevaluatedProperties
}

func (o *objects) free() bool {
	return o == nil || len(o.names) == 0 && len(o.patterns) == 0 && o.rest == nil && !o.closed && len(o.required) == 0 &&
		o.min == 0 && o.max < 0 && o.keys == nil && len(o.needs) == 0 && len(o.loose) == 0
}

func (n *node) readObjects(parts []*schema.Schema) *objects {
	o := &objects{max: -1, props: map[string]*spot{}, byPattern: map[string]*spot{}}
	var rest, keys []*schema.Schema
	for _, s := range parts {
		o.names, o.patterns = join(o.names, s.Properties), join(o.patterns, s.PatternProperties)
		if s.AdditionalProperties != nil {
			rest = append(rest, s.AdditionalProperties)
		}
		if u := s.UnevaluatedProperties; u != nil && !always(u) {
			if slices.Contains(n.schemas, s) && len(n.unions) == 0 && len(n.conds) == 0 {
				rest = append(rest, u) // everything that declares properties is in the parts
			} else {
				o.loose = append(o.loose, s)
			}
		}
		if s.PropertyNames != nil {
			keys = append(keys, s.PropertyNames)
		}
		o.min, o.max = most(o.min, s.MinProperties), least(o.max, s.MaxProperties)
		o.required = append(o.required, s.Required...)
		o.needs = append(o.needs, s.DependentRequired...)
	}
	o.rest, o.keys = n.join(rest), n.join(keys)
	if o.rest != nil && o.rest.node().mask == 0 {
		o.rest, o.closed = nil, true
	}
	n.members(o, parts)
	slices.Sort(o.required)
	o.required = slices.DeleteFunc(slices.Compact(o.required), func(name string) bool {
		p := o.props[name]
		return p != nil && p.hidden()
	})
	if o.min <= len(o.required) {
		o.min = 0
	}
	return o
}

// join adds the names of properties that are not yet listed.
func join(names []string, properties []schema.Property) []string {
	for _, p := range properties {
		if !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

// members finds what applies to each declared property. What a part says of the properties it does not mention applies to
// those that others declare.
func (n *node) members(o *objects, parts []*schema.Schema) {
	for _, name := range o.names {
		var here []*schema.Schema
		for _, s := range parts {
			here = append(here, claims(s, name)...)
		}
		o.props[name] = n.side.spot(n.face, here...)
	}
	for _, pattern := range o.patterns {
		var here []*schema.Schema
		for _, s := range parts {
			for _, p := range s.PatternProperties {
				if p.Name == pattern {
					here = append(here, p.Schema)
				}
			}
		}
		o.byPattern[pattern] = n.side.spot(n.face, here...)
	}
}

// claims are the schemas by which one schema judges a property.
func claims(s *schema.Schema, name string) []*schema.Schema {
	var here []*schema.Schema
	if p := s.Property(name); p != nil {
		here = append(here, p)
	}
	for _, p := range s.PatternProperties {
		if pattern, err := schema.CompilePattern(p.Name); err == nil && pattern.Match(name) {
			here = append(here, p.Schema)
		}
	}
	if len(here) == 0 && s.AdditionalProperties != nil {
		here = append(here, s.AdditionalProperties)
	}
	return here
}
