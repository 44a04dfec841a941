package diff

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/harness/schema"
)

// fieldAdded tells of a field that answers may show.
func (g *graph) fieldAdded(owner *graphql.TypeOutline, f *graphql.FieldOutline) {
	coordinate := owner.Name + "." + f.Name
	base := g.unsaid
	if was := g.was[owner.Name]; was != nil {
		base = was.Source
	}
	rule := "graphql.field-added"
	switch {
	case g.roots[owner.Name] != "":
		rule = "operation.added"
		if g.openRoot(owner, f) {
			rule = "operation.added-open"
		}
	case sensitive(f.Name, nil):
		rule = "graphql.sensitive-field-added"
	case owner.Kind == "OBJECT" && g.reaches(f.Type.Name, owner.Name, map[string]bool{}):
		rule = "graphql.cycle-added"
	case f.Type.Of != nil && g.composite(f.Type.Name) && !paged(f):
		rule = "graphql.unpaged-list-added"
	}
	g.note(rule, coordinate, base, f.Source, "none", f.Type.String())
}

// openRoot reports whether everybody may ask for a root field, where others are closed.
func (g *graph) openRoot(owner *graphql.TypeOutline, f *graphql.FieldOutline) bool {
	closes := func(list []graphql.Applied) bool { return slices.ContainsFunc(list, graphql.Applied.Closes) }
	if slices.ContainsFunc(f.Applied, graphql.Applied.Opens) {
		return true
	}
	return len(g.head.Schemes) > 0 && !closes(f.Applied) && !closes(owner.Applied)
}

func (g *graph) composite(name string) bool {
	t := g.is[name]
	return t != nil && (t.Kind == "OBJECT" || t.Kind == "INTERFACE" || t.Kind == "UNION")
}

func paged(f *graphql.FieldOutline) bool {
	return slices.ContainsFunc(f.Arguments, func(a graphql.FieldOutline) bool { return speaks(a.Name, pageSizes) })
}

// reaches reports whether the fields of a type lead to another.
func (g *graph) reaches(from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	t := g.is[from]
	if t == nil || seen[from] {
		return false
	}
	seen[from] = true
	for _, f := range t.Fields {
		if t.Kind != "INPUT_OBJECT" && g.reaches(f.Type.Name, to, seen) {
			return true
		}
	}
	for _, m := range t.Members {
		if g.reaches(m, to, seen) {
			return true
		}
	}
	return false
}

func (g *graph) fieldRemoved(owner *graphql.TypeOutline, f *graphql.FieldOutline) {
	coordinate := owner.Name + "." + f.Name
	rule := "graphql.field-removed"
	deprecated := carries(f.Applied, "deprecated")
	switch {
	case g.roots[owner.Name] != "" && deprecated:
		rule = "operation.deprecated-removed"
	case g.roots[owner.Name] != "":
		rule = "operation.removed"
	case deprecated:
		rule = "graphql.deprecated-field-removed"
	}
	g.note(rule, coordinate, f.Source, owner.Source, f.Type.String(), "none")
}

func carries(list []graphql.Applied, name string) bool {
	return slices.ContainsFunc(list, func(a graphql.Applied) bool { return a.Name == name })
}

// field compares a field that both sides have.
func (g *graph) field(coordinate string, was, is *graphql.FieldOutline) {
	g.applied(coordinate, was.Applied, is.Applied, [2]schema.Source{was.Source, is.Source})
	if rule := ruleOfOutput(was.Type, is.Type); rule != "" {
		g.note(rule, coordinate, was.Source, is.Source, was.Type.String(), is.Type.String())
	}
	fields(was.Arguments, is.Arguments, func(a, b *graphql.FieldOutline) {
		g.input("argument", coordinate+"("+either(a, b)+":)", a, b, [2]schema.Source{was.Source, is.Source})
	})
}

// ruleOfOutput says what another type of a field means to those who read it.
func ruleOfOutput(was, is graphql.Shape) string {
	looser, stricter, other := false, false, false
	a, b := &was, &is
	for a != nil && b != nil {
		looser = looser || a.NonNull && !b.NonNull
		stricter = stricter || !a.NonNull && b.NonNull
		other = other || a.Name != b.Name || (a.Of == nil) != (b.Of == nil)
		a, b = a.Of, b.Of
	}
	switch {
	case other || looser && stricter:
		return "graphql.field-type-changed"
	case looser:
		return "graphql.field-became-nullable"
	case stricter:
		return "graphql.field-became-non-null"
	}
	return ""
}

// input compares an argument or an input field.
func (g *graph) input(what, coordinate string, was, is *graphql.FieldOutline, at [2]schema.Source) {
	switch {
	case was == nil:
		g.note(g.ruleOfAddedInput(what, is), coordinate, at[0], is.Source, "none", is.Type.String())
		return
	case is == nil:
		rule := "graphql." + what + "-removed"
		if what == "argument" && speaks(was.Name, pageSizes) {
			rule = "graphql.page-argument-removed"
		}
		g.note(rule, coordinate, was.Source, at[1], was.Type.String(), "none")
		return
	}
	g.applied(coordinate, was.Applied, is.Applied, [2]schema.Source{was.Source, is.Source})
	if rule := ruleOfInput(was, is); rule != "" {
		g.note("graphql."+what+"-"+rule, coordinate, was.Source, is.Source, was.Type.String(), is.Type.String())
	}
	old, now := defaultText(was), defaultText(is)
	if old == now || was.Default == nil { // a default that is new makes more requests valid
		return
	}
	g.note("graphql."+what+"-default-changed", coordinate, was.Source, is.Source, old, now)
}

func defaultText(f *graphql.FieldOutline) string {
	if f.Default == nil {
		return "none"
	}
	return compact(f.Default.V)
}

func (g *graph) ruleOfAddedInput(what string, f *graphql.FieldOutline) string {
	switch {
	case f.Type.NonNull && f.Default == nil:
		return "graphql.required-" + what + "-added"
	case speaks(f.Name, privileges):
		return "graphql.privileged-" + what + "-added"
	}
	return "graphql." + what + "-added"
}

// takes lists the scalars whose values another scalar takes as well (GraphQL, Input Coercion).
var takes = map[string][]string{"Float": {"Int"}, "ID": {"Int", "String"}}

// ruleOfInput says what another type of an input means to those who send it. A value that is no list is taken for a list of
// one, and a default makes an input optional.
func ruleOfInput(was, is *graphql.FieldOutline) string {
	owed, owes := was.Type.NonNull && was.Default == nil, is.Type.NonNull && is.Default == nil
	narrower, wider := owes && !owed, owed && !owes
	a, b := &was.Type, &is.Type
	outer := true
	for {
		if !outer {
			narrower, wider = narrower || !a.NonNull && b.NonNull, wider || a.NonNull && !b.NonNull
		}
		switch {
		case a.Of == nil && b.Of != nil:
			wider, b, outer = true, b.Of, true
			continue
		case a.Of != nil && b.Of == nil:
			return "type-changed"
		case a.Of == nil:
			switch {
			case a.Name == b.Name:
			case slices.Contains(takes[b.Name], a.Name):
				wider = true
			case slices.Contains(takes[a.Name], b.Name):
				narrower = true
			default:
				return "type-changed"
			}
			return inputRule(narrower, wider)
		}
		a, b, outer = a.Of, b.Of, false
	}
}

func inputRule(narrower, wider bool) string {
	switch {
	case narrower && wider:
		return "type-changed"
	case narrower:
		return "narrowed"
	case wider:
		return "widened"
	}
	return ""
}
