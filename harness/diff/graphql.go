package diff

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/schema"
)

// graph compares two type systems. What an operation is in OpenAPI is a field of a root type here; everything else is known by its
// coordinate, such as Order.items(first:).
type graph struct {
	*differ
	old, now        *graphql.Outline
	was, is         map[string]*graphql.TypeOutline
	inputs, outputs map[string]bool // the types that travel in requests and in answers, on either side
	roots           map[string]string
	unsaid          schema.Source
}

// graphQL compares two contracts of GraphQL.
func (d *differ) graphQL() {
	g := &graph{differ: d, old: outlineOf(d.base), now: outlineOf(d.head), inputs: map[string]bool{}, outputs: map[string]bool{},
		roots: map[string]string{}}
	if g.old == nil || g.now == nil {
		return
	}
	g.was, g.is = g.index(g.old), g.index(g.now)
	g.unsaid = schema.Source{File: g.now.File}
	g.compareRoots()
	for _, name := range bothNames(g.was, g.is) {
		g.types(name, g.was[name], g.is[name])
	}
	g.directives()
}

// outlineOf finds the type system behind a contract; a contract without operations has none.
func outlineOf(c *harness.Contract) *graphql.Outline {
	for _, op := range c.Operations {
		if t, ok := graphql.Of(op); ok {
			return t.Outline()
		}
	}
	return nil
}

// index finds types by name, and notes in which directions they travel.
func (g *graph) index(o *graphql.Outline) map[string]*graphql.TypeOutline {
	all := map[string]*graphql.TypeOutline{}
	for i := range o.Types {
		t := &o.Types[i]
		all[t.Name] = t
		for _, f := range t.Fields {
			if t.Kind == "INPUT_OBJECT" {
				g.inputs[f.Type.Name] = true
			} else {
				g.outputs[f.Type.Name] = true
			}
			for _, a := range f.Arguments {
				g.inputs[a.Type.Name] = true
			}
		}
	}
	for kind, name := range o.Roots {
		g.roots[name] = kind
	}
	return all
}

// note tells a change at a coordinate.
func (g *graph) note(rule, coordinate string, base, head schema.Source, words ...string) {
	t := told{rule: rule, site: coordinate, base: base, head: head, op: g.operationAt(coordinate)}
	t.message = coordinate + ": " + strings.TrimSuffix(g.table[rule].Doc, ".")
	if len(words) == 2 {
		t.before, t.after = words[0], words[1]
	}
	g.tell(t)
}

// operationAt is the operation whose root field a coordinate is at, or nil.
func (g *graph) operationAt(coordinate string) *harness.Operation {
	owner, field, _ := strings.Cut(coordinate, ".")
	field, _, _ = strings.Cut(field, "(")
	kind := g.roots[owner]
	if kind == "" || field == "" {
		return nil
	}
	if op := g.head.Operation(kind + " " + field); op != nil {
		return op
	}
	return g.base.Operation(kind + " " + field)
}

func (g *graph) compareRoots() {
	for _, kind := range []string{"query", "mutation", "subscription"} {
		was, is := g.old.Roots[kind], g.now.Roots[kind]
		if was != is && was != "" {
			g.note("graphql.root-type-changed", kind, schema.Source{File: g.old.File}, g.unsaid, was, is)
		}
	}
}

func (g *graph) types(name string, was, is *graphql.TypeOutline) {
	switch {
	case was == nil:
		g.note("graphql.type-added", name, schema.Source{File: g.old.File}, is.Source)
		return
	case is == nil:
		g.note("graphql.type-removed", name, was.Source, g.unsaid)
		return
	case was.Kind != is.Kind:
		g.note("graphql.kind-changed", name, was.Source, is.Source, was.Kind, is.Kind)
		return
	}
	g.applied(name, was.Applied, is.Applied, [2]schema.Source{was.Source, is.Source})
	g.members("graphql.interface", name, was, is, [2][]string{was.Interfaces, is.Interfaces})
	g.members("graphql.member", name, was, is, [2][]string{was.Members, is.Members})
	g.values(was, is)
	if was.OneOf != is.OneOf {
		rule := "graphql.one-of-removed"
		if is.OneOf {
			rule = "graphql.one-of-added"
		}
		g.note(rule, name, was.Source, is.Source)
	}
	fields(was.Fields, is.Fields, func(a, b *graphql.FieldOutline) {
		switch {
		case is.Kind == "INPUT_OBJECT":
			g.input("input-field", name+"."+either(a, b), a, b, [2]schema.Source{was.Source, is.Source})
		case a == nil:
			g.fieldAdded(is, b)
		case b == nil:
			g.fieldRemoved(is, a)
		default:
			g.field(name+"."+b.Name, a, b)
		}
	})
}

func either(a, b *graphql.FieldOutline) string {
	if b == nil {
		return a.Name
	}
	return b.Name
}

// fields pairs what two lists call by one name.
func fields(was, is []graphql.FieldOutline, visit func(a, b *graphql.FieldOutline)) {
	for i := range was {
		j := slices.IndexFunc(is, func(f graphql.FieldOutline) bool { return f.Name == was[i].Name })
		if j < 0 {
			visit(&was[i], nil)
		} else {
			visit(&was[i], &is[j])
		}
	}
	for i := range is {
		if !slices.ContainsFunc(was, func(f graphql.FieldOutline) bool { return f.Name == is[i].Name }) {
			visit(nil, &is[i])
		}
	}
}

// members compares the interfaces of a type or the members of a union.
func (g *graph) members(rule, name string, was, is *graphql.TypeOutline, lists [2][]string) {
	for _, gone := range without(lists[0], lists[1]) {
		g.note(rule+"-removed", name+"("+gone+")", was.Source, is.Source, gone, "none")
	}
	for _, came := range without(lists[1], lists[0]) {
		g.note(rule+"-added", name+"("+came+")", was.Source, is.Source, "none", came)
	}
}

func (g *graph) values(was, is *graphql.TypeOutline) {
	find := func(list []graphql.ValueOutline, name string) *graphql.ValueOutline {
		for i := range list {
			if list[i].Name == name {
				return &list[i]
			}
		}
		return nil
	}
	for _, v := range was.Values {
		if other := find(is.Values, v.Name); other != nil {
			g.applied(is.Name+"."+v.Name, v.Applied, other.Applied, [2]schema.Source{v.Source, other.Source})
			continue
		}
		rule := "graphql.enum-value-removed"
		if !g.inputs[is.Name] {
			rule = "graphql.answered-enum-value-removed"
		}
		g.note(rule, is.Name+"."+v.Name, v.Source, is.Source, v.Name, "none")
	}
	for _, v := range is.Values {
		if find(was.Values, v.Name) == nil {
			rule := "graphql.enum-value-added"
			if !g.outputs[is.Name] {
				rule = "graphql.input-enum-value-added"
			}
			g.note(rule, is.Name+"."+v.Name, was.Source, v.Source, "none", v.Name)
		}
	}
}
