package graph

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// findOrigins looks at what the operations on each collection answer, and at what reading one object answers.
func (g *graph) findOrigins() {
	for _, p := range g.places {
		c := p.collection()
		if c.parent != nil && !c.key {
			for _, op := range c.ops {
				g.onCollection(p, op)
			}
		}
		g.putMakes(p)
		p.schema = g.itemSchema(p)
	}
}

// onCollection reads an operation whose path is the item's without the variables.
func (g *graph) onCollection(p *place, op *harness.Operation) {
	switch intentOf(op) {
	case add:
		if o, ok := g.maker(p, op); ok && !asks(op) {
			p.creates = append(p.creates, o)
		}
	case show:
		if o, ok := g.lister(p, op); ok {
			o.reason = "it is " + op.ID + " beside " + p.item + " and answers " + o.reason
			p.lists = append(p.lists, o)
		}
	}
}

// asks reports whether a name says that an operation makes nothing, although it adds by its verb.
func asks(op *harness.Operation) bool {
	list := words(op.Name)
	if len(list) == 0 {
		return false
	}
	switch list[0] {
	case "search", "list", "find", "get", "query", "check", "validate", "count", "preview", "delete", "remove", "lookup", "test", "estimate":
		return true
	}
	return false
}

// maker reads an operation that adds to a collection.
func (g *graph) maker(p *place, op *harness.Operation) (origin, bool) {
	keys := g.tells(p, op)
	told := len(keys) > 0
	located := g.header(op, "Location")
	if !g.made(op) && !told && !located {
		return origin{}, false
	}
	reason := "it adds to the collection of " + p.item
	switch {
	case complete(p, keys):
		reason += ", and the answer tells the key"
	case located:
		reason += ", and Location leads to what was made"
	default:
		reason += "; the contract does not say where the answer tells the key, perhaps in Location"
	}
	locate(p, keys)
	return origin{op: op, keys: keys, reason: reason}, true
}

// lister reads an operation that shows an array; the reason is only the end of one.
func (g *graph) lister(p *place, op *harness.Operation) (origin, bool) {
	for _, a := range g.answers(op) {
		if a.schema == nil {
			continue
		}
		at, item := g.listIn(a.schema, flat(p.word))
		if item == nil {
			continue
		}
		o := origin{op: op, array: at, keys: map[string]harness.Extract{}, reason: "an array that tells their key"}
		for key, inner := range g.keysIn(p, item) {
			o.keys[key] = harness.Extract{From: "body#" + at + "/*" + inner}
		}
		if v := g.valuesOf(item); len(o.keys) == 0 && len(p.keys) == 1 && v.scalar() && !v.object && g.agree(item, p.keys[0].schema) {
			o.keys[p.keys[0].first] = harness.Extract{From: "body#" + at + "/*"}
			o.reason = "an array of keys"
		}
		return o, len(o.keys) > 0
	}
	return origin{}, false
}

// putMakes finds an item that exists once a client has put it there under a key of its choice. It counts as a way to make
// one only where the answer says what became of the key, and nothing adds to the collection.
func (g *graph) putMakes(p *place) {
	op := p.has(put)
	if op == nil || len(p.creates) > 0 || !g.made(op) {
		return
	}
	if keys := g.tells(p, op); complete(p, keys) {
		p.creates = append(p.creates, origin{op: op, keys: keys, reason: "it may answer 201 under a key that the client chooses, and tells the key"})
	}
}

// itemSchema is the schema of one object, as reading or making it answers.
func (g *graph) itemSchema(p *place) *schema.Schema {
	ops := []*harness.Operation{p.has(show)}
	for _, o := range p.creates {
		ops = append(ops, o.op)
	}
	for _, op := range ops {
		if op == nil {
			continue
		}
		for _, a := range g.answers(op) {
			if a.schema == nil {
				continue
			}
			for _, o := range g.objectsIn(a.schema, flat(p.word)) {
				if g.keysIn(p, o.schema) != nil {
					return core(o.schema)
				}
			}
		}
	}
	return nil
}

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

// only chooses the one place that an operation at a node can speak of: it does not stand under the object itself, and does
// stand under its parent where there is one.
func only(places []*place, n *node) *place {
	var found []*place
	for _, p := range places {
		if under(n, p) || p.parent != nil && !under(n, p.parent) {
			continue
		}
		found = append(found, p)
	}
	if len(found) != 1 {
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

// rank puts the best origins first: those that tell all keys, in the body, on the item's own path, need the least.
func (g *graph) rank() {
	for _, p := range g.places {
		if p.same != nil {
			continue
		}
		cost := func(o harness.Origin) int {
			n := 0
			for _, k := range p.keys {
				switch from := o.Keys[k.first].From; {
				case from == "":
					n += 1000
				case !strings.HasPrefix(from, "body#"):
					n += 100
				}
			}
			if g.ends[o.Operation] != p.collection() && g.ends[o.Operation] != p.node {
				n += 10
			}
			return n + strings.Count(o.Operation.Path, "{")
		}
		slices.SortStableFunc(p.kind.Creates, func(a, b harness.Origin) int { return cost(a) - cost(b) })
		slices.SortStableFunc(p.kind.Lists, func(a, b harness.Origin) int { return cost(a) - cost(b) })
	}
}
