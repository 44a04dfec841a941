package generators

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// element gives the shape of the item at an index.
func (m *memo) element(s *shape, i int) *shape {
	longest := 0
	for _, p := range s.parts {
		longest = max(longest, len(p.PrefixItems))
	}
	i = min(i, longest) // all items behind the longest prefix are alike
	if s.elems == nil {
		s.elems = make([]*shape, longest+1)
	}
	if s.elems[i] == nil {
		s.elems[i] = m.together(s.itemRoots(i))
	}
	return s.elems[i]
}

func (s *shape) itemRoots(i int) []*schema.Schema {
	var roots []*schema.Schema
	for _, p := range s.parts {
		switch {
		case i < len(p.PrefixItems):
			roots = append(roots, p.PrefixItems[i])
		case p.Items != nil:
			roots = append(roots, p.Items)
		}
	}
	if len(roots) == 0 {
		for _, p := range s.parts {
			if p.UnevaluatedItems != nil {
				roots = append(roots, p.UnevaluatedItems)
			}
		}
	}
	return roots
}

// array makes an array: first the items that contains asks for, then as many more as are wanted.
func (m *maker) array(s *shape) (any, error) {
	wanted, err := m.itemCount(s)
	if err != nil {
		return nil, err
	}
	list := make([]any, 0, min(wanted, 16))
	owed := s.owedMatches()
	for len(list) < max(wanted, len(owed)) {
		item := m.element(s, len(list))
		if i := len(list); i < len(owed) {
			item = merge(append(slices.Clone(item.roots), owed[i].Contains), nil, nil)
		}
		v, err := m.item(s, item, list)
		if err != nil {
			if len(list) >= max(s.minItems, len(owed)) {
				break // fewer will do
			}
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// owedMatches lists the parts whose contains the first items have to match, each as often as it asks.
func (s *shape) owedMatches() []*schema.Schema {
	var owed []*schema.Schema
	for _, p := range s.contains {
		n := 1
		if p.MinContains != nil {
			n = *p.MinContains
		}
		for range min(n, maxItems) {
			owed = append(owed, p)
		}
	}
	return owed
}

func (m *maker) itemCount(s *shape) (int, error) {
	lo, hi := s.minItems, s.maxItems
	if lo > maxItems || len(s.owedMatches()) > maxItems {
		return 0, impossible(s.where("minItems"), "minItems", "an array of %d items is too large to generate", max(lo, len(s.owedMatches())))
	}
	if hi >= 0 && hi < lo {
		return 0, impossible(s.where("maxItems"), "maxItems", "at most %d items contradict at least %d", hi, lo)
	}
	if lo == 0 && hi != 0 && (m.In != JSON || m.Plain || m.Full) && m.depth <= calm {
		lo = 1 // an example of an item says more than an empty list, and a list in text cannot be empty
	}
	if m.Plain || m.depth > calm {
		return lo, nil
	}
	more := below(m, 4)
	if rarely(m, 12) && !m.Solid {
		more = below(m, 20)
	}
	if hi >= 0 {
		more = min(more, hi-lo)
	}
	return lo + more, nil
}

// item makes one item. Where items must differ, others are drawn for as long as there is hope.
func (m *maker) item(s, item *shape, list []any) (any, error) {
	if !s.unique {
		return m.make(item)
	}
	outer, style, spread := m.Choices, m.Style, m.spread
	defer func() { m.Choices, m.Style, m.spread = outer, style, spread }()
	for try := range 20 + 4*len(list) {
		if try > 0 { // examples and defaults are the same each time
			m.Choices, m.Plain, m.spread = Seeded(Derive(outer.Draw(1<<32), try, "differ")), false, true
		}
		v, err := m.make(item)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(w any) bool { return schema.Equal(v, w) }) {
			return v, nil
		}
	}
	return nil, impossible(s.where("uniqueItems"), "uniqueItems", "no %d items were found that all differ", len(list)+1)
}

// where finds the part that wrote a keyword, for the place of a reason.
func (s *shape) where(keyword string) *schema.Schema {
	for _, p := range s.parts {
		for _, k := range p.Keywords {
			if k.Name == keyword {
				return p
			}
		}
	}
	return s.parts[0]
}
