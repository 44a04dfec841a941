package schema

import "slices"

// cover is the set of schemas that apply to one object or array.
type cover struct {
	parts []*Schema
	open  bool    // any property name is welcome
	names bool    // some part names properties, or forbids others
	root  *Schema // what the value was said to be
}

// place is the schema that would have had to declare a property: the first that declares others.
func (c *cover) place() Source {
	for _, part := range c.parts {
		if part.closes() {
			return part.Source
		}
	}
	return c.root.Source
}

// closes reports whether the schema describes objects by their properties, so that other properties are news.
func (s *Schema) closes() bool {
	return !s.Implied && (len(s.Properties) > 0 || len(s.PatternProperties) > 0 ||
		(s.AdditionalProperties != nil && s.AdditionalProperties.never()) ||
		(s.UnevaluatedProperties != nil && s.UnevaluatedProperties.never()))
}

// cover collects what applies to a value.
func (w *walker) cover(schemas []*Schema, v any) *cover {
	c := &collector{walker: w, value: v}
	for _, s := range schemas {
		c.collect(s)
	}
	c.finish()
	if len(schemas) > 0 {
		c.root = schemas[0].Resolve()
	} else {
		c.root = &Schema{}
	}
	c.open = c.open || !c.names
	return &c.cover
}

type collector struct {
	cover
	*walker
	value  any
	unions [][]*Schema
	seen   []*Schema // schemas being applied to this value, since schemas may lead back to themselves
}

func (c *collector) collect(s *Schema) {
	if c.steps++; s == nil || s.Always != nil || c.steps > maxSteps || slices.Contains(c.seen, s) {
		return
	}
	c.seen = append(c.seen, s)
	if s.Ref != nil {
		c.collect(s.Ref.Target())
	}
	if s.says() {
		c.parts = append(c.parts, s)
		c.names = c.names || s.closes()
	}
	for _, part := range s.AllOf {
		c.collect(part)
	}
	if len(s.AnyOf) > 0 {
		c.unions = append(c.unions, s.AnyOf)
	}
	if len(s.OneOf) > 0 {
		c.unions = append(c.unions, s.OneOf)
	}
	if s.If != nil {
		if s.If.Valid(c.face, c.value) {
			c.collect(s.If)
			c.collect(s.Then)
		} else {
			c.collect(s.Else)
		}
	}
	if object, ok := c.value.(map[string]any); ok {
		for _, d := range s.DependentSchemas {
			if _, there := object[d.Name]; there {
				c.collect(d.Schema)
			}
		}
	}
}

// says reports whether the schema itself describes parts of a value.
func (s *Schema) says() bool {
	return s.closes() || s.Implied || s.AdditionalProperties != nil || s.UnevaluatedProperties != nil ||
		len(s.PrefixItems) > 0 || s.Items != nil || s.Contains != nil || s.UnevaluatedItems != nil
}

// finish adds the branches of unions, after everything that applies anyway. A branch that names no property leaves the
// object open, unless others do name some: then it only adds conditions, such as which of two properties must be there.
func (c *collector) finish() {
	named := c.names
	free := false
	for len(c.unions) > 0 {
		union := c.unions[0]
		c.unions = c.unions[1:]
		for _, branch := range c.fitting(union) {
			inner := &collector{walker: c.walker, value: c.value, seen: slices.Clone(c.seen)}
			inner.collect(branch)
			inner.finish()
			c.parts = append(c.parts, inner.parts...)
			c.open = c.open || inner.open
			c.names = c.names || inner.names
			free = free || !inner.names
		}
	}
	c.open = c.open || (free && !named)
}

// fitting selects the branches of a union that speak about the value.
func (c *collector) fitting(union []*Schema) []*Schema {
	if fit := c.filter(union, (*Schema).Valid); len(fit) > 0 {
		return fit
	}
	if fit := c.filter(union, (*Schema).meant); len(fit) > 0 {
		return fit
	}
	return union
}

func (c *collector) filter(union []*Schema, keep func(*Schema, Face, any) bool) []*Schema {
	var out []*Schema
	for _, branch := range union {
		if c.steps += branchSteps; c.steps > maxSteps {
			return nil
		}
		if keep(branch, c.face, c.value) {
			out = append(out, branch)
		}
	}
	return out
}
