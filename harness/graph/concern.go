package graph

import "github.com/contravene-dev/contravene/harness"

// concerns takes over what the contract's language itself says of operations and objects.
func (g *graph) concerns() {
	for _, op := range g.contract.Operations {
		if c := op.Concern; c != nil && c.Verb != "" {
			g.concern(op, c)
		}
	}
	for _, op := range g.contract.Operations {
		if op.Concern == nil {
			continue
		}
		for _, n := range op.Concern.Needs {
			if k := g.named(n.Kind); k != nil {
				g.setNeed(op, harness.Need{Target: n.Target, Kind: k, Key: n.Key, Reason: n.Reason})
			}
		}
	}
}

func (g *graph) concern(op *harness.Operation, c *harness.Concern) {
	k := g.named(c.Kind)
	if k == nil {
		k = &harness.Kind{Name: c.Kind, Keys: []string{c.Key}}
		g.extra = append(g.extra, &place{kind: k, word: c.Kind})
	}
	from := harness.Origin{Operation: op, Keys: c.Keys, Array: c.Array, Reason: c.Reason}
	switch c.Verb {
	case creates:
		k.Creates = append(k.Creates, from)
	case lists:
		k.Lists = append(k.Lists, from)
	default:
		g.put(op, c.Verb, k, Correction{})
	}
	g.why[role{op, k, c.Verb}] = c.Reason
}
