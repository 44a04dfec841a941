package diff

import (
	"github.com/contravene-dev/contravene/harness/schema"
)

// part compares what two sides say of a part of the value; nil says nothing.
func (d *differ) part(p *pair, s step, base, head *spot) {
	if base == nil && head == nil {
		return
	}
	if base == nil {
		base = d.anything(p.base)
	}
	if head == nil {
		head = d.anything(p.head)
	}
	p.kids = append(p.kids, kid{s, d.pair(base, head, false)})
}

// anything is a spot that allows everything, beside another one.
func (d *differ) anything(beside *spot) *spot {
	first := beside.schemas[0]
	if known := beside.side.free[first]; known != nil {
		return beside.side.spot(beside.face, known)
	}
	made := &schema.Schema{Source: first.Source, Set: first.Set, Always: new(true), Implied: true}
	beside.side.free[first] = made
	return beside.side.spot(beside.face, made)
}

func (d *differ) compareArrays(p *pair, b, h *node) {
	p.compareSizes(sizes{
		keywords: [2]string{"minItems", "maxItems"}, stems: [2]string{"min-items", "max-items"}, typ: "array",
		base: [2]int{b.arr.min, b.arr.max}, head: [2]int{h.arr.min, h.arr.max},
		set: func(s *schema.Schema, low, high *int) { s.MinItems, s.MaxItems = low, high },
	})
	if b.arr.unique != h.arr.unique {
		e := &edit{stem: "unique-items", keywords: []string{"uniqueItems"}, before: "items may be equal", after: "items must differ",
			twist: repeatItem}
		focus := []*schema.Schema{{Types: []string{"array"}, MinItems: new(1)}, {Types: []string{"array"}, MinItems: new(2)}}
		if h.arr.unique {
			e.lose = focus
		} else {
			e.gain, e.before, e.after = focus, e.after, e.before
		}
		p.add(e)
	}
	for i := range max(len(b.arr.prefix), len(h.arr.prefix)) {
		d.part(p, step{way: toPosition, index: i}, b.arr.at(i), h.arr.at(i))
	}
	d.part(p, step{way: toItems}, b.arr.rest, h.arr.rest)
	d.compareHolders(p, holders{stem: "contains", keyword: "contains", base: b.arr.contains, head: h.arr.contains,
		same: d.sameContains, foci: notContaining})
	d.compareHolders(p, holders{stem: "items", keyword: "unevaluatedItems", base: b.arr.loose, head: h.arr.loose,
		same: func(face schema.Face, x, y *schema.Schema) bool {
			return d.sameSchemas(face, x.UnevaluatedItems, y.UnevaluatedItems)
		},
		foci: func(s *schema.Schema) []*schema.Schema {
			return []*schema.Schema{{Not: s}, {Types: []string{"array"}, MinItems: new(len(s.PrefixItems) + 1)}}
		}})
}

// at is what is said of the item at a position.
func (a *arrays) at(i int) *spot {
	if i < len(a.prefix) {
		return a.prefix[i]
	}
	return a.rest
}

// repeatItem puts the first item into an array twice.
func repeatItem(v any) (any, bool) {
	items, ok := v.([]any)
	if !ok || len(items) == 0 {
		return v, false
	}
	if len(items) == 1 {
		return []any{items[0], items[0]}, true
	}
	twice := append([]any{}, items...)
	twice[1] = twice[0]
	return twice, true
}

func (d *differ) sameContains(face schema.Face, x, y *schema.Schema) bool {
	least := func(s *schema.Schema) int {
		if s.MinContains == nil {
			return 1
		}
		return *s.MinContains
	}
	most := func(s *schema.Schema) int {
		if s.MaxContains == nil {
			return -1
		}
		return *s.MaxContains
	}
	return least(x) == least(y) && most(x) == most(y) && d.sameSchemas(face, x.Contains, y.Contains)
}

func notContaining(s *schema.Schema) []*schema.Schema {
	array := []string{"array"}
	list := []*schema.Schema{
		{Types: array, MaxItems: new(0)}, {Types: array, MinItems: new(1), Items: &schema.Schema{Not: s.Contains}}, {Types: array,
			MinItems: new(1)},
	}
	if s.MaxContains != nil {
		n := *s.MaxContains + 1
		list = append(list, &schema.Schema{Types: array, MinItems: &n, Items: s.Contains})
	}
	if s.MinContains != nil && *s.MinContains > 1 {
		n := *s.MinContains - 1
		list = append(list, &schema.Schema{Types: array, MinItems: &n, MaxItems: &n, Items: s.Contains})
	}
	return list
}

// holders are the schemas on both sides that have a keyword whose meaning is not taken apart.
type holders struct {
	stem, keyword string
	base, head    []*schema.Schema
	same          func(face schema.Face, x, y *schema.Schema) bool
	foci          func(*schema.Schema) []*schema.Schema // values that one of them probably refuses
}

// compareHolders notes those that only one side has.
func (d *differ) compareHolders(p *pair, h holders) {
	gone, came := unmatched(h.base, h.head, func(x, y *schema.Schema) bool { return h.same(p.base.face, x, y) })
	if len(gone)+len(came) == 0 {
		return
	}
	e := &edit{stem: h.stem, keywords: []string{h.keyword}}
	for _, s := range came {
		e.lose = append(e.lose, h.foci(s)...)
		e.head = s.Place(h.keyword)
	}
	for _, s := range gone {
		e.gain = append(e.gain, h.foci(s)...)
		e.base = s.Place(h.keyword)
	}
	p.add(e)
}

// unmatched lists what has no partner on the other side.
func unmatched[T any](base, head []T, same func(x, y T) bool) (gone, came []T) {
	taken := make([]bool, len(head))
next:
	for _, x := range base {
		for i, y := range head {
			if !taken[i] && same(x, y) {
				taken[i] = true
				continue next
			}
		}
		gone = append(gone, x)
	}
	for i, y := range head {
		if !taken[i] {
			came = append(came, y)
		}
	}
	return gone, came
}
