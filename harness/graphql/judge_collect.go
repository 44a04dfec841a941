package graphql

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// part is a selection that applies to an object. Maybe says that nobody can tell whether it does: a directive depends on a
// variable that is not known for certain, or a service may leave it for later.
type part struct {
	selection ast.SelectionSet
	maybe     bool
}

// collected is one key of an answer with everything that was asked for under it.
type collected struct {
	key   string
	name  string // of the field
	parts []part // the selections below it
	maybe bool
}

// maxWork bounds what one judgement looks at. Documents can be made in which fragments multiply.
const maxWork = 2_000_000

// collect lists what an object of a type must hold (GraphQL, 6.3.2 CollectFields), in the order of the document.
func (j *judge) collect(on *ast.Definition, parts []part) []*collected {
	c := &collection{judge: j, on: on, byKey: map[string]*collected{}, seen: map[string]bool{}}
	for _, p := range parts {
		c.add(p.selection, p.maybe)
	}
	return c.list
}

type collection struct {
	*judge
	on    *ast.Definition
	list  []*collected
	byKey map[string]*collected
	seen  map[string]bool // fragments, by name and certainty
}

func (c *collection) add(list ast.SelectionSet, maybe bool) {
	for _, s := range list {
		if c.steps++; c.steps > maxWork {
			c.doubt("the document is too wide to be judged")
			return
		}
		switch s := s.(type) {
		case *ast.Field:
			if in, unknown := c.included(s.Directives); in {
				c.field(s, maybe || unknown)
			}
		case *ast.InlineFragment:
			if in, unknown := c.included(s.Directives); in && c.applies(s.TypeCondition) {
				c.add(s.SelectionSet, maybe || unknown)
			}
		case *ast.FragmentSpread:
			c.spread(s, maybe)
		}
	}
}

func (c *collection) field(f *ast.Field, maybe bool) {
	k := c.byKey[f.Alias]
	if k == nil {
		k = &collected{key: f.Alias, name: f.Name, maybe: true}
		c.byKey[f.Alias] = k
		c.list = append(c.list, k)
	}
	k.maybe = k.maybe && maybe
	if len(f.SelectionSet) > 0 {
		k.parts = append(k.parts, part{f.SelectionSet, maybe})
	}
}

func (c *collection) spread(s *ast.FragmentSpread, maybe bool) {
	in, unknown := c.included(s.Directives)
	def := c.doc.Fragments.ForName(s.Name)
	if !in || def == nil || !c.applies(def.TypeCondition) {
		return
	}
	maybe = maybe || unknown
	if c.seen[s.Name] || maybe && c.seen[s.Name+"?"] {
		return
	}
	if maybe {
		c.seen[s.Name+"?"] = true
	} else {
		c.seen[s.Name] = true
	}
	c.add(def.SelectionSet, maybe)
}

// applies reports whether a fragment is for the type at hand.
func (c *collection) applies(condition string) bool {
	return condition == "" || c.ts.possible[condition][c.on.Name]
}

// included evaluates @skip and @include. Of @defer it says that nobody knows when.
func (j *judge) included(list ast.DirectiveList) (in, unknown bool) {
	in = true
	for _, d := range list {
		switch d.Name {
		case "skip", "include":
			value, known := j.condition(d)
			switch {
			case !known:
				unknown = true
			case value == (d.Name == "skip"):
				in = false
			}
		case "defer", "stream":
			unknown = true
		}
	}
	return in, unknown
}

func (j *judge) condition(d *ast.Directive) (value, known bool) {
	arg := d.Arguments.ForName("if")
	if arg == nil {
		return false, false
	}
	v := plain(arg.Value, nil)
	if arg.Value.Kind == ast.Variable {
		v = j.variables[arg.Value.Raw]
	}
	value, known = v.(bool)
	return value, known
}
