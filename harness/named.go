package harness

import (
	"cmp"
	"slices"
)

// Named is what one kind of caller gets of a member that has a name of its own, whichever operation shows it; see [Namer].
type Named struct {
	Name     string   `json:"name"` // such as "Order.total"
	Relation Relation `json:"relation"`
	Class    string   `json:"class,omitempty"`
	Ruling   Ruling   `json:"ruling"`
	Shown    *Shown   `json:"-"`
}

// named takes in what the answer that a row rests on says of the members by their names, and lists those of which it says
// more than was known.
func (a *access) named(r *Row) (more []*Named) {
	if len(r.Proof) == 0 || r.Proof[0] == nil || !r.Proof[0].Answered() || r.Ruling == NotReached {
		return nil
	}
	x := r.Proof[0]
	n, ok := x.Operation.Wire.(Namer)
	if !ok {
		return nil
	}
	for name, came := range n.Named(x.Operation, x.Request, x.Response) {
		one := &Named{Name: name, Relation: r.Relation, Class: r.Class, Ruling: r.Ruling}
		switch {
		case r.Ruling == Denied:
		case came == Refused:
			one.Ruling = Denied
		case came == Beneath:
			continue
		}
		if a.name(one) {
			more = append(more, one)
		}
	}
	return more
}

func (n *Named) cell() cell { return cell{n.Name, n.Relation, n.Class, false} }

// name takes in a ruling where it outweighs what is known, and reports whether it did: what was once got is not undone by a
// refusal elsewhere.
func (a *access) name(n *Named) bool {
	if a.names == nil {
		a.names = map[cell]*Named{}
	}
	known := a.names[n.cell()]
	if known != nil && slices.Index(rulings, n.Ruling) <= slices.Index(rulings, known.Ruling) {
		return false
	}
	a.names[n.cell()] = n
	return true
}

func (a *access) listNamed() []Named {
	var list []Named
	for _, n := range a.names {
		list = append(list, *n)
	}
	slices.SortFunc(list, func(x, y Named) int {
		return cmp.Or(
			cmp.Compare(x.Name, y.Name),
			cmp.Compare(slices.Index(relations, x.Relation), slices.Index(relations, y.Relation)),
			cmp.Compare(x.Class, y.Class),
		)
	})
	return list
}
