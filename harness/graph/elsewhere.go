package graph

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// elsewhere finds operations that make or list objects away from their own collection.
func (g *graph) elsewhere(op *harness.Operation, n *node, bySchema map[*schema.Schema][]*place, byWord map[string][]*place) bool {
	switch intentOf(op) {
	case add:
		if !g.made(op) || asks(op) {
			return false
		}
		for _, a := range g.answers(op) {
			if a.schema == nil {
				continue
			}
			if p := only(bySchema[core(a.schema)], n); p != nil {
				if keys := g.tells(p, op); len(keys) > 0 {
					locate(p, keys)
					g.create(p, origin{op: op, keys: keys, reason: "it answers 201 with the schema that describes " + p.item})
					return true
				}
			}
		}
	case show:
		return g.listElsewhere(op, n, bySchema, byWord)
	}
	return false
}

func (g *graph) listElsewhere(op *harness.Operation, n *node, bySchema map[*schema.Schema][]*place, byWord map[string][]*place) bool {
	for _, a := range g.answers(op) {
		if a.schema == nil {
			continue
		}
		_, item := g.listIn(a.schema, one(n.text))
		if item == nil || !g.valuesOf(item).object {
			continue
		}
		p, reason := only(bySchema[core(item)], n), "an array whose elements have the schema that describes one"
		if p == nil && !n.key {
			p, reason = only(byWord[one(n.text)], n), "an array that tells their keys, and is called after them"
		}
		if p == nil {
			p, reason = only(g.sharing(item), n), "an array whose elements have a key of the schema that the path variable has"
		}
		if p == nil {
			return false
		}
		o, ok := g.lister(p, op)
		if ok && complete(p, o.keys) {
			p.kind.Lists = append(p.kind.Lists, harness.Origin{Operation: op, Keys: o.keys, Array: o.array, Reason: "it answers " + reason})
		}
		return ok && complete(p, o.keys)
	}
	return false
}

// sharing lists the places of whose key an object has one by the same name-giving schema, such as a shared ProductId.
func (g *graph) sharing(o *schema.Schema) []*place {
	for _, name := range []string{"id", "uuid", "key"} {
		f := g.field(o, name)
		if !named(f) {
			continue
		}
		var found []*place
		for _, p := range g.places {
			if last := p.keys[len(p.keys)-1]; p.same == nil && named(last.schema) && core(last.schema) == core(f) {
				found = append(found, p)
			}
		}
		return found
	}
	return nil
}

// only chooses the place that an operation at a node can speak of: one whose parent the path goes through, or else one
// without a parent. There has to be just one, and the path may not go through the object itself: what stands below an issue
// and shows issues may be about anything.
func only(places []*place, n *node) *place {
	var below, free []*place
	for _, p := range places {
		switch {
		case p.parent == nil:
			free = append(free, p)
		case under(n, p.parent):
			below = append(below, p)
		}
	}
	found := below
	if len(below) == 0 {
		found = free
	}
	if len(found) != 1 || under(n, found[0]) {
		return nil
	}
	return found[0]
}

// under reports whether the template of a node goes through an object of a place, or of one that is the same.
func under(n *node, p *place) bool {
	for at := n; at != nil; at = at.parent {
		if at.place != nil && (at.place == p || at.place.target() == p.target()) {
			return true
		}
	}
	return false
}
