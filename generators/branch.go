package generators

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// order lists what the first choice of a shape can lead to. Branches that are already being made come last: taking them
// again and again would never end.
func (m *maker) order(s *shape) []*shape {
	var fresh, again []*shape
	for i := range s.groups[0].alts {
		kid := s.choose(i)
		switch {
		case kid.never != nil:
		case m.active(s.groups[0].alts[i].add):
			again = append(again, kid)
		default:
			fresh = append(fresh, kid)
		}
	}
	list := slices.Concat(fresh, again)
	if some := slices.DeleteFunc(slices.Clone(list), func(kid *shape) bool { return kid.types == tNull }); m.Solid && len(some) > 0 {
		return some
	}
	return list
}

func (m *maker) active(list []*schema.Schema) bool {
	for _, branch := range list {
		target := branch.Resolve()
		for _, s := range m.path[:len(m.path)-1] {
			if slices.Contains(s.parts, target) {
				return true
			}
		}
	}
	return false
}
