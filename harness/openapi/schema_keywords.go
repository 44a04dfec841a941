package openapi

import (
	"github.com/contravene-dev/contravene/harness/schema"
)

// The functions here each read a family of keywords, and report whether the keyword was theirs.

func (r *reader) general(name string, m place) bool {
	s := r.out
	switch name {
	case "$ref", "$dynamicRef":
		r.reference(name, m)
	case "title":
		s.Title = r.text(m)
	case "default":
		s.Default = r.boxed(m)
	case "example":
		if v, ok := r.json(m); ok {
			s.Examples = append(s.Examples, v)
		}
	case "examples":
		for _, item := range r.listed(m) {
			if v, ok := r.json(item); ok {
				s.Examples = append(s.Examples, v)
			}
		}
	case "readOnly":
		s.ReadOnly = r.boolean(m)
	case "writeOnly":
		s.WriteOnly = r.boolean(m)
	case "deprecated":
		s.Deprecated = r.boolean(m)
	case "nullable":
		r.readNullable(m)
	case "xml":
		s.XML = r.xml(m)
	case "discriminator":
		r.discriminator = m
		s.Discriminator = r.readDiscriminator(m)
	default:
		return false
	}
	return true
}

func (r *reader) scalar(name string, m place) bool {
	s := r.out
	switch name {
	case "type":
		s.Types = r.types(m)
	case "enum":
		s.Enum = r.enum(m)
	case "const":
		s.Const = r.boxed(m)
	case "multipleOf":
		if s.MultipleOf = r.number(m); s.MultipleOf != nil && s.MultipleOf.Sign() <= 0 {
			r.mistake(m, "multipleOf must be more than 0; it is left out")
			s.MultipleOf = nil
		}
	case "maximum":
		s.Maximum = r.number(m)
	case "minimum":
		s.Minimum = r.number(m)
	case "exclusiveMaximum":
		s.ExclusiveMaximum, r.exclMax = r.exclusive(m)
	case "exclusiveMinimum":
		s.ExclusiveMinimum, r.exclMinimum = r.exclusive(m)
	case "maxLength":
		s.MaxLength = r.count(m)
	case "minLength":
		s.MinLength = r.count(m)
	case "pattern":
		s.Pattern = r.text(m)
	case "format":
		s.Format = r.text(m)
	case "contentEncoding":
		s.ContentEncoding = r.text(m)
	case "contentMediaType":
		s.ContentMediaType = r.text(m)
	default:
		return false
	}
	return true
}

func (r *reader) array(name string, m place) bool {
	s := r.out
	switch name {
	case "prefixItems":
		s.PrefixItems = r.schemas(m)
	case "items":
		r.items(m)
	case "additionalItems":
		r.rest = m
	case "contains":
		s.Contains = r.inner(m)
	case "unevaluatedItems":
		s.UnevaluatedItems = r.inner(m)
	case "maxItems":
		s.MaxItems = r.count(m)
	case "minItems":
		s.MinItems = r.count(m)
	case "maxContains":
		s.MaxContains = r.count(m)
	case "minContains":
		s.MinContains = r.count(m)
	case "uniqueItems":
		s.UniqueItems = r.boolean(m)
	default:
		return false
	}
	return true
}

func (r *reader) object(name string, m place) bool {
	s := r.out
	switch name {
	case "properties":
		s.Properties = r.properties(m)
	case "patternProperties":
		s.PatternProperties = r.properties(m)
	case "additionalProperties":
		s.AdditionalProperties = r.inner(m)
	case "unevaluatedProperties":
		s.UnevaluatedProperties = r.inner(m)
	case "propertyNames":
		s.PropertyNames = r.inner(m)
	case "maxProperties":
		s.MaxProperties = r.count(m)
	case "minProperties":
		s.MinProperties = r.count(m)
	case "required":
		s.Required = r.texts(m)
	case "dependentRequired", "dependentSchemas", "dependencies":
		r.dependencies(m)
	default:
		return false
	}
	return true
}

func (r *reader) branches(name string, m place) bool {
	s := r.out
	switch name {
	case "allOf":
		s.AllOf = r.schemas(m)
	case "anyOf":
		s.AnyOf = r.schemas(m)
	case "oneOf":
		s.OneOf = r.schemas(m)
	case "not":
		s.Not = r.inner(m)
	case "if":
		s.If = r.inner(m)
	case "then":
		s.Then = r.inner(m)
	case "else":
		s.Else = r.inner(m)
	default:
		return false
	}
	return true
}

// items reads both forms: one schema for all items, and the list of older drafts with one for each position.
func (r *reader) items(m place) {
	if !m.isList() {
		r.out.Items = r.inner(m)
		return
	}
	if r.dialect >= openapi31 {
		r.mistake(m, "items must be one schema; the list is read as prefixItems")
	}
	r.out.PrefixItems = r.schemas(m)
}

func (r *reader) properties(m place) []schema.Property {
	if !m.isMap() {
		r.wrong(m, "an object")
		return nil
	}
	list := make([]schema.Property, 0, len(m.node.Content)/2)
	for p := range m.members() {
		list = append(list, schema.Property{Name: p.key.Value, Schema: r.inner(p)})
	}
	return list
}

func (r *reader) schemas(m place) []*schema.Schema {
	var list []*schema.Schema
	for _, item := range r.listed(m) {
		list = append(list, r.inner(item))
	}
	return list
}

// dependencies reads dependentRequired, dependentSchemas and the keyword of older drafts that was both.
func (r *reader) dependencies(m place) {
	if !m.isMap() {
		r.wrong(m, "an object")
		return
	}
	for p := range m.members() {
		if m.key.Value == "dependentRequired" || (m.key.Value == "dependencies" && p.isList()) {
			r.out.DependentRequired = append(r.out.DependentRequired, schema.Dependency{Name: p.key.Value, Needs: r.texts(p)})
		} else {
			r.out.DependentSchemas = append(r.out.DependentSchemas, schema.Property{Name: p.key.Value, Schema: r.inner(p)})
		}
	}
}

func (r *reader) xml(m place) *schema.XML {
	if !m.isMap() {
		r.wrong(m, "an object")
		return nil
	}
	out := &schema.XML{}
	for p := range m.members() {
		switch p.key.Value {
		case "name":
			out.Name = r.text(p)
		case "namespace":
			out.Namespace = r.text(p)
		case "prefix":
			out.Prefix = r.text(p)
		case "attribute":
			out.Attribute = r.boolean(p)
		case "wrapped":
			out.Wrapped = r.boolean(p)
		case "nodeType": // OpenAPI 3.2, which replaces the two before
			out.Attribute = out.Attribute || p.text() == "attribute"
			out.Wrapped = out.Wrapped || (p.text() == "element" && r.at.child("type").text() == "array")
		}
	}
	return out
}
