package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// occasion is an argument of a field at a root, where a value can be wrong.
type occasion struct {
	kind     ast.Operation
	field    *ast.FieldDefinition
	argument *ast.ArgumentDefinition
}

// wrong is a literal that its type does not take.
type wrong struct{ rule, title, literal string }

// inputs breaks values: each in one way, at the first argument that gives the occasion.
func (m *mutants) inputs() {
	known := map[string]bool{}
	for _, o := range m.occasions() {
		for _, w := range m.wrong(o.argument.Type) {
			if !known[w.title] {
				known[w.title] = true
				m.add(w.rule, w.title, m.with(o, w.literal), nil)
			}
		}
	}
}

// occasions lists the arguments of queries, and then those of mutations. A directive keeps a field from being executed, so that
// nothing is changed.
func (m *mutants) occasions() []occasion {
	var list []occasion
	for _, kind := range []ast.Operation{ast.Query, ast.Mutation} {
		root := m.ts.root(kind)
		if root == nil {
			continue
		}
		for _, f := range root.Fields {
			for _, a := range f.Arguments {
				if own(f.Name) {
					list = append(list, occasion{kind, f, a})
				}
			}
		}
	}
	return list
}

// with gives an argument a value, and the other arguments what they need.
func (m *mutants) with(o occasion, literal string) string {
	list := slices.DeleteFunc(m.required(o.field), func(s string) bool { return strings.HasPrefix(s, o.argument.Name+": ") })
	call := o.field.Name + bracket(append(list, o.argument.Name+": "+literal)) + m.below(o.field)
	return string(o.kind) + " { __typename " + skipped(call) + " }"
}

func (m *mutants) wrong(t *ast.Type) []wrong {
	def := m.ts.types.Types[t.Name()]
	if def == nil {
		return nil
	}
	var list []wrong
	bad := func(title, literal string) {
		list = append(list, wrong{rules.ValuesOfCorrectTypeRule.Name, title, literal})
	}
	if t.NonNull {
		bad("null for an argument that is never null", "null")
	}
	switch {
	case t.Elem != nil:
		if t.Elem.NonNull {
			bad("null in a list that has none", "[null]")
		}
	case def.Kind == ast.InputObject:
		list = append(list, m.wrongObjects(def)...)
	case def.Kind == ast.Enum:
		bad("a member that an enum does not have", "CONTRAVENE_UNKNOWN")
		bad("a text for a member of an enum", `"`+def.EnumValues[0].Name+`"`)
		if lower := strings.ToLower(def.EnumValues[0].Name); def.EnumValues.ForName(lower) == nil {
			bad("a member of an enum in lower case", lower)
		}
	case wrongScalars[def.Name] != nil:
		for _, w := range wrongScalars[def.Name] {
			bad(w[0], w[1])
		}
		bad("an object for the scalar "+def.Name, "{}")
		bad("a list for the scalar "+def.Name, "[]")
	}
	return list
}

// wrongScalars are literals that the scalars of the specification do not take, by what they are.
var wrongScalars = map[string][][2]string{
	"Int": {
		{"an integer of more than 32 bits for an Int", "2147483648"}, {"a negative integer of more than 32 bits for an Int", "-2147483649"},
		{"a fraction for an Int", "1.5"}, {"a text for an Int", `"5"`}, {"a truth value for an Int", "true"},
	},
	"Float":   {{"a text for a Float", `"1.5"`}, {"a truth value for a Float", "true"}},
	"Boolean": {{"a text for a Boolean", `"true"`}, {"a number for a Boolean", "1"}},
	"String":  {{"a number for a String", "1"}, {"a word for a String", "contravene"}},
	"ID":      {{"a fraction for an ID", "1.5"}, {"a truth value for an ID", "true"}},
}

// wrongObjects breaks an input object.
func (m *mutants) wrongObjects(def *ast.Definition) []wrong {
	d := &draft{Author: &Author{ts: m.ts}, Choices: simplest{}}
	entry := func(f *ast.FieldDefinition) string {
		return f.Name + ": " + d.literal(f.Type, d.value(f.Name, f.Type, 1))
	}
	sound := d.literal(&ast.Type{NamedType: def.Name}, d.inputObject(def, 0))
	inside := strings.TrimSuffix(strings.TrimPrefix(sound, "{"), "}")
	comma := ", "
	if inside == "" {
		comma = ""
	}
	first := entry(def.Fields[0])
	name := rules.ValuesOfCorrectTypeRule.Name
	list := []wrong{
		{name, "a field that an input object does not have", "{" + inside + comma + "contraveneUnknown: 1}"},
		{name, "a text for an input object", `"contravene"`},
		{rules.UniqueInputFieldNamesRule.Name, "an input field twice", "{" + first + ", " + first + "}"},
	}
	if oneOf(def) {
		list = append(list, wrong{name, "none of the fields of which one is wanted", "{}"},
			wrong{name, "null for the one field that is wanted", "{" + def.Fields[0].Name + ": null}"})
		if len(def.Fields) > 1 {
			list = append(list, wrong{name, "two of the fields of which one is wanted", "{" + first + ", " + entry(def.Fields[1]) + "}"})
		}
		return list
	}
	if slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool { return f.Type.NonNull && f.DefaultValue == nil }) {
		list = append(list, wrong{name, "an input object without a required field", "{}"})
	}
	return list
}
