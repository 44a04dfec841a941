package graph

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// place is a run of path variables that names one object of its parent.
type place struct {
	node    *node // the last variable; nil for a kind without a template
	keys    []*node
	parent  *place
	item    string // the path template
	word    string // what the objects are called, in the singular, such as "order"
	kind    *harness.Kind
	same    *place         // this template names objects that another place is about
	settled bool           // same is decided
	creates []origin       // by operations on the collection
	lists   []origin       // likewise
	schema  *schema.Schema // of one object, as reading it answers
}

// origin is a harness.Origin before it is known to whom it belongs.
type origin struct {
	op     *harness.Operation
	keys   map[string]harness.Extract
	array  string
	reason string
}

// collection is the node before the variables.
func (p *place) collection() *node {
	if p.node == nil {
		return nil
	}
	return p.keys[0].parent
}

// noun is what the literal before the variables calls the objects, or else the last variable.
func (p *place) noun() string {
	last := p.keys[len(p.keys)-1].first
	c := p.collection()
	if c.parent != nil && !c.key && !strings.Contains(c.text, "{") {
		if w := one(c.text); w != "" && !version(w) {
			return w
		}
	}
	if thing, _ := stem(last, ""); thing != "" {
		return one(thing)
	}
	return one(last)
}

// version reports whether a segment such as v1, api or 2024-01 says nothing about what follows.
func version(w string) bool {
	if w == "api" || w == "rest" || w == "by-id" || w == "id" {
		return true
	}
	return len(w) > 1 && w[0] == 'v' && strings.Trim(w[1:], "0123456789-.betalph") == "" || strings.Trim(w, "0123456789-.") == ""
}

// tuple is the names of the variables, to compare places by.
func (p *place) tuple() string {
	var names []string
	for _, k := range p.keys {
		names = append(names, flat(k.first))
	}
	return strings.Join(names, ",")
}

// defining reports whether the variable is called after the collection, as in /users/{username}.
func (p *place) defining() bool {
	thing, _ := p.lastStem()
	return thing != "" && thing == strings.ReplaceAll(p.word, "-", "")
}

func (p *place) lastStem() (thing, suffix string) {
	return stem(p.keys[len(p.keys)-1].first, strings.ReplaceAll(p.word, "-", ""))
}

// target is the place whose kind this one is about.
func (p *place) target() *place {
	for p != nil && p.same != nil {
		p = p.same
	}
	return p
}

// above reports whether other is this place's parent, or a parent of it, or about the same objects as one.
func (p *place) above(other *place) bool {
	for at := p.parent; at != nil; at = at.parent {
		if at == other || at.target() == other {
			return true
		}
	}
	return false
}

// has gives the first operation on the item with an intent, or nil.
func (p *place) has(want intent) *harness.Operation { return first(p.node, want) }

func first(n *node, want intent) *harness.Operation {
	if n == nil {
		return nil
	}
	for _, op := range n.ops {
		if intentOf(op) == want {
			return op
		}
	}
	return nil
}
