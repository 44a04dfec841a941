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

// listedBy finds the place whose objects are the elements of an array that an operation at a node answers, and says why.
func (g *graph) listedBy(item *schema.Schema, n *node, bySchema map[*schema.Schema][]*place, byWord map[string][]*place) (*place, string) {
	if p := only(bySchema[core(item)], n); p != nil {
		return p, "an array whose elements have the schema that describes one"
	}
	if !n.key {
		var like []*place
		for _, q := range byWord[one(n.text)] {
			if g.resembles(item, q.schema) && g.keysIn(q, item) != nil {
				like = append(like, q)
			}
		}
		if p := only(like, n); p != nil {
			return p, "an array that tells their keys, and is called after them"
		}
	}
	return only(g.sharing(item), n), "an array whose elements have a key of the schema that the path variable has"
}

func (g *graph) listElsewhere(op *harness.Operation, n *node, bySchema map[*schema.Schema][]*place, byWord map[string][]*place) bool {
	for _, a := range g.answers(op) {
		if a.schema == nil || len(bySchema[core(a.schema)]) > 0 { // one object that has an array is no list
			continue
		}
		_, item := g.listIn(a.schema, one(n.text))
		if item == nil || !g.valuesOf(item).object {
			continue
		}
		p, reason := g.listedBy(item, n, bySchema, byWord)
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

// resembles reports whether at least half of what an object has is what one of a kind has. What nobody described resembles
// everything.
func (g *graph) resembles(o, of *schema.Schema) bool {
	if of == nil {
		return true
	}
	list, same := g.fields(o), 0
	for _, f := range list {
		if g.field(of, f.Name) != nil {
			same++
		}
	}
	return 2*same >= len(list)
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
