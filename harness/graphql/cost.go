package graphql

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Hop leads from a type to another: by a field, or, where there is none, by what an abstract type turns out to be.
type Hop struct {
	From, Field, To string
	List            bool   // the field gives many
	Page            string // the argument that says how many the field, or a list behind it, gives; empty: none
}

// Cycle is a way from a type through fields back to it. Nothing in the schema says how often a document may go round.
type Cycle []Hop

// String gives the schema coordinates of the fields, such as "User.topics Topic.author".
func (c Cycle) String() string {
	var list []string
	for _, h := range c {
		if h.Field != "" {
			list = append(list, h.From+"."+h.Field)
		}
	}
	return strings.Join(list, " ")
}

// Lists counts the lists on the way: each multiplies what is behind it.
func (c Cycle) Lists() int {
	n := 0
	for _, h := range c {
		if h.List {
			n++
		}
	}
	return n
}

// maxCycles bounds how many cycles of a schema are looked at. Where there are more, they share most of their fields.
const maxCycles = 8

// Cycles finds the shortest cycle through each field that needs no arguments and that a query can reach, each once, the
// shortest first.
func (t *TypeSystem) Cycles() []Cycle { return t.cycles().list }

// Entrances names the queries that lead to a cycle and need no arguments, the nearest first.
func (t *TypeSystem) Entrances(c Cycle) []string { return t.cycles().entrances[c.String()] }

// cycles is what is known of the cycles of a schema.
type cycles struct {
	list      []Cycle
	entrances map[string][]string
}

func (t *TypeSystem) findCycles() *cycles {
	m := &atlas{ts: t, hops: map[string][]Hop{}}
	var list []Cycle
	known := map[string]bool{}
	for _, name := range m.reachable() {
		for _, h := range m.from(name) {
			back, ok := m.route(h.To, func(at string) bool { return at == name })
			if !ok {
				continue
			}
			c := turned(append(Cycle{h}, back...))
			if id := c.String(); !known[id] {
				known[id] = true
				list = append(list, c)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Cycle) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a.String(), b.String()))
	})
	found := &cycles{list[:min(len(list), maxCycles)], map[string][]string{}}
	for _, c := range found.list {
		found.entrances[c.String()] = m.entrances(c)
	}
	return found
}

func (m *atlas) entrances(c Cycle) []string {
	var names []string
	far := map[string]int{}
	for _, h := range m.from(m.ts.types.Query.Name) {
		way, ok := m.route(h.To, func(at string) bool {
			return slices.ContainsFunc(c, func(h Hop) bool { return h.From == at })
		})
		if ok {
			names = append(names, h.Field)
			far[h.Field] = len(way)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(far[a], far[b]) })
	return names
}

// turned gives a cycle from where its text comes first, so that it is the same wherever it was entered.
func turned(c Cycle) Cycle {
	best := c
	for i := range c {
		if other := slices.Concat(c[i:], c[:i]); other.String() < best.String() || best[0].Field == "" {
			best = other
		}
	}
	return best
}

// atlas is the graph of the types, as far as it was looked at.
type atlas struct {
	ts   *TypeSystem
	hops map[string][]Hop
}

// from lists the ways from a type that need nothing but a name.
func (m *atlas) from(name string) []Hop {
	if list, known := m.hops[name]; known {
		return list
	}
	var list []Hop
	def := m.ts.types.Types[name]
	for _, f := range def.Fields {
		if own(f.Name) && !needs(f) && m.ts.isComposite(f.Type.Name()) {
			list = append(list, hopOf(def, f))
		}
	}
	if def.IsAbstractType() {
		for _, next := range m.ts.possibleTypes(def) {
			list = append(list, Hop{From: name, To: next.Name})
		}
	}
	m.hops[name] = list
	return list
}

// reachable lists the types behind the query type.
func (m *atlas) reachable() []string {
	if m.ts.types.Query == nil {
		return nil
	}
	var list []string
	for name := range m.walk(m.ts.types.Query.Name, func(string) bool { return false }) {
		if name != m.ts.types.Query.Name {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// walk goes breadth first from a type until it meets one that is wanted, and gives by which hop it came to each.
func (m *atlas) walk(from string, wanted func(string) bool) map[string]Hop {
	came := map[string]Hop{from: {}}
	queue := []string{from}
	for len(queue) > 0 && !wanted(queue[0]) {
		for _, h := range m.from(queue[0]) {
			if _, known := came[h.To]; !known {
				came[h.To] = h
				queue = append(queue, h.To)
			}
		}
		queue = queue[1:]
	}
	if len(queue) > 0 {
		came[""] = Hop{To: queue[0]}
	}
	return came
}

// route finds the shortest way from a type to one that is wanted.
func (m *atlas) route(from string, wanted func(string) bool) (Cycle, bool) {
	came := m.walk(from, wanted)
	end, ok := came[""]
	var way Cycle
	for at := end.To; ok && at != from; at = came[at].From {
		way = append(way, came[at])
	}
	slices.Reverse(way)
	return way, ok
}

func hopOf(def *ast.Definition, f *ast.FieldDefinition) Hop {
	h := Hop{From: def.Name, Field: f.Name, To: f.Type.Name(), List: f.Type.Elem != nil}
	if a := pageOf(f); a != nil {
		h.Page = a.Name
	}
	return h
}

// pageOf finds the argument of a field that says how many it gives.
func pageOf(f *ast.FieldDefinition) *ast.ArgumentDefinition {
	for _, a := range f.Arguments {
		if a.Type.Name() == "Int" && a.Type.Elem == nil && slices.Contains(pages, strings.ToLower(a.Name)) {
			return a
		}
	}
	return nil
}

// pages are the names of arguments that say how many are wanted, and not from where.
var pages = []string{"first", "limit", "take", "perpage", "pagesize", "size", "count", "last"}

// Cost estimates how many values a service loads for a field of the query type that is asked for ten rows with all that
// [TypeSystem.Aliased] asks of each. It knows nothing of the data: a list without pages counts as ten as well.
func (t *TypeSystem) Cost(field string) int {
	f := t.types.Query.Fields.ForName(field)
	if f == nil {
		return 0
	}
	return t.cost(f, nil)
}

func (t *TypeSystem) cost(f *ast.FieldDefinition, above []string) int {
	sum := 1
	for _, next := range t.row(f, above) {
		sum += t.cost(next, append(above, f.Type.Name()))
	}
	if f.Type.Elem != nil {
		sum *= rows
	}
	return sum
}

// rows is how many rows are asked for where a document should be dear and its answer not large.
const rows = 10

// rowDepth is how far a row is followed: from a connection to its edges, their nodes, and what these have.
const rowDepth = 4

// row lists what is asked for of a field's value: all that needs no arguments, but for further pages and types within
// themselves.
func (t *TypeSystem) row(f *ast.FieldDefinition, above []string) ast.FieldList {
	def := t.types.Types[f.Type.Name()]
	if def == nil || !def.IsCompositeType() || slices.Contains(above, def.Name) {
		return nil
	}
	var list ast.FieldList
	for _, next := range def.Fields {
		if !own(next.Name) || needs(next) || pageOf(next) != nil {
			continue
		}
		if t.isComposite(next.Type.Name()) && (len(above) >= rowDepth-1 || len(t.row(next, append(above, def.Name))) == 0) {
			continue
		}
		list = append(list, next)
	}
	return list
}
