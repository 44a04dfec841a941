package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
)

// deepestInput bounds how far inputs are searched for the names of objects.
const deepestInput = 4

// need finds the inputs of an operation that name objects.
func (c *concerns) need(op *harness.Operation) {
	p := c.w.plans[op.ID]
	n := &needing{concerns: c, op: op, concern: op.Concern}
	for _, a := range p.field.Arguments {
		n.input(a.Name, a.Type, "body#/"+a.Name, nil)
	}
	if len(n.found) == 0 {
		return
	}
	if op.Concern == nil {
		op.Concern = &harness.Concern{}
	}
	op.Concern.Needs = n.found
}

// needing looks through the inputs of one operation.
type needing struct {
	*concerns
	op      *harness.Operation
	concern *harness.Concern
	found   []harness.NeedOf
}

func (n *needing) input(name string, t *ast.Type, at string, within []*ast.Definition) {
	if t.Elem != nil {
		n.input(name, t.Elem, at+"/*", within)
		return
	}
	def := n.w.ts.types.Types[t.NamedType]
	switch {
	case def == nil || len(n.found) > 20:
	case def.Kind == ast.Scalar:
		n.scalar(name, def, at)
	case def.Kind == ast.InputObject && !oneOf(def) && !slices.Contains(within, def) && len(within) < deepestInput:
		for _, f := range def.Fields {
			n.input(f.Name, f.Type, at+"/"+f.Name, append(within, def))
		}
	}
}

// scalar decides whether an input takes the name of an object. An ID that says no more is that of what the operation is
// about; else it is called after the type, with or without "Id".
func (n *needing) scalar(name string, def *ast.Definition, at string) {
	thing := wordsOf(name)
	named := false
	if last := len(thing) - 1; last >= 0 && (thing[last] == "id" || thing[last] == "ids" || thing[last] == "uuid") {
		thing, named = thing[:last], true
	}
	if !named && def.Name != "ID" {
		n.other(name, def, at)
		return
	}
	var s *noun
	if len(thing) == 0 {
		if n.concern != nil {
			s = n.kinds[n.concern.Kind]
		}
		if s == nil {
			s = n.any()
		}
	} else {
		s = n.after(thing)
	}
	if s != nil && s.key.Type.Name() == def.Name {
		n.found = append(n.found, harness.NeedOf{Target: at, Kind: s.kind, Key: s.key.Name, Reason: "its name and type are those of the key of " + s.def.Name})
	}
}

// any finds a kind for the ID of what a query shows that may be of several types, such as node.
func (n *needing) any() *noun {
	def := n.w.ts.types.Types[n.w.plans[n.op.ID].field.Type.Name()]
	if !n.op.ReadOnly || def == nil || !def.IsAbstractType() {
		return nil
	}
	for _, maker := range n.w.contract.Operations {
		if c := maker.Concern; c != nil && c.Keys != nil && c.Verb == creates && n.w.ts.possible[def.Name][n.kinds[c.Kind].def.Name] {
			return n.kinds[c.Kind]
		}
	}
	return nil
}

// other takes a scalar that reads an object by something else than its ID, such as a slug.
func (n *needing) other(name string, def *ast.Definition, at string) {
	if n.concern == nil || n.concern.Verb != reads || strings.Count(at, "/") > 1 {
		return
	}
	s := n.kinds[n.concern.Kind]
	if f := s.def.Fields.ForName(name); f != nil && f.Type.Elem == nil && f.Type.Name() == def.Name && !needs(f) {
		n.found = append(n.found, harness.NeedOf{Target: at, Kind: s.kind, Key: name, Reason: "it is called as " + s.def.Name + "." + name})
	}
}

// after finds the noun that words are called after, or whose name they end with: parentTopic is a topic.
func (n *needing) after(thing []string) *noun {
	thing = slices.Clone(thing)
	last := &thing[len(thing)-1]
	for _, form := range []string{*last, strings.TrimSuffix(*last, "s"), strings.TrimSuffix(*last, "ies") + "y", strings.TrimSuffix(*last, "es")} {
		*last = form
		for from := range thing {
			if s := n.kinds[strings.Join(thing[from:], "-")]; s != nil {
				return s
			}
		}
	}
	return nil
}

// prune takes back what turns out to lack something: who reads, changes or removes one object has to be told which, who makes
// one is not told its name, and a kind of which nothing tells a name helps nobody.
func (c *concerns) prune(ops []*harness.Operation) {
	taken := map[string]bool{}
	for _, op := range ops {
		if r := op.Concern; r != nil && r.Verb != "" {
			if r.Verb == reads && !c.whole(op) {
				r.Verb = ""
				continue
			}
			c.settle(op, taken)
		}
	}
	for _, op := range ops {
		if r := op.Concern; r != nil && (r.Verb == creates || r.Verb == lists) {
			c.kinds[r.Kind].origin = true
		}
	}
	for _, op := range ops {
		r := op.Concern
		if r == nil {
			continue
		}
		r.Needs = slices.DeleteFunc(r.Needs, func(need harness.NeedOf) bool { return !c.kinds[need.Kind].origin })
		if r.Verb != "" && !c.kinds[r.Kind].origin {
			r.Verb = ""
		}
		if r.Verb == "" && len(r.Needs) == 0 {
			op.Concern = nil
		}
	}
}

// whole reports whether an operation is told which object to read by one input, and wants no other.
func (c *concerns) whole(op *harness.Operation) bool {
	wanted := 0
	for _, a := range c.w.plans[op.ID].field.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			wanted++
		}
	}
	return wanted <= 1 && len(op.Concern.Needs) == 1
}

// given finds the members of an object among the arguments: those of the only input object, or the arguments themselves.
func (c *concerns) given(f *ast.FieldDefinition) string {
	at := ""
	for _, a := range f.Arguments {
		if def := c.w.ts.types.Types[a.Type.Name()]; def != nil && def.Kind == ast.InputObject && a.Type.Elem == nil {
			if at != "" {
				return ""
			}
			at = "/" + a.Name
		}
	}
	return at
}

// settle looks once more at what one operation does, now that it is known what it is told.
func (c *concerns) settle(op *harness.Operation, taken map[string]bool) {
	r := op.Concern
	told := slices.ContainsFunc(r.Needs, func(need harness.NeedOf) bool { return need.Kind == r.Kind })
	switch {
	case r.Verb == lists:
	case r.Verb == creates && told:
		r.Verb, r.Keys = actsOn, nil
	case r.Verb == creates:
		if r.Keys == nil {
			r.Verb = ""
		}
	case !told:
		r.Verb = ""
	default:
		if one := r.Verb + " " + r.Kind; r.Verb != actsOn && taken[one] {
			r.Verb = actsOn
		} else {
			taken[one] = true
		}
	}
}
