package graphql

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// draft is one document being written.
type draft struct {
	*Author
	Choices
	kind      ast.Operation
	operation string
	left      int // fields that may still be asked for beside the goals
	names     int // made up so far
	variables []*variable
	fragments []*fragment
	covers    map[string]bool
}

// sel is one selection: a field, an inline fragment (no name, perhaps a type) or the spread of a fragment.
type sel struct {
	key, name  string
	on         string
	spread     string
	arguments  []string
	directives []string
	below      []*sel
	sure       bool // something in it is a goal, so that no directive may leave it out
}

// fragment is a named fragment.
type fragment struct {
	name, on string
	list     []*sel
}

// scope holds the keys that one object of the answer has already. Two fields never share one, so that there is nothing to
// merge (GraphQL, 5.3.2).
type scope map[string]bool

// once is true once in n draws, and never for the simplest choice.
func (d *draft) once(n uint64) bool { return d.Draw(n) == n-1 }

// index draws an index for n elements.
func (d *draft) index(n int) int {
	if n < 2 {
		return 0
	}
	return int(d.Draw(uint64(n))) // #nosec G115 -- n is positive and the answer smaller
}

func (d *draft) name(prefix string) string {
	d.names++
	return prefix + strconv.Itoa(d.names)
}

// visit goes to a goal's type, asks for its fields there, and for something on the way.
func (d *draft) visit(g goal, keys scope) []*sel {
	if len(g.path) == 0 {
		list := make([]*sel, 0, len(g.fields))
		for _, f := range g.fields {
			list = append(list, d.sure(g.on, f, keys))
		}
		return list
	}
	at := g.path[0]
	rest := goal{g.path[1:], g.on, g.fields}
	if at.field == nil { // the type that an abstract one turns out to be
		next := g.on
		if len(rest.path) > 0 {
			next = rest.path[0].from
		}
		return []*sel{{on: next.Name, below: d.filled(d.visit(rest, keys)), sure: true}}
	}
	below := scope{}
	s := d.field(at.from, at.field, keys)
	s.sure = true
	next := d.ts.types.Types[at.field.Type.Name()]
	list := d.visit(rest, below)
	if d.once(3) {
		list = append(list, d.extras(next, below, d.limits.Depth)...)
	}
	if next.IsAbstractType() && !d.once(16) || len(list) == 0 {
		list = append(list, d.typename(below))
	}
	s.below = d.wrap(list, next)
	d.covers[at.from.Name+"."+at.field.Name] = true
	if d.kind == ast.Subscription && len(keys) == 1 {
		return []*sel{s}
	}
	return append([]*sel{s}, d.beside(at.from, keys)...)
}

// filled makes sure that a selection is not empty.
func (d *draft) filled(list []*sel) []*sel {
	if len(list) == 0 {
		return []*sel{{key: "__typename", name: "__typename"}}
	}
	return list
}

func (d *draft) typename(keys scope) *sel {
	key := "__typename"
	if keys[key] || d.once(8) {
		key = d.name("t")
	}
	keys[key] = true
	return &sel{key: key, name: "__typename", sure: true}
}

// beside asks for a leaf beside the way.
func (d *draft) beside(on *ast.Definition, keys scope) []*sel {
	m := d.members[on.Name]
	if len(m.leaves) == 0 || d.left <= 0 || !d.once(3) || on == d.ts.root(d.kind) {
		return nil
	}
	d.left--
	return []*sel{d.hedge(d.field(on, m.leaves[d.index(len(m.leaves))], keys))}
}

// sure asks for a field that is a goal, and for something below it where that must be.
func (d *draft) sure(on *ast.Definition, f *ast.FieldDefinition, keys scope) *sel {
	s := d.field(on, f, keys)
	s.sure = true
	d.covers[on.Name+"."+f.Name] = true
	if def := d.ts.types.Types[f.Type.Name()]; def.IsCompositeType() {
		s.below = d.object(def, d.limits.Depth)
	}
	return s
}

// field asks for a field under a key that is free.
func (d *draft) field(on *ast.Definition, f *ast.FieldDefinition, keys scope) *sel {
	s := &sel{key: f.Name, name: f.Name}
	if keys[s.key] || d.once(5) {
		s.key = d.name("a")
		for keys[s.key] || on.Fields.ForName(s.key) != nil {
			s.key = d.name("a")
		}
	}
	keys[s.key] = true
	s.arguments = d.arguments(on.Name+"."+f.Name, f.Arguments)
	return s
}

// object asks for something of a composite type.
func (d *draft) object(def *ast.Definition, depth int) []*sel {
	keys := scope{}
	var list []*sel
	if def.IsAbstractType() && !d.once(16) {
		list = append(list, d.typename(keys))
	}
	list = append(list, d.extras(def, keys, depth)...)
	if len(list) == 0 || !slices.ContainsFunc(list, func(s *sel) bool { return s.on == "" }) {
		list = append(list, d.typename(keys))
	}
	return d.wrap(list, def)
}

// extras asks for some leaves, perhaps for an object further down, and of an abstract type for what its types have.
func (d *draft) extras(def *ast.Definition, keys scope, depth int) []*sel {
	var list []*sel
	m := d.members[def.Name]
	for n := 1 + d.Draw(3); n > 0 && d.left > 0 && len(m.leaves) > 0; n-- {
		d.left--
		s := d.hedge(d.field(def, m.leaves[d.index(len(m.leaves))], keys))
		list = append(list, s)
		if d.once(12) && s.key == s.name && len(s.arguments)+len(s.directives) == 0 {
			list = append(list, s) // the same twice is once
		}
	}
	if depth > 0 && d.left > 0 && len(m.branches) > 0 && d.once(3) {
		d.left--
		f := m.branches[d.index(len(m.branches))]
		s := d.field(def, f, keys)
		s.below = d.object(d.ts.types.Types[f.Type.Name()], depth-1)
		list = append(list, d.hedge(s))
	}
	if def.IsAbstractType() && depth > 0 && d.left > 0 {
		possible := d.ts.possibleTypes(def)
		for n := d.Draw(3); n > 0 && len(possible) > 0; n-- {
			on := possible[d.index(len(possible))]
			below := d.extras(on, keys, depth-1)
			if len(below) > 0 {
				list = append(list, d.hedge(&sel{on: on.Name, below: below}))
			}
		}
	}
	return list
}

// hedge sometimes leaves a selection to @skip or @include.
func (d *draft) hedge(s *sel) *sel {
	if s.sure || !d.once(7) {
		return s
	}
	first := d.index(2)
	for i, name := range []string{"@include", "@skip"} {
		if i == first || d.once(4) {
			s.directives = append(s.directives, name+"(if: "+d.condition()+")")
		}
	}
	return s
}

// wrap sometimes puts a part of a selection into a fragment, in place or with a name.
func (d *draft) wrap(list []*sel, on *ast.Definition) []*sel {
	if len(list) == 0 || !d.once(4) || d.kind == ast.Subscription && on == d.ts.root(d.kind) {
		return list
	}
	from := d.index(len(list))
	to := from + 1 + d.index(len(list)-from)
	part := slices.Clone(list[from:to])
	sure := slices.ContainsFunc(part, func(s *sel) bool { return s.sure })
	s := &sel{sure: sure}
	spreads := on.Kind == ast.Object || len(d.ts.possible[on.Name]) > 0
	switch choice := d.Draw(3); {
	case choice == 0 || !spreads:
		s.below = part
	case choice == 1:
		s.on, s.below = on.Name, part
	default:
		f := &fragment{d.name("F"), on.Name, part}
		d.fragments = append(d.fragments, f)
		s.spread = f.name
	}
	return slices.Concat(list[:from], []*sel{d.hedge(s)}, list[to:])
}
