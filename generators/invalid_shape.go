package generators

import (
	"maps"
	"slices"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// arrays have one item too many, one too few, two that are equal, none that is asked for.
func (b *breaks) arrays() {
	items, ok := b.site.value.([]any)
	if !ok {
		return
	}
	if hi := b.shape.maxItems; hi >= 0 && hi < maxItems {
		b.add("maxItems", "one more than maxItems "+strconv.Itoa(hi), func() (any, bool) { return b.surplus(hi + 1) })
	}
	if lo := b.shape.minItems; lo > 0 && lo <= maxItems {
		b.add("minItems", "one less than minItems "+strconv.Itoa(lo), func() (any, bool) { return b.exactItems(b.site, lo-1) })
	}
	if b.shape.unique && (b.shape.maxItems < 0 || b.shape.maxItems > 1) {
		b.add("uniqueItems", "two equal items", func() (any, bool) { return b.repeated(items) })
	}
	for _, p := range b.shape.contains {
		b.add("contains", "no item that contains asks for", func() (any, bool) { return b.lacking(p, items) })
		b.add("minContains", "too few items that contains asks for", func() (any, bool) { return b.lacking(p, items) })
	}
	for _, keyword := range []string{"items", "unevaluatedItems"} {
		surplus := edge{keyword: keyword, note: "an item too many", expect: harness.Reject, below: "/" + strconv.Itoa(len(items))}
		surplus.value = func() (any, bool) { return append(slices.Clone(items), "alpha"), true }
		if b.closedItems() {
			b.list = append(b.list, surplus)
		}
	}
}

// closedItems reports whether no item may follow those that are described.
func (b *breaks) closedItems() bool {
	for _, p := range b.shape.parts {
		for _, rest := range []*schema.Schema{p.Items, p.UnevaluatedItems} {
			if rest != nil && rest.Always != nil && !*rest.Always {
				return true
			}
		}
	}
	return false
}

// surplus makes more items than allowed, each in order by itself where that can be.
func (b *breaks) surplus(n int) (any, bool) {
	if v, ok := b.exactItems(b.site, n); ok {
		return v, true
	}
	items, _ := b.site.value.([]any)
	list := slices.Clone(items)
	for len(list) < n && len(items) > 0 {
		list = append(list, items[0])
	}
	return list, len(list) == n
}

func (b *breaks) repeated(items []any) (any, bool) {
	if len(items) == 0 {
		v, err := b.maker(Plainest, Style{Plain: true, In: b.site.target.in}).make(b.element(0))
		return []any{v, v}, err == nil
	}
	list := slices.Clone(items)
	if hi := b.shape.maxItems; hi >= 0 && len(list) >= hi {
		list = list[:hi-1]
	}
	return append(list, list[0]), true
}

func (b *breaks) element(i int) *shape { return b.memo.element(b.shape, i) }

// lacking keeps the items that a contains does not count. Where none is left and one is owed, an ordinary one is made.
func (b *breaks) lacking(p *schema.Schema, items []any) (any, bool) {
	var list []any
	for _, v := range items {
		if !p.Contains.Valid(schema.Request, v) {
			list = append(list, v)
		}
	}
	for i := range 20 {
		if len(list) >= max(b.shape.minItems, 1) {
			break
		}
		v, err := b.maker(Seeded(Derive(0, i, b.op.ID, b.site.label(), "lacking")), Style{In: b.site.target.in}).make(b.element(len(list)))
		if err == nil && !p.Contains.Valid(schema.Request, v) {
			list = append(list, v)
		}
	}
	return append([]any{}, list...), true
}

// objects lack a property, have one too many, or one whose name is not allowed.
func (b *breaks) objects() {
	object, ok := b.site.value.(map[string]any)
	if !ok {
		return
	}
	for _, name := range b.shape.required {
		b.missing("required", object, name, "without the required "+strconv.Quote(name))
	}
	b.unknown(object)
	for _, p := range b.shape.parts {
		for _, d := range p.DependentRequired {
			for _, need := range d.Needs {
				if v, err := b.maker(Plainest, Style{Plain: true, In: b.site.target.in}).make(b.property(b.shape, d.Name)); err == nil {
					with := maps.Clone(object)
					with[d.Name] = v
					b.missing("dependentRequired", with, need, "with "+strconv.Quote(d.Name)+" but without "+strconv.Quote(need))
				}
			}
		}
	}
	if n := b.shape.maxProps; n >= 0 && n < maxItems {
		b.add("maxProperties", "one more than maxProperties "+strconv.Itoa(n), func() (any, bool) { return b.exactProps(b.site, n+1) })
	}
	if n := b.shape.minProps; n > 0 && n <= maxItems {
		b.add("minProperties", "one less than minProperties "+strconv.Itoa(n), func() (any, bool) { return b.fewer(object, n-1) })
	}
}

func (b *breaks) property(s *shape, name string) *shape { return b.memo.property(s, name) }

func (b *breaks) missing(keyword string, object map[string]any, name, note string) {
	if _, there := object[name]; !there && keyword == "required" {
		return
	}
	b.add(keyword, note, func() (any, bool) {
		without := maps.Clone(object)
		delete(without, name)
		return without, true
	})
}

// unknown adds a property that nothing describes, in the places where the contract closes its objects.
func (b *breaks) unknown(object map[string]any) {
	names := []string{"contravene"}
	for _, p := range b.shape.parts {
		for _, rest := range []struct {
			keyword string
			schema  *schema.Schema
		}{
			{"additionalProperties", p.AdditionalProperties}, {"unevaluatedProperties", p.UnevaluatedProperties},
			{"propertyNames", p.PropertyNames},
		} {
			if rest.schema == nil {
				continue
			}
			if rest.keyword == "propertyNames" {
				names = []string{"contravene", "", "CONTRAVENE", "contra vene", "contravene-0", "x"}
			} else if rest.schema.Always == nil || *rest.schema.Always {
				continue
			}
			for _, name := range names {
				e := edge{keyword: rest.keyword, note: "an unknown property", expect: harness.Reject, below: "/" + pointerEscaper.Replace(name)}
				e.value = func() (any, bool) {
					with := maps.Clone(object)
					with[name] = "unknown"
					return with, true
				}
				b.list = append(b.list, e)
			}
		}
	}
}

// fewer leaves away optional properties until n are left, and required ones only where nothing else can go.
func (b *breaks) fewer(object map[string]any, n int) (any, bool) {
	left := maps.Clone(object)
	for _, spare := range []bool{true, false} {
		for _, name := range sortedKeys(object) {
			if len(left) > n && (!spare || !slices.Contains(b.shape.required, name)) {
				delete(left, name)
			}
		}
	}
	return left, len(left) == n
}
