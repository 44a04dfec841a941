package graph

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// untie drops needs that close a circle: when making an order may name a basket, and making a basket may name an order, one
// of them has to come first. Needs of the path stay, since there is no request without them.
func (g *graph) untie() {
	state := map[*harness.Kind]int{} // 1: being looked at, 2: done
	var visit func(k *harness.Kind)
	visit = func(k *harness.Kind) {
		state[k] = 1
		for _, o := range k.Creates {
			id := o.Operation.ID
			kept := slices.DeleteFunc(slices.Clone(g.needs[id]), func(n harness.Need) bool {
				if state[n.Kind] == 0 {
					visit(n.Kind)
				}
				return state[n.Kind] == 1 && !strings.HasPrefix(n.Target, "path.")
			})
			if g.needs[id] = kept; len(kept) == 0 {
				delete(g.needs, id)
			}
		}
		state[k] = 2
	}
	for _, list := range [][]*place{g.places, g.extra} {
		for _, p := range list {
			if p.same == nil && state[p.kind] == 0 {
				visit(p.kind)
			}
		}
	}
}
