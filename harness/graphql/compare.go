package graphql

import (
	"cmp"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Drift says in which way a live schema differs from the committed one.
type Drift string

const (
	// Undeclared is what a service offers and nobody has reviewed.
	Undeclared Drift = "undeclared"
	// Missing is what was promised and is not offered.
	Missing Drift = "missing"
	// Changed is what is offered in another form than was promised.
	Changed Drift = "changed"
)

// Difference is one place where two schemas differ.
type Difference struct {
	Drift      Drift
	What       string        // type, kind, field, argument, input field, enum value, member, interface, default, directive
	Coordinate string        // such as "Order.items" or "Query.orders(first:)"
	Live       string        // what the service says; empty where it has nothing
	Committed  string        // what was promised; empty where that is nothing
	Place      schema.Source // in the committed schema, or in the live one where that has nothing
}

// Compare lists where a live schema, as introspection tells it, differs from the committed one: types, fields, arguments,
// enum values, defaults and where null may stand. Directives on definitions do not take part, since introspection does not
// tell them, nor do arguments that are deprecated, which old services do not list.
func Compare(live, committed *TypeSystem) []Difference {
	c := &comparison{live: live, committed: committed}
	for _, name := range bothNames(live.types.Types, committed.types.Types) {
		if !own(name) || slices.Contains(builtInScalars, name) || c.machinery(name) {
			continue
		}
		a, b := live.types.Types[name], committed.types.Types[name]
		if c.presence("type", name, a != nil, b != nil, place(a, b)) {
			c.types(a, b)
		}
	}
	for _, kind := range kinds {
		c.text("root", string(kind), rootName(live, kind), rootName(committed, kind), schema.Source{File: committed.name()})
	}
	slices.SortStableFunc(c.found, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Coordinate, b.Coordinate), cmp.Compare(a.What, b.What))
	})
	return c.found
}

func rootName(t *TypeSystem, kind ast.Operation) string {
	if def := t.root(kind); def != nil {
		return def.Name
	}
	return ""
}

// place is where a type stands in the committed schema, or else in the live one.
func place(live, committed *ast.Definition) schema.Source {
	if committed != nil {
		return source(committed.Position, committed.Name)
	}
	return source(live.Position, live.Name)
}

type comparison struct {
	live, committed *TypeSystem
	found           []Difference
}

// machinery reports whether a name is one that a federation library adds to what the author wrote.
func (c *comparison) machinery(name string) bool {
	switch name {
	case "_Any", "_Entity", "_Service", "_entities", "_service", "_FieldSet", "FieldSet", "link__Import", "link__Purpose":
		return slices.Contains(c.committed.invented, "@key") || slices.Contains(c.committed.invented, "@link")
	}
	return false
}

func (c *comparison) add(d Difference) { c.found = append(c.found, d) }

// presence notes what only one side has, and reports whether both have it.
func (c *comparison) presence(what, coordinate string, live, committed bool, at schema.Source) bool {
	switch {
	case live && !committed:
		c.add(Difference{Drift: Undeclared, What: what, Coordinate: coordinate, Live: what, Place: at})
	case committed && !live:
		c.add(Difference{Drift: Missing, What: what, Coordinate: coordinate, Committed: what, Place: at})
	}
	return live && committed
}

func (c *comparison) text(what, coordinate, live, committed string, at schema.Source) {
	if live != committed {
		c.add(Difference{Drift: Changed, What: what, Coordinate: coordinate, Live: live, Committed: committed, Place: at})
	}
}

func (c *comparison) types(live, committed *ast.Definition) {
	name, at := committed.Name, place(live, committed)
	if live.Kind != committed.Kind {
		c.text("kind", name, string(live.Kind), string(committed.Kind), at)
		return
	}
	c.names("interface", name, live.Interfaces, committed.Interfaces, at)
	c.names("member", name, live.Types, committed.Types, at)
	if live.Kind == ast.Enum {
		c.names("enum value", name, valueNames(live), valueNames(committed), at)
	}
	if live.Kind == ast.InputObject && oneOf(live) && !oneOf(committed) {
		c.text("oneOf", name, "@oneOf", "", at)
	}
	for _, field := range fieldNames(live, committed) {
		if own(field) && !c.machinery(field) {
			c.field(live, committed, field)
		}
	}
}

func (c *comparison) field(liveType, committedType *ast.Definition, name string) {
	a, b := liveType.Fields.ForName(name), committedType.Fields.ForName(name)
	coordinate := committedType.Name + "." + name
	what := "field"
	if committedType.Kind == ast.InputObject {
		what = "input field"
		if a == nil && deprecated(b.Directives) {
			return
		}
	}
	newest := b
	if newest == nil {
		newest = a
	}
	at := source(newest.Position, committedType.Name, name)
	if !c.presence(what, coordinate, a != nil, b != nil, at) {
		return
	}
	c.text(what, coordinate, a.Type.String(), b.Type.String(), at)
	c.text("default", coordinate, defaultText(a.DefaultValue), defaultText(b.DefaultValue), at)
	var names []string
	for _, arg := range append(slices.Clone(a.Arguments), b.Arguments...) {
		names = append(names, arg.Name)
	}
	slices.Sort(names)
	for _, arg := range slices.Compact(names) {
		c.argument(coordinate+"("+arg+":)", a.Arguments.ForName(arg), b.Arguments.ForName(arg))
	}
}

func (c *comparison) argument(coordinate string, a, b *ast.ArgumentDefinition) {
	if a == nil && deprecated(b.Directives) {
		return
	}
	at := schema.Source{}
	if b != nil {
		at = source(b.Position)
	}
	if c.presence("argument", coordinate, a != nil, b != nil, at) {
		c.text("argument", coordinate, a.Type.String(), b.Type.String(), at)
		c.text("default", coordinate, defaultText(a.DefaultValue), defaultText(b.DefaultValue), at)
	}
}

// names compares lists whose order says nothing.
func (c *comparison) names(what, owner string, live, committed []string, at schema.Source) {
	all := slices.Concat(live, committed)
	slices.Sort(all)
	for _, name := range slices.Compact(all) {
		c.presence(what, owner+"."+name, slices.Contains(live, name), slices.Contains(committed, name), at)
	}
}

func valueNames(def *ast.Definition) []string {
	var names []string
	for _, v := range def.EnumValues {
		names = append(names, v.Name)
	}
	return names
}

func fieldNames(a, b *ast.Definition) []string {
	var names []string
	for _, f := range slices.Concat(a.Fields, b.Fields) {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// defaultText writes a default so that equal values have equal texts, whatever their layout.
func defaultText(v *ast.Value) string {
	if v == nil {
		return ""
	}
	return compact(plain(v, nil))
}

func bothNames[V any](a, b map[string]V) []string {
	all := slices.Concat(slices.Collect(maps.Keys(a)), slices.Collect(maps.Keys(b)))
	slices.Sort(all)
	return slices.Compact(all)
}

// name is the first file of a schema.
func (t *TypeSystem) name() string {
	if len(t.files) == 0 {
		return ""
	}
	return t.files[0].Name
}
