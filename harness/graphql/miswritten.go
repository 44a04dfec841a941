package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Miswritten writes a question of one field with one literal of the wrong kind at a time, each way to be wrong once: the rules
// of literals are not those of variables, and services coerce the two in different places. The document must be a query as the
// contract's operations send them.
func (t *TypeSystem) Miswritten(q Question) []Mutant {
	f, ok := t.former(q)
	if !ok || len(f.op.SelectionSet) != 1 {
		return nil
	}
	field, isField := f.op.SelectionSet[0].(*ast.Field)
	sound, ok := f.literals(q.Variables)
	if !isField || !ok {
		return nil
	}
	m := &miswriter{former: f, field: field, sound: sound[field], told: map[string]bool{}}
	for _, a := range field.Definition.Arguments {
		for _, w := range t.wrong(a.Type) {
			m.add(a.Name, w.literal, w.title)
		}
		if def := t.types.Types[a.Type.Name()]; def != nil && def.Kind == ast.InputObject && a.Type.Elem == nil {
			m.inside(a, def)
		}
	}
	return m.list
}

// miswriter collects the documents of one question.
type miswriter struct {
	*former
	field *ast.Field
	sound []string
	told  map[string]bool
	list  []Mutant
}

// add takes a document with one argument replaced, if nothing else is wrong with it than the value.
func (m *miswriter) add(argument, literal, title string) {
	if m.told[title] {
		return
	}
	arguments := slices.DeleteFunc(slices.Clone(m.sound), func(s string) bool { return strings.HasPrefix(s, argument+": ") })
	with := map[*ast.Field][]string{m.field: append(arguments, argument+": "+literal)}
	w := written{name: m.op.Name, list: m.former.list(with)}
	question := w.question(Question{})
	d := m.ts.parse(question.Document)
	if d.large || len(d.invalid) == 0 || slices.ContainsFunc(d.invalid, func(i Invalid) bool { return i.Rule != rules.ValuesOfCorrectTypeRule.Name }) {
		return
	}
	m.told[title] = true
	m.list = append(m.list, Mutant{question, rules.ValuesOfCorrectTypeRule.Name, title})
}

// inside breaks the fields of an input object.
func (m *miswriter) inside(a *ast.ArgumentDefinition, def *ast.Definition) {
	d := &draft{Author: &Author{ts: m.ts}, Choices: simplest{}}
	var sound []string // what must be given
	var all []string
	for _, f := range def.Fields {
		entry := f.Name + ": " + d.literal(f.Type, d.value(f.Name, f.Type, 0))
		all = append(all, entry)
		if f.Type.NonNull && f.DefaultValue == nil && !oneOf(def) {
			sound = append(sound, entry)
		}
	}
	if oneOf(def) && len(all) > 1 {
		m.add(a.Name, "{"+all[0]+", "+all[1]+"}", "two of the fields of which one is wanted")
	}
	for _, f := range def.Fields {
		rest := slices.DeleteFunc(slices.Clone(sound), func(s string) bool { return strings.HasPrefix(s, f.Name+": ") })
		for _, w := range m.ts.wrong(f.Type) {
			m.add(a.Name, "{"+strings.Join(append(slices.Clone(rest), f.Name+": "+w.literal), ", ")+"}", w.title+" in an input object")
		}
	}
}

// mistake is a literal that a type does not take.
type mistake struct{ literal, title string }

// scalarMistakes are those of the scalars that every schema has.
var scalarMistakes = map[string][]mistake{
	"Int":     {{`"5"`, "a text for an Int"}, {"1.5", "a fraction for an Int"}, {"true", "a truth value for an Int"}, {"2147483648", "an Int of more than 32 bits"}},
	"Float":   {{`"1.5"`, "a text for a Float"}, {"true", "a truth value for a Float"}},
	"String":  {{"5", "a number for a String"}, {"true", "a truth value for a String"}, {"CONTRAVENE", "a bare word for a String"}},
	"Boolean": {{`"true"`, "a text for a Boolean"}, {"1", "a number for a Boolean"}},
	"ID":      {{"1.5", "a fraction for an ID"}, {"true", "a truth value for an ID"}},
}

// wrong lists literals that a type does not take.
func (t *TypeSystem) wrong(typ *ast.Type) []mistake {
	var list []mistake
	if typ.NonNull {
		list = append(list, mistake{"null", "null where it may not stand"})
	}
	if typ.Elem != nil {
		if typ.Elem.NonNull {
			list = append(list, mistake{"[null]", "null in a list of what is not null"})
		}
		for _, m := range t.wrong(typ.Elem) {
			if m.literal != "null" {
				list = append(list, mistake{"[" + m.literal + "]", m.title + " in a list"})
			}
		}
		return list
	}
	if def := t.types.Types[typ.NamedType]; def != nil && def.Kind == ast.Enum {
		if values := enumValues(def); len(values) > 0 {
			list = append(list, mistake{quote(values[0].(string)), "a text for a value of an enum"})
		}
		return append(list, mistake{"CONTRAVENE_UNKNOWN", "a value that an enum does not have"})
	}
	return append(list, scalarMistakes[typ.NamedType]...)
}
