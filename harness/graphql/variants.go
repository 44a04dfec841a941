package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Variant is another way to ask the same: the data must be the same, but for the keys of the form that renames them; see
// [Renamed].
type Variant struct {
	Question
	Name string // what is done to the document, such as "fragments"
}

// renaming begins every key of the form that renames them.
const renaming = "contravene_"

// Variants writes a question about data in the other ways that the language has for it. The document must be one query without
// fragments of its own, as those that the contract's operations send are.
func (t *TypeSystem) Variants(q Question) []Variant {
	f, ok := t.former(q)
	if !ok {
		return nil
	}
	var list []Variant
	add := func(name string, whole written) {
		form := Variant{whole.question(q), name}
		if d := t.parse(form.Document); !d.large && len(d.invalid) == 0 {
			list = append(list, form)
		}
	}
	plain := written{name: f.op.Name, variables: declared(f.op), list: f.list(f.arguments)}
	change := func(name string, edit func(*written)) {
		whole := plain
		whole.list = f.list(f.arguments)
		edit(&whole)
		add(name, whole)
	}
	change("renamed keys", func(w *written) { each(w.list, func(s *sel) { s.key = renaming + s.key }) })
	change("another order", func(w *written) { turn(w.list) })
	change("fragments", func(w *written) { f.extract(w) })
	change("inline fragments", func(w *written) { w.list = f.wrapped(f.root, w.list) })
	change("directives that change nothing", func(w *written) {
		each(w.list, func(s *sel) { s.directives = append(s.directives, "@include(if: true) @skip(if: false)") })
	})
	change("another layout", func(w *written) { w.spaced = true })
	change("no name", func(w *written) { w.name = "" })
	if arguments, ok := f.literals(q.Variables); ok && len(q.Variables) > 0 {
		add("literals", written{name: f.op.Name, list: f.list(arguments)})
	}
	return list
}

// Renamed gives data that came under the keys of the form which renames them as it would have come without.
func Renamed(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = Renamed(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, e := range v {
			out[strings.TrimPrefix(key, renaming)] = Renamed(e)
		}
		return out
	}
	return v
}

// former writes the forms of one question.
type former struct {
	ts        *TypeSystem
	op        *ast.OperationDefinition
	root      *ast.Definition
	arguments map[*ast.Field][]string // as the document has them
}

func (t *TypeSystem) former(q Question) (*former, bool) {
	d := t.known.of(t, q.Document)
	if d.large || len(d.invalid) > 0 || len(d.doc.Fragments) > 0 || len(d.doc.Operations) != 1 || strings.Contains(q.Document, `"`) {
		return nil, false
	}
	f := &former{ts: t, op: d.doc.Operations[0], arguments: map[*ast.Field][]string{}}
	f.root = t.root(f.op.Operation)
	if f.op.Operation != ast.Query || f.root == nil || len(f.op.Directives) > 0 {
		return nil, false
	}
	fields(f.op.SelectionSet, func(field *ast.Field) {
		for _, a := range field.Arguments {
			f.arguments[field] = append(f.arguments[field], a.Name+": "+a.Value.String())
		}
	})
	return f, true
}

// fields walks over the fields of a selection without spreads.
func fields(set ast.SelectionSet, do func(*ast.Field)) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			do(s)
			fields(s.SelectionSet, do)
		case *ast.InlineFragment:
			fields(s.SelectionSet, do)
		}
	}
}

// literals writes the arguments with the values of the variables in their places; not ok where some of them stand deeper.
func (f *former) literals(variables map[string]any) (map[*ast.Field][]string, bool) {
	d := &draft{Author: &Author{ts: f.ts}, Choices: simplest{}}
	out, ok := map[*ast.Field][]string{}, true
	fields(f.op.SelectionSet, func(field *ast.Field) {
		for _, a := range field.Arguments {
			value, given := variables[a.Value.Raw]
			def := field.Definition.Arguments.ForName(a.Name)
			if a.Value.Kind != ast.Variable || def == nil {
				ok = false
			} else if given {
				out[field] = append(out[field], a.Name+": "+d.literal(def.Type, value))
			}
		}
	})
	return out, ok
}

// list is the document's selection, anew each time, since forms change it.
func (f *former) list(arguments map[*ast.Field][]string) []*sel {
	return selected(f.op.SelectionSet, arguments)
}

func selected(set ast.SelectionSet, arguments map[*ast.Field][]string) []*sel {
	var list []*sel
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			list = append(list, &sel{key: s.Alias, name: s.Name, arguments: arguments[s], below: selected(s.SelectionSet, arguments)})
		case *ast.InlineFragment:
			list = append(list, &sel{on: s.TypeCondition, below: selected(s.SelectionSet, arguments)})
		}
	}
	return list
}

// each does something to every field.
func each(list []*sel, do func(*sel)) {
	for _, s := range list {
		if s.name != "" {
			do(s)
		}
		each(s.below, do)
	}
}

// turn puts the last first, at every level.
func turn(list []*sel) {
	slices.Reverse(list)
	for _, s := range list {
		turn(s.below)
	}
}

// wrapped puts every selection into a fragment on its own type.
func (f *former) wrapped(on *ast.Definition, list []*sel) []*sel {
	for _, s := range list {
		if len(s.below) > 0 {
			s.below = f.wrapped(f.below(on, s), s.below)
		}
	}
	return []*sel{{on: on.Name, below: list}}
}

// below is the type that a selection leads to.
func (f *former) below(on *ast.Definition, s *sel) *ast.Definition {
	if s.name == "" {
		return f.ts.types.Types[s.on]
	}
	return f.ts.types.Types[on.Fields.ForName(s.name).Type.Name()]
}

// extract moves the selection at the root, and that of each field there, into fragments with names.
func (f *former) extract(w *written) {
	for i, s := range w.list {
		if s.name != "" && len(s.below) > 0 {
			name := renaming + string(rune('a'+i%26))
			w.fragments = append(w.fragments, &fragment{name: name, on: f.below(f.root, s).Name, list: s.below})
			s.below = []*sel{{spread: name}}
		}
	}
	w.fragments = append(w.fragments, &fragment{name: renaming + "root", on: f.root.Name, list: w.list})
	w.list = []*sel{{spread: renaming + "root"}}
}

// written is a document in the making.
type written struct {
	name      string
	variables []string
	list      []*sel
	fragments []*fragment
	spaced    bool
}

func declared(op *ast.OperationDefinition) []string {
	var list []string
	for _, v := range op.VariableDefinitions {
		text := "$" + v.Variable + ": " + v.Type.String()
		if v.DefaultValue != nil {
			text += " = " + v.DefaultValue.String()
		}
		list = append(list, text)
	}
	return list
}

// question writes the document, with the variables of the question that it is a form of where it declares any.
func (w written) question(q Question) Question {
	var out strings.Builder
	out.WriteString("query")
	if w.name != "" {
		out.WriteString(" " + w.name)
	}
	out.WriteString(bracket(w.variables))
	printSet(&out, w.list)
	for _, f := range w.fragments {
		out.WriteString(" fragment " + f.name + " on " + f.on)
		printSet(&out, f.list)
	}
	text := out.String()
	if w.spaced {
		text = strings.ReplaceAll(text, " ", ",\n\t# contravene\r\n")
	}
	form := Question{Document: text, Operation: w.name}
	if len(w.variables) > 0 {
		form.Variables = q.Variables
	}
	return form
}
