package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// Way is a document of one root field that leads to objects of a type. It asks for their __typename, so that they are known in
// the answer, and for every field of theirs that holds no other object and needs no arguments.
type Way struct {
	Name     string // the fields on the way, such as "topic.author"
	Document string
}

// farthest bounds how many fields below the root a way goes.
const farthest = 5

// hop is one field on a way.
type hop struct {
	on    *ast.Definition // the object type that has the field
	field *ast.FieldDefinition
	cast  bool // what is asked for the field may be of other types
}

// stop is where a way has come to.
type stop struct {
	def *ast.Definition
	way []hop
}

// Ways lists the ways from the root field of an operation, with what its inputs give it, to objects of a type: the shortest one
// for each field that leads there, at most as many as are wanted.
func Ways(op *harness.Operation, in harness.Inputs, to string, most int) []Way {
	w, ok := op.Wire.(*wire)
	if !ok || w.plans[op.ID] == nil || in.Body == nil {
		return nil
	}
	p, target := w.plans[op.ID], w.ts.types.Types[to]
	arguments, ok := in.Body.Value.(map[string]any)
	q, err := p.parts(arguments)
	root := w.ts.types.Types[p.field.Type.Name()]
	if target == nil || root == nil || !ok || err != nil || !root.IsCompositeType() {
		return nil
	}
	var list []Way
	add := func(at stop) {
		if w.ts.possible[at.def.Name][to] && len(list) < most {
			list = append(list, w.ts.way(q, at, target))
		}
	}
	add(stop{def: root})
	seen := map[string]bool{root.Name: true, to: true}
	for queue := []stop{{def: root}}; len(queue) > 0 && len(list) < most; queue = queue[1:] {
		for _, next := range w.ts.onward(queue[0], target) {
			add(next)
			if !seen[next.def.Name] && len(next.way) < farthest {
				seen[next.def.Name] = true
				queue = append(queue, next)
			}
		}
	}
	return list
}

// onward lists where the fields of a place lead, without those of the target.
func (t *TypeSystem) onward(at stop, target *ast.Definition) []stop {
	var list []stop
	for _, on := range t.possibleTypes(at.def) {
		for _, f := range on.Fields {
			def := t.types.Types[f.Type.Name()]
			if own(f.Name) && !needs(f) && on != target && def != nil && def.IsCompositeType() {
				list = append(list, stop{def, append(slices.Clone(at.way), hop{on, f, on != at.def})})
			}
		}
	}
	return list
}

func (t *TypeSystem) way(q parts, at stop, target *ast.Definition) Way {
	text := " " + enter(at.def != target, target, "__typename"+leavesText(t, target.Fields))
	names := []string{}
	for _, h := range slices.Backward(at.way) {
		names = append(names, h.field.Name)
		text = " " + enter(h.cast, h.on, h.field.Name+text)
	}
	slices.Reverse(names)
	q.selection = text
	return Way{strings.Join(append([]string{q.field}, names...), "."), q.text()}
}

// enter writes a selection, in a fragment on a type where it is only one of those that may stand there.
func enter(cast bool, on *ast.Definition, text string) string {
	if cast {
		return "{ __typename ... on " + on.Name + " { " + text + " } }"
	}
	return "{ " + text + " }"
}

// leavesText asks for the fields that hold no other object.
func leavesText(t *TypeSystem, fields ast.FieldList) string {
	var out strings.Builder
	for _, f := range fields {
		if def := t.types.Types[f.Type.Name()]; own(f.Name) && !needs(f) && def != nil && !def.IsCompositeType() {
			out.WriteString(" " + f.Name)
		}
	}
	return out.String()
}

// Takes says how an operation that reads is told by its ID which one object to show, if it can show one of a type: the inputs,
// and where in them the ID goes.
func Takes(op *harness.Operation, to string) (in harness.Inputs, target string, ok bool) {
	w, is := op.Wire.(*wire)
	if !is || w.plans[op.ID] == nil || w.plans[op.ID].kind != ast.Query {
		return in, "", false
	}
	f, def := w.plans[op.ID].field, w.ts.types.Types[to]
	if def == nil || f.Type.Elem != nil || !w.ts.possible[f.Type.Name()][to] {
		return in, "", false
	}
	key, a := keyOf(def), only(f.Arguments)
	if key == nil || a == nil || a.Type.Elem != nil {
		return in, "", false
	}
	value, target := any("0"), "body#/"+a.Name
	input := w.ts.types.Types[a.Type.Name()]
	switch {
	case a.Type.Name() == key.Type.Name() && strings.HasSuffix(strings.ToLower(a.Name), "id"):
	case input != nil && oneOf(input) && input.Fields.ForName(key.Name) != nil && input.Fields.ForName(key.Name).Type.Name() == key.Type.Name():
		value, target = map[string]any{key.Name: "0"}, target+"/"+key.Name
	default:
		return in, "", false
	}
	return harness.Inputs{Body: &harness.Payload{Media: jsonMedia, Value: map[string]any{a.Name: value}}}, target, true
}

// only is the one argument that must be given, or the only one that may be.
func only(list ast.ArgumentDefinitionList) *ast.ArgumentDefinition {
	var found *ast.ArgumentDefinition
	for _, a := range list {
		if required := a.Type.NonNull && a.DefaultValue == nil; required || len(list) == 1 {
			if found != nil {
				return nil
			}
			found = a
		}
	}
	return found
}

// Keyed lists the object types that have an ID, by name, with the field that holds it.
func (t *TypeSystem) Keyed() map[string]string {
	found := map[string]string{}
	for name, def := range t.types.Types {
		if key := keyOf(def); key != nil && own(name) {
			found[name] = key.Name
		}
	}
	return found
}

// Shows gives the name of the type that the root field of an operation has, and whether it is that of one object.
func Shows(op *harness.Operation) (name string, one bool) {
	w, ok := op.Wire.(*wire)
	if !ok || w.plans[op.ID] == nil {
		return "", false
	}
	t := w.plans[op.ID].field.Type
	return t.Name(), t.Elem == nil
}

// Asks reports whether the plain document of an operation asks for objects of a type.
func Asks(op *harness.Operation, of string) bool {
	w, ok := op.Wire.(*wire)
	if !ok || w.plans[op.ID] == nil {
		return false
	}
	return w.plans[op.ID].asked().set.holds(of)
}

func (s *set) holds(name string) bool {
	return s != nil && (s.on.Name == name || slices.ContainsFunc(s.cases, func(c *set) bool { return c.holds(name) }) ||
		slices.ContainsFunc(s.fields, func(f *pick) bool { return f.below.holds(name) }))
}

// Sides is a pair of documents that ask one root field for the same fields of the same objects: by their own type, and by an
// interface that they have.
type Sides struct{ Interface, Concrete, Abstract string }

// SidesOf lists such pairs for objects of a type at the root field of an operation.
func SidesOf(op *harness.Operation, in harness.Inputs, of string) []Sides {
	w, ok := op.Wire.(*wire)
	if !ok || w.plans[op.ID] == nil || in.Body == nil {
		return nil
	}
	p, def := w.plans[op.ID], w.ts.types.Types[of]
	root := w.ts.types.Types[p.field.Type.Name()]
	arguments, ok := in.Body.Value.(map[string]any)
	q, err := p.parts(arguments)
	key := keyOf(def)
	if !ok || err != nil || root == nil || !root.IsAbstractType() || !w.ts.possible[root.Name][of] || key == nil {
		return nil
	}
	var list []Sides
	for _, name := range def.Interfaces {
		face := w.ts.types.Types[name]
		if face == nil || face.Fields.ForName(key.Name) == nil {
			continue
		}
		asked := strings.TrimSpace(leavesText(w.ts, face.Fields))
		concrete, abstract := q, q
		concrete.selection = " " + enter(true, def, asked)
		abstract.selection = " " + enter(true, face, asked)
		if face == root {
			abstract.selection = " { __typename " + asked + " }"
		}
		list = append(list, Sides{name, concrete.text(), abstract.text()})
	}
	return list
}
