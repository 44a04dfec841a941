package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// asked is the default selection of one root field: what the documents of its operation ask for.
type asked struct {
	set  *set   // nil for a field whose type has no fields
	text string // the selection as it stands in the document, with a space in front; empty for no set
}

// set is the selection on one composite type.
type set struct {
	on     *ast.Definition
	fields []*pick
	cases  []*set // of an abstract type: what is asked of each object type besides
	above  *set
	depth  int
}

// pick is one field of a set.
type pick struct {
	key   string
	field *ast.FieldDefinition
	below *set
}

// asker fills a selection breadth first, so that what lies near the root is asked for when the budget ends.
type asker struct {
	ts    *TypeSystem
	left  int
	depth int
	queue []*set
}

// ask makes the default selection of a root field: every field that needs no arguments, down to a bounded depth and up to a
// bounded number, on each possible type, and no type within itself.
func (t *TypeSystem) ask(f *ast.FieldDefinition, opt Options) *asked {
	def := t.types.Types[f.Type.Name()]
	if def == nil || !def.IsCompositeType() {
		return &asked{}
	}
	a := &asker{ts: t, left: opt.Fields, depth: opt.Depth}
	root := &set{on: def, depth: 1}
	a.queue = []*set{root}
	for len(a.queue) > 0 && a.left > 0 {
		next := a.queue[0]
		a.queue = a.queue[1:]
		a.fill(next)
	}
	root.prune()
	var out strings.Builder
	root.write(&out)
	return &asked{set: root, text: out.String()}
}

func (a *asker) fill(s *set) {
	a.fields(s, s.on.Fields, func(name string) string { return name })
	if !s.on.IsAbstractType() {
		return
	}
	possible := a.ts.possibleTypes(s.on)
	apart := a.ts.apart(s.on, possible)
	for _, def := range possible {
		c := &set{on: def, above: s, depth: s.depth}
		rest := slices.DeleteFunc(slices.Clone(def.Fields), func(f *ast.FieldDefinition) bool { return s.on.Fields.ForName(f.Name) != nil })
		a.fields(c, rest, func(name string) string {
			if apart[name] {
				return name + "_" + def.Name
			}
			return name
		})
		s.cases = append(s.cases, c)
	}
}

// fields asks for fields, leaves first.
func (a *asker) fields(s *set, fields ast.FieldList, key func(string) string) {
	for _, leaves := range []bool{true, false} {
		for _, f := range fields {
			def := a.ts.types.Types[f.Type.Name()]
			if a.left <= 0 || !own(f.Name) || needs(f) || def == nil || def.IsCompositeType() == leaves {
				continue
			}
			p := &pick{key: key(f.Name), field: f}
			if !leaves {
				if s.depth >= a.depth || a.within(s, def) {
					continue
				}
				p.below = &set{on: def, above: s, depth: s.depth + 1}
				a.queue = append(a.queue, p.below)
			}
			a.left--
			s.fields = append(s.fields, p)
		}
	}
}

// within reports whether a type, or one that it may turn out to be, is being asked for already further up.
func (a *asker) within(s *set, def *ast.Definition) bool {
	for ; s != nil; s = s.above {
		if s.on == def {
			return true
		}
	}
	return false
}

// needs reports whether a field cannot be asked for without arguments.
func needs(f *ast.FieldDefinition) bool {
	return slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
}

// apart names the fields that differ in type between the possible types of an abstract one. They cannot share a key in one
// answer (GraphQL, 5.3.2 Field Selection Merging).
func (t *TypeSystem) apart(abstract *ast.Definition, possible []*ast.Definition) map[string]bool {
	types, apart := map[string]string{}, map[string]bool{}
	for _, def := range possible {
		for _, f := range def.Fields {
			if abstract.Fields.ForName(f.Name) != nil {
				continue
			}
			if known, ok := types[f.Name]; ok && known != f.Type.String() {
				apart[f.Name] = true
			}
			types[f.Name] = f.Type.String()
		}
	}
	return apart
}

// prune takes out what was entered and never filled, and reports whether anything is left.
func (s *set) prune() bool {
	s.fields = slices.DeleteFunc(s.fields, func(p *pick) bool { return p.below != nil && !p.below.prune() })
	s.cases = slices.DeleteFunc(s.cases, func(c *set) bool { return !c.prune() })
	return len(s.fields)+len(s.cases) > 0
}

// named reports whether a set asks for the name of the type: where the answer needs it, and where nothing else is asked.
func (s *set) named() bool { return s.on.IsAbstractType() || len(s.fields) == 0 }

func (s *set) write(out *strings.Builder) {
	out.WriteString(" {")
	if s.named() {
		out.WriteString(" __typename")
	}
	for _, p := range s.fields {
		out.WriteByte(' ')
		if p.key != p.field.Name {
			out.WriteString(p.key)
			out.WriteString(": ")
		}
		out.WriteString(p.field.Name)
		if p.below != nil {
			p.below.write(out)
		}
	}
	for _, c := range s.cases {
		out.WriteString(" ... on ")
		out.WriteString(c.on.Name)
		c.write(out)
	}
	out.WriteString(" }")
}
