package generators

import (
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// children lists the places inside a site, and the other branches and types that could stand in its place.
func (d *desk) children(s *site) []*site {
	var list []*site
	if !s.isKid {
		list = d.others(s)
	}
	if len(s.at) >= maxSiteDepth {
		return list
	}
	switch v := s.value.(type) {
	case map[string]any:
		return append(list, d.membersOf(s, v)...)
	case []any:
		return append(list, d.itemsOf(s, v)...)
	}
	return list
}

func (d *desk) membersOf(s *site, object map[string]any) []*site {
	var list []*site
	m := d.maker(Plainest, Style{Plain: true, In: s.target.in})
	visit := func(name string, keyword string) {
		inner := d.memo.property(s.shape, name)
		if inner.never != nil || s.circling(inner) {
			return
		}
		v, present := object[name]
		c := d.child(s, name, inner, present, v)
		if c == nil {
			return
		}
		if !present {
			c.intro = d.intro(c, keyword, "present")
		}
		list = append(list, c)
	}
	for _, name := range s.shape.names {
		visit(name, "properties")
	}
	if m.describesRest(s.shape) && (s.shape.maxProps < 0 || len(object) < s.shape.maxProps) {
		if name, err := m.newName(s.shape, append(keysOf(sortedKeys(object), object), s.shape.names...)); err == nil {
			visit(name, "additionalProperties")
		}
	}
	return list
}

// itemsOf visits each item that has a schema of its own, and one of those that share theirs.
func (d *desk) itemsOf(s *site, items []any) []*site {
	longest := 0
	for _, p := range s.shape.parts {
		longest = max(longest, len(p.PrefixItems))
	}
	var list []*site
	for i := range min(longest+1, 20) {
		if i > len(items) || s.shape.maxItems >= 0 && i >= s.shape.maxItems {
			break
		}
		inner := d.memo.element(s.shape, i)
		if inner.never != nil || s.circling(inner) {
			break
		}
		var v any
		if i < len(items) {
			v = items[i]
		}
		c := d.child(s, strconv.Itoa(i), inner, i < len(items), v)
		if c == nil {
			break
		}
		if i >= len(items) {
			c.intro = d.intro(c, "items", "present")
			items = append(items[:i:i], c.value)
		}
		list = append(list, c)
	}
	return list
}

// others lists the branches and types that a place allows and that its value does not take.
func (d *desk) others(s *site) []*site {
	var list []*site
	for _, alt := range d.alternatives(s) {
		if len(list) >= maxAlts {
			break
		}
		m := d.maker(Plainest, Style{Plain: true, In: s.target.in})
		v, err := m.make(alt.shape)
		if err != nil {
			if !passing(err) {
				d.cannot(alt.shape.roots[len(alt.shape.roots)-1].Source, err)
			}
			continue
		}
		c := *s
		c.root, c.value, c.isKid = s.put(v), v, true
		if !d.keeps(s.target, c.root) {
			continue
		}
		if c.shape = d.close(alt.shape, v); c.shape == nil {
			continue
		}
		c.intro = d.intro(&c, alt.keyword, alt.note)
		list = append(list, &c)
	}
	return list
}

// alt is another way to fill a place.
type alt struct {
	shape   *shape
	keyword string
	note    string
}

func (d *desk) alternatives(s *site) []alt {
	var list []alt
	m := d.maker(Plainest, Style{})
	if len(s.open.groups) > 0 {
		g := s.open.groups[0]
		for i := range g.alts {
			kid := s.open.choose(i)
			if kid.never == nil && !m.holds(kid, s.value) {
				list = append(list, alt{kid, g.keyword, "branch " + strconv.Itoa(i+1) + " of " + g.keyword})
			}
		}
	}
	if s.shape.typed && s.shape.enum == nil {
		m.In = s.target.in
		for _, kind := range m.kinds(s.shape) {
			if kind == typeOf(s.value) || kind == tFraction && s.shape.types&tInteger != 0 && typeOf(s.value) == tInteger {
				continue
			}
			if kind == tInteger && typeOf(s.value) == tFraction {
				continue
			}
			narrow := *s.shape
			narrow.types, narrow.kids = kind, nil
			list = append(list, alt{&narrow, "type", nameOf(kind)})
		}
	}
	return list
}

func nameOf(t types) string {
	for _, n := range typeNames {
		if n.bits == t {
			return n.name
		}
	}
	return "number"
}

func (d *desk) intro(s *site, keyword, note string) *draft {
	return &draft{
		title: s.label() + " = " + short(s.value) + ", " + note,
		aim:   harness.Aim{Expect: harness.Accept, Target: s.target.name, Pointer: s.pointer(), Keyword: keyword},
		in:    d.with(d.base, s.target, s.root),
	}
}

// accept drafts the case in which a site has another, valid value. False: it would not be valid after all.
func (d *desk) accept(s *site, e edge, v any) (draft, bool) {
	if schema.Equal(v, s.value) {
		return draft{}, false // the plain request itself, or the case that led here
	}
	root := s.put(v)
	if !d.keeps(s.target, root) {
		return draft{}, false
	}
	return draft{
		title: s.label() + " = " + short(v) + ", " + e.note,
		aim:   harness.Aim{Expect: e.expect, Target: s.target.name, Pointer: s.pointer(), Keyword: e.keyword},
		in:    d.with(d.base, s.target, root),
	}, true
}
