package graphql

import (
	"encoding/json"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// literal coerces a value that stands in a document. Variables are those of the request after their own coercion.
func (c *coercer) literal(t *ast.Type, v *ast.Value, variables map[string]any, at schema.Source) any {
	switch v.Kind {
	case ast.Variable:
		return c.variable(t, v, variables, at)
	case ast.NullValue:
		return c.value(t, nil, at)
	}
	if t.Elem != nil {
		return c.literalList(t, v, variables, at)
	}
	def := c.ts.types.Types[t.NamedType]
	switch {
	case def == nil:
		return plain(v, variables)
	case def.Kind == ast.InputObject:
		return c.literalObject(def, v, variables)
	case def.Kind == ast.Enum:
		if v.Kind != ast.EnumValue || def.EnumValues.ForName(v.Raw) == nil {
			c.refuse("enum", "one of "+def.Name, v.String(), source(def.Position, def.Name))
		}
		return v.Raw
	}
	return c.literalScalar(def, v, variables, at)
}

// variable looks a variable up. Whether its type fits the place has been seen by the validation of the document; only a
// null that reaches a place without null is left to find.
func (c *coercer) variable(t *ast.Type, v *ast.Value, variables map[string]any, at schema.Source) any {
	if c.static {
		return nil
	}
	given, there := variables[v.Raw]
	if (!there || given == nil) && t.NonNull {
		c.refuse("type", t.String(), "null", at)
	}
	return given
}

func (c *coercer) literalList(t *ast.Type, v *ast.Value, variables map[string]any, at schema.Source) any {
	if v.Kind != ast.ListValue {
		return []any{c.literal(t.Elem, v, variables, at)}
	}
	out := make([]any, len(v.Children))
	for i, child := range v.Children {
		if k := child.Value.Kind; t.Elem.Elem != nil && k != ast.ListValue && k != ast.NullValue && k != ast.Variable {
			c.doubt("whether an item of a list of lists may stand without its brackets depends on the edition of the specification")
		}
		c.below(strconv.Itoa(i), func() { out[i] = c.literal(t.Elem, child.Value, variables, at) })
	}
	return out
}

func (c *coercer) literalObject(def *ast.Definition, v *ast.Value, variables map[string]any) any {
	place := source(def.Position, def.Name)
	if v.Kind != ast.ObjectValue {
		c.refuse("type", "object", v.String(), place)
		return nil
	}
	given, out := map[string]any{}, map[string]any{}
	for _, child := range v.Children {
		switch {
		case c.static && child.Value.Kind == ast.Variable:
			given[child.Name] = true // some value
		case !absent(child.Value, variables):
			given[child.Name] = plain(child.Value, variables)
		}
		if def.Fields.ForName(child.Name) == nil {
			c.below(child.Name, func() { c.refuse("additionalProperties", "no other property", child.Value.String(), place) })
		}
	}
	for _, f := range def.Fields {
		at := source(f.Position, def.Name, f.Name)
		child := v.Children.ForName(f.Name)
		_, there := given[f.Name]
		switch {
		case child != nil && there:
			c.below(f.Name, func() { out[f.Name] = c.literal(f.Type, child, variables, at) })
		case f.DefaultValue != nil:
			out[f.Name] = c.ts.defaultOf(f.Type, f.DefaultValue)
		case f.Type.NonNull:
			c.refuse("required", "property "+strconv.Quote(f.Name), "absent", place)
		}
	}
	if oneOf(def) {
		c.one(given, place)
	}
	return out
}

// literalScalar says by its kind which literal a scalar takes, and leaves the rest to the coercion of JSON.
func (c *coercer) literalScalar(def *ast.Definition, v *ast.Value, variables map[string]any, at schema.Source) any {
	value := plain(v, variables)
	builtIn := false
	switch def.Name {
	case "Int", "Float", "Boolean", "String", "ID":
		builtIn = true
	}
	switch {
	case builtIn && v.Kind == ast.EnumValue:
		c.refuse("type", def.Name, v.Raw, at)
		return value
	case def.Name == "Int" && v.Kind == ast.FloatValue, def.Name == "ID" && v.Kind == ast.FloatValue:
		c.refuse("type", def.Name, v.Raw, at) // by its grammar a fraction, even 1.0
		return value
	case def.Name == "ID" && v.Kind == ast.IntValue:
		return v.Raw
	case v.Kind == ast.IntValue || v.Kind == ast.FloatValue:
		value = json.Number(v.Raw)
	}
	return c.scalar(def, value, at)
}
