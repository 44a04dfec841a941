package graphql

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Outline is a type system as plain data, for those who compare two of them. What the specification itself declares is left out.
type Outline struct {
	Types      []TypeOutline // by name
	Roots      map[string]string
	Directives []DirectiveOutline // by name; those that are declared
	File       string
}

// TypeOutline is one type.
type TypeOutline struct {
	Name, Kind          string // such as OBJECT
	Fields              []FieldOutline
	Values              []ValueOutline
	Members, Interfaces []string // of a union, and of an object or interface
	OneOf               bool
	Applied             []Applied
	Source              schema.Source
}

// FieldOutline is a field, an argument or an input field.
type FieldOutline struct {
	Name      string
	Type      Shape
	Arguments []FieldOutline
	Default   *schema.Value
	Applied   []Applied
	Source    schema.Source
}

// ValueOutline is a value of an enum.
type ValueOutline struct {
	Name    string
	Applied []Applied
	Source  schema.Source
}

// DirectiveOutline is a directive that is declared.
type DirectiveOutline struct {
	Name       string
	Locations  []string
	Repeatable bool
	Arguments  []FieldOutline
	Source     schema.Source
}

// Applied is a directive that stands somewhere.
type Applied struct {
	Name      string
	Arguments map[string]any
	Source    schema.Source
}

// Shape is the type of a field: a named one, or a list of another.
type Shape struct {
	Name    string // of what stands innermost
	NonNull bool
	Of      *Shape // nil: not a list
}

// String writes a shape as SDL does.
func (s Shape) String() string {
	text := s.Name
	if s.Of != nil {
		text = "[" + s.Of.String() + "]"
	}
	if s.NonNull {
		text += "!"
	}
	return text
}

// Outline gives the type system as data.
func (t *TypeSystem) Outline() *Outline {
	o := &Outline{Roots: map[string]string{}, File: t.name()}
	for _, kind := range kinds {
		if name := rootName(t, kind); name != "" {
			o.Roots[string(kind)] = name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.types.Types)) {
		if own(name) && !slices.Contains(builtInScalars, name) {
			o.Types = append(o.Types, outlineType(t.types.Types[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.types.Directives)) {
		if slices.Contains(builtInDirectives, name) || slices.Contains(t.invented, "@"+name) || name == "defer" {
			continue
		}
		def := t.types.Directives[name]
		d := DirectiveOutline{Name: name, Repeatable: def.IsRepeatable, Source: source(def.Position)}
		for _, l := range def.Locations {
			d.Locations = append(d.Locations, string(l))
		}
		for _, a := range def.Arguments {
			d.Arguments = append(d.Arguments, FieldOutline{Name: a.Name, Type: shapeOf(a.Type), Default: boxed(a.DefaultValue), Source: source(a.Position)})
		}
		o.Directives = append(o.Directives, d)
	}
	return o
}

func outlineType(def *ast.Definition) TypeOutline {
	out := TypeOutline{Name: def.Name, Kind: string(def.Kind), Members: def.Types, Interfaces: def.Interfaces, OneOf: oneOf(def),
		Applied: applied(def.Directives), Source: source(def.Position, def.Name)}
	for _, f := range def.Fields {
		if !own(f.Name) {
			continue
		}
		field := FieldOutline{Name: f.Name, Type: shapeOf(f.Type), Default: boxed(f.DefaultValue), Applied: applied(f.Directives),
			Source: source(f.Position, def.Name, f.Name)}
		for _, a := range f.Arguments {
			field.Arguments = append(field.Arguments, FieldOutline{Name: a.Name, Type: shapeOf(a.Type), Default: boxed(a.DefaultValue),
				Applied: applied(a.Directives), Source: source(a.Position, def.Name, f.Name, a.Name)})
		}
		out.Fields = append(out.Fields, field)
	}
	for _, v := range def.EnumValues {
		out.Values = append(out.Values, ValueOutline{Name: v.Name, Applied: applied(v.Directives), Source: source(v.Position, def.Name, v.Name)})
	}
	return out
}

func shapeOf(t *ast.Type) Shape {
	s := Shape{Name: t.Name(), NonNull: t.NonNull}
	if t.Elem != nil {
		of := shapeOf(t.Elem)
		s.Of = &of
	}
	return s
}

func boxed(v *ast.Value) *schema.Value {
	if v == nil {
		return nil
	}
	return &schema.Value{V: plain(v, nil)}
}

func applied(list ast.DirectiveList) []Applied {
	var all []Applied
	for _, d := range list {
		one := Applied{Name: d.Name, Arguments: map[string]any{}, Source: source(d.Position)}
		for _, a := range d.Arguments {
			one.Arguments[a.Name] = plain(a.Value, nil)
		}
		all = append(all, one)
	}
	return all
}

// Closes reports whether a directive asks for a credential, by its name.
func (a Applied) Closes() bool { return closing[strings.ToLower(a.Name)] }

// Opens reports whether a directive lets everybody in, whatever stands around it.
func (a Applied) Opens() bool { return opening[strings.ToLower(a.Name)] }
