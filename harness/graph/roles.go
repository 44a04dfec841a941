package graph

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// assign gives each operation its role.
func (g *graph) assign() {
	bySchema, byWord := map[*schema.Schema][]*place{}, map[string][]*place{}
	for _, p := range g.places {
		if p.same != nil {
			continue
		}
		if p.schema != nil {
			bySchema[p.schema] = append(bySchema[p.schema], p)
		}
		byWord[p.word] = append(byWord[p.word], p)
		g.keep(p)
	}
	for _, op := range g.contract.Operations {
		if n := g.ends[op]; n != nil && !g.onItem(op, n) && !g.known(op) && !g.elsewhere(op, n, bySchema, byWord) {
			g.act(op, n)
		}
	}
}

// keep gives a kind the origins that its collection has.
func (g *graph) keep(p *place) {
	for _, o := range p.creates {
		g.create(p, o)
	}
	for _, o := range p.lists {
		p.kind.Lists = append(p.kind.Lists, harness.Origin{Operation: o.op, Keys: o.keys, Array: o.array, Reason: o.reason})
	}
}

func (g *graph) create(p *place, o origin) {
	p.kind.Creates = append(p.kind.Creates, harness.Origin{Operation: o.op, Keys: o.keys, Reason: o.reason})
}

// known reports whether an operation makes or lists what its own collection holds.
func (g *graph) known(op *harness.Operation) bool {
	for _, c := range g.ends[op].next {
		for at := c; at != nil && at.key; at = run(at) {
			if at.place != nil && at.place.same == nil && at.place.collection() == g.ends[op] {
				return at.place.kind.Creator(op) != nil || at.place.kind.Lister(op) != nil
			}
		}
	}
	return false
}

// run is the variable that follows a variable, or nil.
func run(n *node) *node { return n.index["{}"] }

// onItem gives an operation on one object its role.
func (g *graph) onItem(op *harness.Operation, n *node) bool {
	p := n.place
	if p == nil || p.same != nil {
		return false
	}
	k, reason := p.kind, "its path is "+n.path()
	set := func(slot **harness.Operation, verb string) {
		if *slot == nil {
			*slot = op
		} else {
			k.Actions = append(k.Actions, op)
			verb = actsOn
		}
		g.why[role{op, k, verb}] = reason
	}
	switch intentOf(op) {
	case show:
		set(&k.Read, reads)
	case put:
		set(&k.Replace, replaces)
	case change:
		set(&k.Patch, patches)
	case remove:
		set(&k.Delete, deletes)
	default:
		k.Actions = append(k.Actions, op)
		g.why[role{op, k, actsOn}] = reason
	}
	return true
}

// act makes an operation an action on the object that its path goes through last.
func (g *graph) act(op *harness.Operation, n *node) {
	at := n
	for at != nil && at.place == nil {
		at = at.parent
	}
	if at == nil {
		return
	}
	p := at.place
	reason := "its path continues " + p.item
	if p.same != nil && at == n { // such as DELETE /teams/{team}/members/{user}: it changes the team
		reason = "its path names one of " + p.target().item
		if p.parent != nil && p.word != p.target().word {
			reason, p = "its path continues "+p.parent.item, p.parent
		}
	}
	k := p.target().kind
	if !slices.Contains(k.Actions, op) {
		k.Actions = append(k.Actions, op)
		g.why[role{op, k, actsOn}] = reason
	}
}
