package graphql

import (
	"encoding/json"
	"math/big"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// inputs translates the types of what clients send into schemas, each named type once.
type inputs struct {
	ts    *TypeSystem
	set   *schema.Set
	named sync.Map // name to func() *schema.Schema, memoised
}

func newInputs(t *TypeSystem) *inputs { return &inputs{ts: t, set: schema.NewSet()} }

var (
	lowest  = big.NewRat(-1<<31, 1)
	highest = big.NewRat(1<<31-1, 1)
)

// arguments is the schema of the object of a field's arguments.
func (in *inputs) arguments(args ast.ArgumentDefinitionList, at schema.Source) *schema.Schema {
	s := in.object(at)
	for _, a := range args {
		if !own(a.Name) {
			continue
		}
		place := source(a.Position)
		place.Pointer = at.Pointer + pointerOf([]string{a.Name})
		in.member(s, a.Name, member{a.Type, a.DefaultValue, a.Directives, place})
	}
	return s
}

// object is a closed object: what is not declared must be refused.
func (in *inputs) object(at schema.Source) *schema.Schema {
	return &schema.Schema{Source: at, Set: in.set, Types: object, AdditionalProperties: &schema.Schema{Source: at, Set: in.set, Always: new(false)}}
}

// member is an argument or an input field.
type member struct {
	typ        *ast.Type
	value      *ast.Value
	directives ast.DirectiveList
	at         schema.Source
}

func (in *inputs) member(s *schema.Schema, name string, m member) {
	p := in.of(m.typ, m.at)
	p.Deprecated = deprecated(m.directives)
	if m.value != nil {
		p.Default = &schema.Value{V: plain(m.value, nil)}
	} else if m.typ.NonNull {
		s.Required = append(s.Required, name)
	}
	s.Properties = append(s.Properties, schema.Property{Name: name, Schema: p})
}

// of translates a type as it is written at a place.
func (in *inputs) of(t *ast.Type, at schema.Source) *schema.Schema {
	s := &schema.Schema{Source: at, Set: in.set}
	if t.Elem != nil {
		s.Types = []string{"array"}
		s.Items = in.of(t.Elem, at)
	} else if def := in.ts.types.Types[t.NamedType]; def != nil && def.Kind == ast.InputObject {
		s.Ref = &schema.Ref{Text: "#/" + def.Name, Target: in.target(def)}
	} else {
		in.leaf(s, def)
	}
	if t.NonNull {
		return s
	}
	return nullable(s)
}

// nullable lets null stand for a value as well.
func nullable(s *schema.Schema) *schema.Schema {
	switch {
	case s.Ref != nil:
		null := &schema.Schema{Source: s.Source, Set: s.Set, Types: []string{"null"}, Implied: true}
		return &schema.Schema{Source: s.Source, Set: s.Set, AnyOf: []*schema.Schema{s, null}}
	case s.Enum != nil:
		s.Enum = append(slices.Clone(s.Enum), nil)
	case s.OneOf != nil: // the branches describe objects
		s.OneOf = append(slices.Clone(s.OneOf), &schema.Schema{Source: s.Source, Set: s.Set, Types: []string{"null"}, Implied: true})
	}
	if len(s.Types) > 0 && !slices.Contains(s.Types, "null") {
		s.Types = append(slices.Clone(s.Types), "null")
	}
	return s
}

// target gives an input object, translated when it is first needed: contracts have thousands, and some know themselves.
func (in *inputs) target(def *ast.Definition) func() *schema.Schema {
	made, _ := in.named.LoadOrStore(def.Name, sync.OnceValue(func() *schema.Schema { return in.inputObject(def) }))
	return made.(func() *schema.Schema)
}

func (in *inputs) inputObject(def *ast.Definition) *schema.Schema {
	s := in.object(source(def.Position, def.Name))
	s.Title = def.Name
	one := oneOf(def)
	for _, f := range def.Fields {
		m := member{f.Type, f.DefaultValue, f.Directives, source(f.Position, def.Name, f.Name)}
		if one { // exactly one, and not null
			m.typ = &ast.Type{NamedType: f.Type.NamedType, Elem: f.Type.Elem, NonNull: true}
			s.Properties = append(s.Properties, schema.Property{Name: f.Name, Schema: in.of(m.typ, m.at)})
			continue
		}
		in.member(s, f.Name, m)
	}
	if one {
		s.MinProperties, s.MaxProperties = new(1), new(1)
	}
	return s
}

// leaf fills in a scalar or an enum.
func (in *inputs) leaf(s *schema.Schema, def *ast.Definition) {
	switch {
	case def == nil:
	case def.Kind == ast.Enum:
		s.Types, s.Enum, s.Title = text, enumValues(def), def.Name
	case def.Name == "Int":
		s.Types, s.Minimum, s.Maximum = whole, lowest, highest
	case def.Name == "Float":
		s.Types = []string{"number"}
	case def.Name == "Boolean":
		s.Types = []string{"boolean"}
	case def.Name == "String":
		s.Types = text
	case def.Name == "ID":
		s.Types = []string{"string", "integer"}
	default:
		s.Title = def.Name
		if k, ok := in.ts.hint(def); ok {
			s.Types, s.Format, s.Pattern = k.types, k.format, in.ts.scalars[def.Name].Pattern
			if k.sample != "" {
				s.Examples = []any{k.example()}
			}
		}
	}
}

func enumValues(def *ast.Definition) []any {
	list := make([]any, 0, len(def.EnumValues))
	for _, v := range def.EnumValues {
		list = append(list, v.Name)
	}
	return list
}

// plain gives the JSON that stands for a literal. Variables are replaced by what they were given; those without a value
// are left out of objects and null elsewhere.
func plain(v *ast.Value, variables map[string]any) any {
	switch v.Kind {
	case ast.Variable:
		if given, ok := variables[v.Raw]; ok {
			return given
		}
		if v.VariableDefinition != nil && v.VariableDefinition.DefaultValue != nil {
			return plain(v.VariableDefinition.DefaultValue, nil)
		}
		return nil
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw)
	case ast.BooleanValue:
		return v.Raw == "true"
	case ast.NullValue:
		return nil
	case ast.ListValue:
		list := make([]any, 0, len(v.Children))
		for _, c := range v.Children {
			list = append(list, plain(c.Value, variables))
		}
		return list
	case ast.ObjectValue:
		object := make(map[string]any, len(v.Children))
		for _, c := range v.Children {
			if !absent(c.Value, variables) {
				object[c.Name] = plain(c.Value, variables)
			}
		}
		return object
	}
	return v.Raw
}

// absent reports whether a value is a variable that was given nothing.
func absent(v *ast.Value, variables map[string]any) bool {
	if v.Kind != ast.Variable {
		return false
	}
	if _, ok := variables[v.Raw]; ok {
		return false
	}
	return v.VariableDefinition == nil || v.VariableDefinition.DefaultValue == nil
}
