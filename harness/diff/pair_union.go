package diff

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// alternatives are the branches of one side, where that is all there is to it.
func (n *node) alternatives() (list []*spot, keyword string) {
	if len(n.unions) == 1 && len(n.nots) == 0 && len(n.conds) == 0 && len(n.lists) == 0 &&
		n.num.free() && n.str.free() && n.arr.free() && n.obj.free() {
		return n.unions[0].branches, n.unions[0].keyword
	}
	return nil, ""
}

// compareChoice compares two sides of which one is a choice and the other one of its branches, or a choice as well. It
// reports whether they were.
func (d *differ) compareChoice(p *pair, b, h *node) bool {
	was, wasWord := b.alternatives()
	is, isWord := h.alternatives()
	switch {
	case was == nil && is == nil:
		return false
	case was == nil:
		if len(b.unions) > 0 || b.mask&h.mask == 0 {
			return false
		}
		was, wasWord = []*spot{p.base}, isWord
	case is == nil:
		if len(h.unions) > 0 || b.mask&h.mask == 0 {
			return false
		}
		is, isWord = []*spot{p.head}, wasWord
	}
	// Branches of null are told as null.
	if (b.mask^h.mask)&kNull != 0 {
		d.compareTypes(p, &node{spot: b.spot, mask: b.mask&kNull | kObject}, &node{spot: h.spot, mask: h.mask&kNull | kObject})
		was, is = withoutNull(was), withoutNull(is)
	}
	d.matchBranches(p, was, is)
	d.compareOverlaps(p, [2]string{wasWord, isWord}, was, is)
	return true
}

func withoutNull(list []*spot) []*spot {
	return slices.DeleteFunc(slices.Clone(list), func(s *spot) bool { return s.node().mask == kNull })
}

// compareUnions compares the choices that stand beside other demands.
func (d *differ) compareUnions(p *pair, b, h *node) {
	gone, came := unmatched(b.unions, h.unions, func(x, y union) bool { return d.sameUnions(p, x, y) })
	for len(gone) > 0 && len(came) > 0 {
		d.matchBranches(p, gone[0].branches, came[0].branches)
		d.compareOverlaps(p, [2]string{gone[0].keyword, came[0].keyword}, gone[0].branches, came[0].branches)
		gone, came = gone[1:], came[1:]
	}
	none := func(u union) []*schema.Schema {
		choice := &schema.Schema{}
		for _, b := range u.branches {
			choice.AnyOf = append(choice.AnyOf, b.whole())
		}
		return []*schema.Schema{{Not: choice}, {}}
	}
	for _, u := range gone {
		p.add(&edit{stem: "union", keywords: []string{u.keyword}, base: u.owner.Place(u.keyword), gain: none(u), before: u.keyword, after: "none"})
	}
	for _, u := range came {
		p.add(&edit{stem: "union", keywords: []string{u.keyword}, head: u.owner.Place(u.keyword), lose: none(u), before: "none", after: u.keyword})
	}
}

func (d *differ) sameUnions(p *pair, x, y union) bool {
	gone, came := unmatched(x.branches, y.branches, func(a, b *spot) bool { return d.same(a, b, p.text) })
	return len(gone)+len(came) == 0 && (x.keyword == y.keyword || exclusive(x.branches))
}

// matchBranches compares branch with branch: those with one name first, then those that are the same, then those of the
// same types. What has no partner was taken away or added. The order of branches says nothing.
func (d *differ) matchBranches(p *pair, was, is []*spot) {
	was, is = slices.Clone(was), slices.Clone(is)
	tests := []func(x, y *spot) bool{
		func(x, y *spot) bool { return x.label() != "" && x.label() == y.label() },
		func(x, y *spot) bool { return d.same(x, y, p.text) },
		func(x, y *spot) bool {
			return (x.label() == "" || y.label() == "") && x.node().mask == y.node().mask && x.node().mask != 0
		},
	}
	for _, fits := range tests {
		for i := 0; i < len(was); i++ {
			j := slices.IndexFunc(is, func(y *spot) bool { return fits(was[i], y) })
			if j < 0 {
				continue
			}
			s := step{way: toBranch, name: was[i].label(), index: len(p.kids), base: was[i].whole(), head: is[j].whole()}
			p.kids = append(p.kids, kid{s, d.pair(was[i], is[j], p.text)})
			was, is = slices.Delete(was, i, i+1), slices.Delete(is, j, j+1)
			i--
		}
	}
	for _, s := range was {
		p.add(&edit{stem: "union", name: nameOr(s.label(), "branch"), keywords: []string{"oneOf", "anyOf"}, base: s.schemas[0].Source,
			lose: []*schema.Schema{s.whole()}, before: nameOr(s.label(), s.node().summary()), after: "none"})
	}
	for _, s := range is {
		p.add(&edit{stem: "union", name: nameOr(s.label(), "branch"), keywords: []string{"oneOf", "anyOf"}, head: s.schemas[0].Source,
			gain: []*schema.Schema{s.whole()}, before: "none", after: nameOr(s.label(), s.node().summary())})
	}
}

func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

// compareOverlaps compares what fits several branches, which oneOf refuses: where a branch is gone or narrower, such values
// may be fine.
func (d *differ) compareOverlaps(p *pair, words [2]string, was, is []*spot) {
	switch {
	case words[0] != words[1]:
		p.compareWords(was, is, words[1] == "oneOf")
		return
	case words[0] == "anyOf", exclusive(was) && exclusive(is):
		return
	}
	gone, came := unmatched(was, is, func(x, y *spot) bool { return d.same(x, y, p.text) })
	// A change within a branch that has a name is told there.
	gone, came = unmatched(gone, came, func(x, y *spot) bool { return x.label() != "" && x.label() == y.label() })
	if len(gone)+len(came) > 0 {
		p.add(&edit{stem: "union", name: "overlap", keywords: []string{"oneOf"}, lose: overlaps(is), gain: overlaps(was), quiet: true})
	}
}

// overlaps allows what fits two branches, of the first few pairs of them.
func overlaps(side []*spot) []*schema.Schema {
	var both []*schema.Schema
	for i := range side {
		for j := range i {
			if len(both) < 10 && !excludes(side[i].node(), side[j].node()) {
				both = append(both, &schema.Schema{AllOf: []*schema.Schema{side[j].whole(), side[i].whole()}})
			}
		}
	}
	return both
}

// compareWords compares anyOf with oneOf, which differ where a value fits two branches.
func (p *pair) compareWords(was, is []*spot, stricter bool) {
	side := was
	if !stricter {
		side = is
	}
	if exclusive(side) {
		return
	}
	both := overlaps(side)
	e := &edit{stem: "union", name: "overlap", keywords: []string{"oneOf", "anyOf"}, before: "anyOf", after: "oneOf", lose: both}
	if !stricter {
		e.before, e.after, e.gain, e.lose = e.after, e.before, both, nil
	}
	p.add(e)
}

// exclusive reports whether no value can fit two branches: their types differ, or a required property has other values.
func exclusive(branches []*spot) bool {
	for i := range branches {
		for j := range i {
			if !excludes(branches[i].node(), branches[j].node()) {
				return false
			}
		}
	}
	return true
}

func excludes(x, y *node) bool {
	both := x.mask & y.mask
	if both == 0 {
		return true
	}
	if both != kObject || x.obj == nil || y.obj == nil {
		return false
	}
	for _, name := range x.obj.names {
		p, q := x.obj.props[name], y.obj.props[name]
		if p == nil || q == nil || !slices.Contains(x.obj.required, name) || !slices.Contains(y.obj.required, name) {
			continue
		}
		a, one := p.node().values()
		b, two := q.node().values()
		if one && two && !slices.ContainsFunc(a, func(v any) bool { return holds(b, v) }) {
			return true
		}
	}
	return false
}

func (d *differ) compareNots(p *pair, b, h *node) {
	gone, came := unmatched(b.nots, h.nots, func(x, y *schema.Schema) bool { return d.sameSchemas(p.base.face, x, y) })
	if len(gone)+len(came) > 0 {
		p.add(&edit{stem: "not", keywords: []string{"not"}, lose: came, gain: gone})
	}
}

func (d *differ) compareConditions(p *pair, b, h *node) {
	pick := func(list []*schema.Schema, conditional bool) (some []*schema.Schema) {
		for _, s := range list {
			if conditional && s.If != nil || !conditional && len(s.DependentSchemas) > 0 {
				some = append(some, s)
			}
		}
		return some
	}
	d.compareHolders(p, holders{stem: "condition", keyword: "if", base: pick(b.conds, true), head: pick(h.conds, true),
		same: func(face schema.Face, x, y *schema.Schema) bool {
			return d.sameSchemas(face, x.If, y.If) && d.sameSchemas(face, x.Then, y.Then) && d.sameSchemas(face, x.Else, y.Else)
		},
		foci: func(s *schema.Schema) []*schema.Schema {
			list := []*schema.Schema{}
			if s.Then != nil {
				list = append(list, &schema.Schema{AllOf: []*schema.Schema{s.If, {Not: s.Then}}})
			}
			if s.Else != nil {
				list = append(list, &schema.Schema{AllOf: []*schema.Schema{{Not: s.If}, {Not: s.Else}}})
			}
			return append(list, &schema.Schema{})
		}})
	d.compareHolders(p, holders{stem: "dependent-schemas", keyword: "dependentSchemas", base: pick(b.conds, false), head: pick(h.conds, false),
		same: d.sameDependents, foci: foreign})
}

func (d *differ) sameDependents(face schema.Face, x, y *schema.Schema) bool {
	if len(x.DependentSchemas) != len(y.DependentSchemas) {
		return false
	}
	gone, _ := unmatched(x.DependentSchemas, y.DependentSchemas, func(a, b schema.Property) bool {
		return a.Name == b.Name && d.sameSchemas(face, a.Schema, b.Schema)
	})
	return len(gone) == 0
}

// foreign are objects that have a property and not what it demands.
func foreign(s *schema.Schema) []*schema.Schema {
	var list []*schema.Schema
	for _, p := range s.DependentSchemas {
		list = append(list, &schema.Schema{Types: []string{"object"}, Required: []string{p.Name}, Not: p.Schema})
	}
	return list
}
