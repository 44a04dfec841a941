package diff

import (
	"github.com/contravene-dev/contravene/harness/schema"
)

// pair is a place as both contracts describe it.
type pair struct {
	base, head *spot
	text       bool // the value travels as text, so that 5 and "5" are the same
	edits      []*edit
	kids       []kid
}

type pairKey struct {
	base, head *spot
	text       bool
}

// kid is a part of the value, or one branch of what may be said about it.
type kid struct {
	step
	pair *pair
}

// step leads from a value to a part of it.
type step struct {
	way   way
	name  string // of a property, or the label of a branch
	index int
	base  *schema.Schema // of a branch: what chooses it
	head  *schema.Schema
}

type way uint8

const (
	toProperty way = iota
	toRest         // any property that is not declared
	toPattern      // any property that a pattern claims
	toItems
	toPosition
	toBranch
)

// edit is one difference at a place, before it is known whether it makes a difference to values.
type edit struct {
	stem          string   // a constraint's, or what happened to a property
	name          string   // of the property, or what tells two edits of the same stem apart
	keywords      []string // that say it
	lose, gain    []*schema.Schema
	twist         func(any) (any, bool) // changes a value that was made so that it shows the difference
	base, head    schema.Source
	before, after string
	quiet         bool // it is no difference in writing, so that nothing is undecided without a value
	sure          bool // it is a change whether or not there is a value that shows it
	factor        int  // by which a bound was raised; 0: taken away
	outcome       *outcome
}

// pair compares two spots, once.
func (d *differ) pair(base, head *spot, text bool) *pair {
	key := pairKey{base, head, text}
	if known := d.pairs[key]; known != nil {
		return known
	}
	p := &pair{base: base, head: head, text: text}
	d.pairs[key] = p
	d.compare(p)
	return p
}

// same reports whether nothing differs at a place or anywhere below it.
func (d *differ) same(base, head *spot, text bool) bool {
	seen := map[*pair]bool{}
	var clean func(p *pair) bool
	clean = func(p *pair) bool {
		if seen[p] {
			return true
		}
		seen[p] = true
		if len(p.edits) > 0 {
			return false
		}
		for _, k := range p.kids {
			if !clean(k.pair) {
				return false
			}
		}
		return true
	}
	return clean(d.pair(base, head, text))
}

// sameSchemas is same for schemas that are not spots of their own.
func (d *differ) sameSchemas(face schema.Face, base, head *schema.Schema) bool {
	if base == nil || head == nil {
		return base == head
	}
	return d.same(d.sides[0].spot(face, base), d.sides[1].spot(face, head), false)
}

// compare fills in what differs between the two sides of a pair.
func (d *differ) compare(p *pair) {
	b, h := p.base.node(), p.head.node()
	switch {
	case b.free() && h.free():
		return
	case b.free() || h.free(), b.vague() != h.vague() && b.mask&h.mask&kObject != 0 && len(b.unions)+len(h.unions) == 0:
		d.compareSchemas(p, b, h)
		return
	}
	if d.compareChoice(p, b, h) {
		return
	}
	d.compareTypes(p, b, h)
	d.compareLists(p, b, h)
	both := b.mask & h.mask
	listed := func(k kinds) bool { return b.listed(k) || h.listed(k) }
	if both&kNumber != 0 && !listed(kNumber) {
		p.compareNumbers(b, h)
	}
	if both&kString != 0 && !listed(kString) {
		p.compareTexts(b, h)
	}
	if b.arr != nil && h.arr != nil {
		d.compareArrays(p, b, h)
	}
	if b.obj != nil && h.obj != nil {
		d.compareObjects(p, b, h)
	}
	d.compareUnions(p, b, h)
	d.compareNots(p, b, h)
	d.compareConditions(p, b, h)
}

func (n *node) listed(k kinds) bool {
	for each := range n.lists {
		if each&k != 0 {
			return true
		}
	}
	return false
}

// add notes an edit at the places of its keywords.
func (p *pair) add(e *edit) *edit {
	if e.base.Zero() {
		e.base = p.base.place(e.keywords...)
	}
	if e.head.Zero() {
		e.head = p.head.place(e.keywords...)
	}
	p.edits = append(p.edits, e)
	return e
}

// compareSchemas notes that a schema began or ceased to say anything.
func (d *differ) compareSchemas(p *pair, b, h *node) {
	e := &edit{stem: "schema", before: b.summary(), after: h.summary()}
	if h.free() || h.vague() && !b.free() {
		e.gain = b.outside()
	} else {
		e.lose = h.outside()
	}
	p.add(e)
}

// outside gives schemas whose values a node probably refuses.
func (n *node) outside() []*schema.Schema {
	var list []*schema.Schema
	for _, k := range []kinds{kObject, kString, kInteger, kArray, kBoolean, kNull} {
		if n.mask&k == 0 {
			list = append(list, typed(k))
			break
		}
	}
	if n.obj != nil {
		if len(n.obj.required) > 0 {
			list = append(list, &schema.Schema{Types: []string{"object"}, MaxProperties: new(0)})
		}
		for _, name := range n.obj.names {
			if mask := n.obj.props[name].node().mask; mask != anyType && mask != 0 {
				for _, k := range []kinds{kString, kInteger, kObject, kBoolean} {
					if mask&k == 0 {
						list = append(list, within(step{way: toProperty, name: name}, typed(k), false))
						break
					}
				}
			}
		}
	}
	return append(list, &schema.Schema{Not: n.whole()}, &schema.Schema{})
}

// typed allows the values of some types.
func typed(k kinds) *schema.Schema {
	if k == kFraction {
		return &schema.Schema{Types: []string{"number"}, Not: &schema.Schema{Types: []string{"integer"}}}
	}
	return &schema.Schema{Types: k.names()}
}
