package graphql

import (
	"math/big"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// answers translates selections into the schemas of the answers that they get.
type answers struct {
	ts  *TypeSystem
	set *schema.Set
}

// answer is the schema of a whole answer to an operation's own document.
func (t *TypeSystem) answer(p *plan, at schema.Source) *schema.Schema {
	a := &answers{ts: t, set: t.inputs.set}
	field := a.value(p.field.Type, p.asked().set, at)
	data := a.new(at, "object", "null")
	data.Properties = []schema.Property{{Name: p.field.Name, Schema: field}}
	data.Required = []string{p.field.Name}
	s := a.new(at, "object")
	s.Properties = append([]schema.Property{{Name: "data", Schema: data}}, a.envelope(at)...)
	for _, name := range []string{"data", "errors"} {
		branch := a.new(at)
		branch.Required, branch.Implied = []string{name}, true
		s.AnyOf = append(s.AnyOf, branch)
	}
	return s
}

// refused is the schema of an answer to a request that was not executed, or of which nothing came.
func refused(set *schema.Set, at schema.Source) *schema.Schema {
	a := &answers{set: set}
	s := a.new(at, "object")
	s.Properties = append([]schema.Property{{Name: "data", Schema: a.anything(at)}}, a.envelope(at)...)
	s.Required = []string{"errors"}
	return s
}

func (a *answers) new(at schema.Source, types ...string) *schema.Schema {
	return &schema.Schema{Source: at, Set: a.set, Types: types}
}

// envelope is what stands beside data (GraphQL, 7.1 Response Format).
func (a *answers) envelope(at schema.Source) []schema.Property {
	position := a.new(at, "integer")
	position.Minimum = big.NewRat(1, 1)
	location := a.new(at, "object")
	location.Properties = []schema.Property{{Name: "line", Schema: position}, {Name: "column", Schema: position}}
	location.Required = []string{"line", "column"}
	location.AdditionalProperties = a.anything(at)
	locations := a.new(at, "array", "null")
	locations.Items = location
	step := a.new(at, "string", "integer")
	path := a.new(at, "array", "null")
	path.Items = step
	one := a.new(at, "object")
	one.Required = []string{"message"}
	one.Properties = []schema.Property{
		{Name: "message", Schema: a.new(at, "string")}, {Name: "locations", Schema: locations}, {Name: "path", Schema: path},
		{Name: "extensions", Schema: a.anything(at)},
	}
	one.AdditionalProperties = a.anything(at) // older services add members of their own
	errors := a.new(at, "array")
	errors.Items, errors.MinItems = one, new(1)
	return []schema.Property{{Name: "errors", Schema: errors}, {Name: "extensions", Schema: a.anything(at)}}
}

func (a *answers) anything(at schema.Source) *schema.Schema {
	return &schema.Schema{Source: at, Set: a.set, Always: new(true)}
}

// value is the schema of a field's value. The set is that of its innermost type.
func (a *answers) value(t *ast.Type, below *set, at schema.Source) *schema.Schema {
	var s *schema.Schema
	switch {
	case t.Elem != nil:
		s = a.new(at, "array")
		s.Items = a.value(t.Elem, below, at)
	case below != nil:
		s = a.composite(below, at)
	default:
		s = a.leaf(a.ts.types.Types[t.NamedType], at)
	}
	if !t.NonNull {
		return nullable(s)
	}
	return s
}

// composite is the schema of an object. Of an abstract type there is one branch for each type that something else is asked
// of, and one for the others.
func (a *answers) composite(from *set, at schema.Source) *schema.Schema {
	s := a.new(at, "object")
	s.Title = from.on.Name
	if from.named() {
		s.Properties = append(s.Properties, schema.Property{Name: "__typename", Schema: a.names(a.ts.possibleTypes(from.on), at)})
		s.Required = append(s.Required, "__typename")
	}
	a.fields(s, from)
	if len(from.cases) == 0 {
		return s
	}
	taken := map[string]bool{}
	for _, c := range from.cases {
		branch := a.new(at, "object")
		branch.Properties = []schema.Property{{Name: "__typename", Schema: a.names([]*ast.Definition{c.on}, at)}}
		branch.Required = []string{"__typename"}
		a.fields(branch, c)
		s.OneOf = append(s.OneOf, branch)
		taken[c.on.Name] = true
	}
	var others []*ast.Definition
	for _, def := range a.ts.possibleTypes(from.on) {
		if !taken[def.Name] {
			others = append(others, def)
		}
	}
	if len(others) > 0 {
		branch := a.new(at, "object")
		branch.Properties = []schema.Property{{Name: "__typename", Schema: a.names(others, at)}}
		branch.Required = []string{"__typename"}
		s.OneOf = append(s.OneOf, branch)
	}
	return s
}

func (a *answers) fields(s *schema.Schema, from *set) {
	for _, p := range from.fields {
		at := source(p.field.Position, from.on.Name, p.field.Name)
		s.Properties = append(s.Properties, schema.Property{Name: p.key, Schema: a.value(p.field.Type, p.below, at)})
		s.Required = append(s.Required, p.key)
	}
}

// names is the schema of __typename.
func (a *answers) names(list []*ast.Definition, at schema.Source) *schema.Schema {
	s := a.new(at, "string")
	if len(list) == 1 {
		s.Const = &schema.Value{V: list[0].Name}
		return s
	}
	for _, def := range list {
		s.Enum = append(s.Enum, def.Name)
	}
	return s
}

// leaf is the schema of a scalar or an enum in an answer. Of a custom scalar only a standard that it names is held.
func (a *answers) leaf(def *ast.Definition, at schema.Source) *schema.Schema {
	switch {
	case def == nil:
		return a.anything(at)
	case def.Kind == ast.Enum:
		s := a.new(at, "string")
		s.Enum, s.Title = enumValues(def), def.Name
		return s
	}
	switch def.Name {
	case "Int":
		s := a.new(at, "integer")
		s.Minimum, s.Maximum = lowest, highest
		return s
	case "Float":
		return a.new(at, "number")
	case "Boolean":
		return a.new(at, "boolean")
	case "String", "ID":
		return a.new(at, "string")
	}
	s := a.new(at)
	s.Title = def.Name
	if format := standard(def); format != "" {
		s.Types, s.Format = text, format
	}
	return s
}
