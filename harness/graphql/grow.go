package graphql

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// Grower writes documents that ask one query for more and more, to see whether what they cost grows faster than they do. It
// is for queries without required arguments.
type Grower struct {
	ts   *TypeSystem
	root *ast.Definition
	from *ast.FieldDefinition
}

// Grower is not ok for operations that need arguments or that do more than read.
func (t *TypeSystem) Grower(op *harness.Operation) (*Grower, bool) {
	if !op.ReadOnly || t.types.Query == nil {
		return nil, false
	}
	f := t.types.Query.Fields.ForName(op.Name)
	if f == nil || needs(f) {
		return nil, false
	}
	return &Grower{t, t.types.Query, f}, true
}

// enter finds the way to a cycle, and gives the cycle from where it is met.
func (g *Grower) enter(c Cycle) (way, round Cycle, ok bool) {
	at := g.from.Type.Name()
	if !g.ts.isComposite(at) {
		return nil, nil, false
	}
	index := func(name string) int { return slices.IndexFunc(c, func(h Hop) bool { return h.From == name }) }
	m := &atlas{ts: g.ts, hops: map[string][]Hop{}}
	way, ok = m.route(at, func(name string) bool { return index(name) >= 0 })
	if !ok {
		return nil, nil, false
	}
	if len(way) > 0 {
		at = way[len(way)-1].To
	}
	i := index(at)
	return append(Cycle{hopOf(g.root, g.from)}, way...), slices.Concat(c[i:], c[:i]), true
}

// Rounds goes round a cycle a number of times, in one line of selections, with pages of a size.
func (g *Grower) Rounds(c Cycle, times, page int) Question {
	way, round, _ := g.enter(c)
	for range times {
		way = append(way, round...)
	}
	return Question{Document: strings.TrimSpace(nest(way, page, g.burden(round[0].From)))}
}

// weight is how often the value at the end of a way is asked for, so that a few objects have large answers, and many need not be
// loaded to see what grows.
const weight = 64

// burden asks for a cheap value of an object many times: the shortest that it has.
func (g *Grower) burden(on string) string {
	name := "__typename"
	for _, kind := range []string{"Boolean", "Int", "ID", "String"} {
		i := slices.IndexFunc(g.ts.types.Types[on].Fields, func(f *ast.FieldDefinition) bool {
			return f.Type.Name() == kind && f.Type.Elem == nil && own(f.Name) && !needs(f)
		})
		if i >= 0 {
			name = g.ts.types.Types[on].Fields[i].Name
			break
		}
	}
	var out strings.Builder
	for n := range weight {
		out.WriteString(" v" + strconv.Itoa(n+1) + ":" + name)
	}
	return " {" + out.String() + " }"
}

// Fan goes round a cycle by fragments, each of which spreads the next twice, under two keys. Of lists it asks for one row.
func (g *Grower) Fan(c Cycle, levels int) Question {
	way, round, _ := g.enter(c)
	first := max(0, slices.IndexFunc(round, func(h Hop) bool { return h.Field != "" }))
	var out strings.Builder
	out.WriteString(nest(way, 1, " { ...F1 }"))
	for n := 1; n <= levels; n++ {
		next := " { ...F" + strconv.Itoa(n+1) + " }"
		if n == levels {
			next = g.burden(round[0].From)
		}
		behind := nest(round[first+1:], 1, next)
		call := round[first].call(1) + behind
		out.WriteString("\nfragment F" + strconv.Itoa(n) + " on " + round[0].From + nest(round[:first], 1, " { a: "+call+" b: "+call+" }"))
	}
	return Question{Document: strings.TrimSpace(out.String())}
}

// nest writes selections within each other.
func nest(way Cycle, page int, inner string) string {
	for _, h := range slices.Backward(way) {
		inner = " { " + h.call(page) + inner + " }"
	}
	return inner
}

// call writes the field of a hop.
func (h Hop) call(page int) string {
	switch {
	case h.Field == "":
		return "... on " + h.To
	case h.Page == "":
		return h.Field
	}
	return h.Field + "(" + h.Page + ": " + strconv.Itoa(page) + ")"
}

// Many reports whether the query gives a list: one of its own, with pages, or of a connection.
func (g *Grower) Many() bool {
	return g.from.Type.Elem != nil || pageOf(g.from) != nil && g.ts.isComposite(g.from.Type.Name())
}

// Aliased asks for the query a number of times under keys of its own, ten rows each with what every row has. Hidden, all of
// it stands in a fragment.
func (g *Grower) Aliased(times int, hidden bool) Question {
	call := ":" + hopOf(g.root, g.from).call(rows)
	row := g.selection(g.from, nil)
	if row != "" {
		call += "{...R}"
		row = "\nfragment R on " + g.from.Type.Name() + row
	}
	var out strings.Builder
	out.WriteString("{")
	if hidden {
		out.WriteString("...A}\nfragment A on " + g.root.Name + "{")
	}
	for n := range times {
		out.WriteString(" a" + strconv.Itoa(n+1) + call)
	}
	return Question{Document: out.String() + "}" + row}
}

// selection asks for what [TypeSystem.row] lists.
func (g *Grower) selection(f *ast.FieldDefinition, above []string) string {
	def := g.ts.types.Types[f.Type.Name()]
	if !g.ts.isComposite(f.Type.Name()) {
		return ""
	}
	var out strings.Builder
	out.WriteString(" {")
	for _, next := range g.ts.row(f, above) {
		out.WriteString(" " + next.Name + g.selection(next, append(slices.Clone(above), def.Name)))
	}
	if out.Len() == len(" {") || def.IsAbstractType() {
		out.WriteString(" __typename")
	}
	out.WriteString(" }")
	return out.String()
}

// Overlap asks for the query twice in each of many fragments, always the same, so that there is one field to execute and
// many to compare; not ok for a query whose value has no fields.
func (g *Grower) Overlap(fragments int) (Question, bool) {
	call := hopOf(g.root, g.from).call(1) + "{__typename}"
	one := " ...{" + call + call + "}"
	return Question{Document: "{" + strings.Repeat(one, fragments) + "}"}, g.ts.isComposite(g.from.Type.Name())
}

// Mistakes is a document with that many fields, or directives, which do not exist.
func Mistakes(mark string, many int) Question {
	var out strings.Builder
	out.WriteString("{ __typename")
	for n := range many {
		out.WriteString(" " + mark + "contravene" + strconv.Itoa(n+1))
	}
	return Question{Document: out.String() + " }"}
}
