package diff

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// union is a choice that cannot be told from outside by the type of a value.
type union struct {
	keyword  string
	owner    *schema.Schema
	mask     kinds // the types of values that it is about
	branches []*spot
}

// unite takes in a choice. One whose branches are for different types is no choice: the type decides. That makes all ways
// to allow null the same.
func (n *node) unite(u rawUnion) {
	var branches []*spot
	for _, b := range flat(u, 0) {
		branch := n.side.spot(n.face, b)
		if branch.node().mask&n.mask == 0 {
			continue // it allows nothing here
		}
		if u.keyword == "anyOf" && (branch.node().free() || slices.Contains(branches, branch)) {
			if branch.node().free() {
				return
			}
			continue
		}
		branches = append(branches, branch)
	}
	branches = n.gather(u, branches)
	switch {
	case len(branches) == 0:
		n.mask = 0
	case len(branches) == 1:
		n.take(branches[0].node(), anyType)
	case n.apart(branches):
		var mask kinds
		for _, b := range branches {
			mask |= b.node().mask
		}
		n.mask &= mask
		for _, b := range branches {
			n.take(b.node(), b.node().mask)
		}
	default:
		var mask kinds
		for _, b := range branches {
			mask |= b.node().mask
		}
		n.mask &= mask
		n.unions = append(n.unions, union{u.keyword, u.owner, mask, branches})
	}
}

// flat writes out an anyOf within an anyOf.
func flat(u rawUnion, depth int) []*schema.Schema {
	if u.keyword != "anyOf" || depth > 8 {
		return u.branches
	}
	var all []*schema.Schema
	for _, b := range u.branches {
		inner := b.Resolve()
		if len(inner.AnyOf) > 0 && onlyAnyOf(inner) {
			all = append(all, flat(rawUnion{"anyOf", inner, inner.AnyOf}, depth+1)...)
		} else {
			all = append(all, b)
		}
	}
	return all
}

func onlyAnyOf(s *schema.Schema) bool {
	return !slices.ContainsFunc(s.Keywords,
		func(k schema.Keyword) bool { return k.Name != "anyOf" && !schema.Silent(k.Name) }) && len(s.Keywords) > 0
}

// gather makes one branch of all that only list values, unless a oneOf lists one twice.
func (n *node) gather(u rawUnion, branches []*spot) []*spot {
	var values []any
	var listing, rest []*spot
	for _, b := range branches {
		list, ok := b.node().values()
		if !ok {
			rest = append(rest, b)
			continue
		}
		if u.keyword == "oneOf" && slices.ContainsFunc(list, func(v any) bool { return holds(values, v) }) {
			return branches
		}
		listing = append(listing, b)
		values = append(values, list...)
	}
	if len(listing) < 2 {
		return branches
	}
	first := listing[0].schemas[0]
	made := &schema.Schema{Source: first.Source, Keywords: first.Keywords, Set: first.Set, Implied: true, Enum: values}
	return append([]*spot{n.side.spot(n.face, made)}, rest...)
}

// values lists everything that a node allows, where it only lists.
func (n *node) values() ([]any, bool) {
	if len(n.unions) > 0 || len(n.nots) > 0 || len(n.conds) > 0 {
		return nil, false
	}
	var all []any
	for _, k := range []kinds{kString, kInteger, kFraction, kArray, kObject} {
		if n.mask&k == 0 {
			continue
		}
		list, ok := n.lists[k]
		if !ok {
			return nil, false
		}
		all = append(all, list...)
	}
	if n.mask&kBoolean != 0 {
		list, ok := n.lists[kBoolean]
		if !ok {
			list = []any{true, false}
		}
		all = append(all, list...)
	}
	if n.mask&kNull != 0 {
		all = append(all, nil)
	}
	return all, true
}

// apart reports whether the type of a value decides which branch it belongs to.
func (n *node) apart(branches []*spot) bool {
	var seen kinds
	for _, b := range branches {
		mask := b.node().mask
		if seen&mask != 0 || len(b.node().nots) > 0 || len(b.node().conds) > 0 {
			return false
		}
		if seen&kNumber != 0 && mask&kNumber != 0 {
			return false // numbers are described in one piece
		}
		seen |= mask
	}
	return true
}

// take takes over what another node demands of values of some types.
func (n *node) take(o *node, mask kinds) {
	for _, p := range o.parts {
		if !slices.Contains(n.parts, p) {
			n.parts = append(n.parts, p)
		}
	}
	if mask == anyType {
		n.mask &= o.mask
		n.nots = append(n.nots, o.nots...)
		n.conds = append(n.conds, o.conds...)
	}
	for k, list := range o.lists {
		if mask&k == 0 {
			continue
		}
		if known, ok := n.lists[k]; ok {
			list = slices.DeleteFunc(slices.Clone(list), func(v any) bool { return !holds(known, v) })
		}
		n.lists[k] = list
	}
	for k, parts := range o.groups {
		if mask&k == 0 {
			continue
		}
		for _, p := range parts {
			if !slices.Contains(n.groups[k], p) {
				n.groups[k] = append(n.groups[k], p)
			}
		}
	}
	n.unions = append(n.unions, o.unions...)
}
