package harness

import (
	"slices"
	"strings"
)

// bindings binds what an operation needs: from the objects given or their parents where one is of the kind, else from
// objects that the story shares.
func (s *Story) bindings(op *Operation, depth int, objects []*Object, w wants) ([]Binding, []*Object) {
	var list []Binding
	have := slices.Clone(objects)
	for _, need := range s.plan.Objects.NeedsOf(op) {
		if !w.want(&need) {
			continue
		}
		o := among(have, need.Kind)
		if o == nil {
			if o = s.shared(need.Kind, depth+1); o == nil {
				continue
			}
			have = append(have, o)
		}
		for _, from := range o.sources[need.Key] {
			from.Target, from.Soft = need.Target, true
			list = append(list, from)
		}
	}
	return list, have
}

// wants says which needs of an operation matter to a step.
type wants struct {
	makes *Kind    // what the step is about to make: a client that chooses its name keeps the one it has chosen
	in    []Inputs // what may be sent: an input that is left out needs no object, and a filter would only hide others
}

func (w *wants) want(need *Need) bool {
	if need.Kind == w.makes {
		return false
	}
	return strings.HasPrefix(need.Target, "path.") || slices.ContainsFunc(w.in, func(in Inputs) bool { return in.has(need.Target) })
}

// among finds an object of a kind among objects and their parents.
func among(objects []*Object, k *Kind) *Object {
	for _, o := range objects {
		for ; o != nil; o = o.Parent {
			if o.Kind == k {
				return o
			}
		}
	}
	return nil
}
