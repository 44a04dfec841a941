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
