package graphql

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Choices is where chance enters: generators.Choices has the same form. Drawing 0 leads to the simplest document.
type Choices interface {
	// Draw returns a number below n.
	Draw(n uint64) uint64
}

// Limits bound what an Author writes. The zero value is what services with usual limits take.
type Limits struct {
	Depth   int      // how many levels a document goes deeper than it must to reach a type; 0: 2
	Fields  int      // how many fields a document asks for besides those that it must; 0: 24
	Without []string // what is not written: kinds of operations, such as "mutation", and fields by their schema coordinates, such as "Mutation.pay"
	// Values gives values that are known to mean something, such as the ids of objects that exist, for an argument or an input
	// field that it is told by its schema coordinate, such as "Query.topic(id:)" or "TopicInput.board". They must be valid there.
	Values func(coordinate string) []any
}

// Written is a document with everything that makes it a request, and what it asks for on purpose.
type Written struct {
	Question
	Kind   string   // query, mutation or subscription
	Covers []string // schema coordinates of the fields that no directive leaves out, such as "Order.items"
}

// Author writes valid documents: with aliases, fragments, inline fragments, variables and literals, @skip and @include. It
// may be used from many goroutines.
type Author struct {
	ts      *TypeSystem
	limits  Limits
	members map[string]*members
	tours   []tour
}

// members are the fields of a type, by whether something must be asked for below them.
type members struct{ leaves, branches ast.FieldList }

// step leads from a type to another: by a field, or, where there is none, by what an abstract type turns out to be.
type step struct {
	from  *ast.Definition
	field *ast.FieldDefinition
}

// goal is a handful of fields of one type and the way there.
type goal struct {
	path   []step
	on     *ast.Definition
	fields ast.FieldList
}

// tour is what one document is written for.
type tour struct {
	kind  ast.Operation
	goals []goal
}

const (
	fieldsOfGoal = 8
	goalsOfTour  = 3
)

// NewAuthor plans the documents that together ask for every field that can be reached.
func NewAuthor(t *TypeSystem, limits Limits) *Author {
	if limits.Depth <= 0 {
		limits.Depth = 2
	}
	if limits.Fields <= 0 {
		limits.Fields = 24
	}
	a := &Author{ts: t, limits: limits, members: map[string]*members{}}
	for _, def := range t.types.Types {
		if def.IsCompositeType() {
			a.members[def.Name] = a.sort(def)
		}
	}
	planned := map[string]bool{}
	for _, kind := range kinds {
		if root := t.root(kind); root != nil && !slices.Contains(limits.Without, string(kind)) {
			a.plan(kind, root, planned)
		}
	}
	return a
}

// Tours is how many documents ask together for every field that can be reached.
func (a *Author) Tours() int { return len(a.tours) }

// plan walks breadth first from a root and makes goals of the types that no earlier root reached.
func (a *Author) plan(kind ast.Operation, root *ast.Definition, planned map[string]bool) {
	paths := map[string][]step{root.Name: nil}
	queue := []*ast.Definition{root}
	var goals []goal
	for len(queue) > 0 {
		def := queue[0]
		queue = queue[1:]
		path := paths[def.Name]
		reach := func(next *ast.Definition, f *ast.FieldDefinition) {
			if _, known := paths[next.Name]; !known {
				paths[next.Name] = append(slices.Clone(path), step{def, f})
				queue = append(queue, next)
			}
		}
		m := a.members[def.Name]
		for _, f := range m.branches {
			reach(a.ts.types.Types[f.Type.Name()], f)
		}
		if def.IsAbstractType() {
			for _, next := range a.ts.possibleTypes(def) {
				reach(next, nil)
			}
		}
		if planned[def.Name] {
			continue
		}
		planned[def.Name] = true
		for chunk := range slices.Chunk(slices.Concat(m.leaves, m.branches), fieldsOfGoal) {
			goals = append(goals, goal{path, def, chunk})
		}
		if len(m.leaves)+len(m.branches) == 0 && def != root {
			goals = append(goals, goal{path, def, nil}) // a union has no fields, and is reached all the same
		}
	}
	a.divide(kind, goals)
}

// divide makes tours of goals. A subscription has one field at its root (GraphQL, 5.2.4.1), so that its tours have one goal
// of at most one field there.
func (a *Author) divide(kind ast.Operation, goals []goal) {
	if kind != ast.Subscription {
		for chunk := range slices.Chunk(goals, goalsOfTour) {
			a.tours = append(a.tours, tour{kind, chunk})
		}
		return
	}
	for _, g := range goals {
		if len(g.path) > 0 {
			a.tours = append(a.tours, tour{kind, []goal{g}})
			continue
		}
		for _, f := range g.fields {
			a.tours = append(a.tours, tour{kind, []goal{{g.path, g.on, ast.FieldList{f}}}})
		}
	}
}

// sort divides the fields of a type.
func (a *Author) sort(def *ast.Definition) *members {
	m := &members{}
	for _, f := range def.Fields {
		switch below := a.ts.types.Types[f.Type.Name()]; {
		case !own(f.Name) || below == nil || slices.Contains(a.limits.Without, def.Name+"."+f.Name):
		case below.IsCompositeType():
			m.branches = append(m.branches, f)
		default:
			m.leaves = append(m.leaves, f)
		}
	}
	return m
}

// Reachable lists the schema coordinates of all fields that the author's documents can ask for.
func (a *Author) Reachable() []string {
	all := map[string]bool{}
	for _, t := range a.tours {
		for _, g := range t.goals {
			for _, f := range g.fields {
				all[g.on.Name+"."+f.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Write writes a document of a tour; numbers beyond the last begin again. The same choices give the same document.
func (a *Author) Write(c Choices, number int) Written {
	if len(a.tours) == 0 {
		return Written{Question: Question{Document: "{ __typename }"}, Kind: string(ast.Query)}
	}
	t := a.tours[number%len(a.tours)]
	d := &draft{Author: a, Choices: c, kind: t.kind, left: a.limits.Fields, covers: map[string]bool{}}
	root := a.ts.root(t.kind)
	keys := scope{}
	var list []*sel
	for _, g := range t.goals {
		list = append(list, d.visit(g, keys)...)
	}
	if t.kind != ast.Subscription && d.once(4) {
		list = append(list, &sel{key: "__typename", name: "__typename"})
	}
	if t.kind != ast.Subscription {
		list = d.wrap(list, root)
	}
	var out strings.Builder
	d.print(&out, list)
	w := Written{Kind: string(t.kind), Covers: slices.Sorted(maps.Keys(d.covers))}
	w.Document, w.Operation = out.String(), d.operation
	if len(d.variables) > 0 {
		w.Variables = map[string]any{}
	}
	for _, v := range d.variables {
		if !v.omitted {
			w.Variables[v.name] = v.value
		}
	}
	return w
}
