package generators

import (
	"maps"
	"slices"
)

// sizes are the fewest and the most items, and what lies just inside.
func (e *edges) sizes() {
	lo, hi := e.shape.minItems, e.shape.maxItems
	if hi >= 0 {
		e.size("maxItems", hi)
	}
	if lo > 0 {
		e.size("minItems", lo)
	} else {
		e.constant("minItems", "no items", []any{})
	}
	if hi < 0 || hi > lo+2 {
		e.size("items", max(lo, 1)+1)
	}
	if hi > lo+1 {
		e.size("maxItems", hi-1)
	}
	if lo > 0 && (hi < 0 || hi > lo+1) {
		e.size("minItems", lo+1)
	}
}

// maxUnique bounds arrays whose items must differ: each new item is compared with all others.
const maxUnique = 512

func (e *edges) size(keyword string, n int) {
	if n > maxItems || e.shape.unique && n > maxUnique {
		e.cannot(e.shape.where(keyword).Place(keyword), impossible(e.shape.where(keyword), keyword,
			"an array of %d items is too large to generate", n))
		return
	}
	if !e.first(n) {
		return
	}
	e.add(keyword, count(n, "item"), func() (any, bool) { return e.exactItems(e.site, n) })
}

// exactItems makes an array of exactly n items, keeping those that are there.
func (d *desk) exactItems(s *site, n int) (any, bool) {
	have, ok := s.value.([]any)
	if !ok {
		return nil, false
	}
	list := slices.Clone(have[:min(n, len(have))])
	m := d.maker(Seeded(Derive(0, n, d.op.ID, s.label(), "items")), Style{Plain: true, In: s.target.in})
	for len(list) < n {
		v, err := m.item(s.shape, d.memo.element(s.shape, len(list)), list)
		if err != nil {
			return nil, false
		}
		list = append(list, v)
	}
	return list, true
}

// objects are the fewest and the most properties.
func (e *edges) objects() {
	object, ok := e.site.value.(map[string]any)
	if !ok {
		return
	}
	e.add("required", "only what is required", func() (any, bool) { return e.bare(object), true })
	e.add("properties", "every property", func() (any, bool) {
		v, err := e.maker(Plainest, Style{Plain: true, Full: true, In: e.site.target.in}).object(e.shape)
		return v, err == nil
	})
	if len(e.shape.required) == 0 && e.shape.minProps == 0 {
		e.constant("minProperties", "no properties", map[string]any{})
	}
	if n := e.shape.maxProps; n >= 0 && n <= maxItems {
		e.add("maxProperties", count(n, "property"), func() (any, bool) { return e.exactProps(e.site, n) })
	}
	if n := e.shape.minProps; n > 0 && n <= maxItems {
		e.add("minProperties", count(n, "property"), func() (any, bool) { return e.exactProps(e.site, n) })
	}
}

// bare leaves only the required properties of an object.
func (e *edges) bare(object map[string]any) any {
	kept := map[string]any{}
	for _, name := range e.shape.closure(e.shape.required) {
		if v, ok := object[name]; ok {
			kept[name] = v
		}
	}
	return kept
}

// exactProps makes an object of exactly n properties: the required ones, declared ones, invented ones.
func (d *desk) exactProps(s *site, n int) (any, bool) {
	have, ok := s.value.(map[string]any)
	if !ok {
		return nil, false
	}
	object := maps.Clone(have)
	for _, name := range sortedKeys(have) {
		if len(object) > n && !slices.Contains(s.shape.required, name) {
			delete(object, name)
		}
	}
	m := d.maker(Plainest, Style{Plain: true, In: s.target.in})
	grow := func(name string) bool {
		v, err := m.make(m.property(s.shape, name))
		if err == nil {
			object[name] = v
		}
		return err == nil
	}
	for _, name := range s.shape.names {
		if _, there := object[name]; !there && len(object) < n {
			grow(name)
		}
	}
	for len(object) < n {
		name, err := m.newName(s.shape, append(sortedKeys(object), s.shape.names...))
		if err != nil || !grow(name) {
			return nil, false
		}
	}
	return object, len(object) == n
}
