package state

import (
	"maps"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// maxSpare bounds how many more inputs are looked through for values that differ, the plain ones first. Of two possible values,
// that many are hardly ever all the same.
const maxSpare = 16

// unlike makes inputs as given does, and lets each member of the body differ from what others give, as far as there are values
// that do: where a member gets the value that it has, nobody can tell whether it was set.
func unlike(s *harness.Story, p *harness.Plan, op *harness.Operation, n int, others ...side) harness.Inputs {
	in := given(s, op, n)
	body, ok := meant(op, &in)
	if !ok {
		return in
	}
	root := written(op, in.Body)
	sound := func() bool { return root.Valid(schema.Request, in.Body.Value) }
	for i := 0; i < maxSpare && body.repeats(others); i++ {
		more := given(harness.NewStory(p), op, 1+i) // in a story of its own: that there are no more is no reason to give up
		if spare, ok := meant(op, &more); ok {
			body.differ(others, spare, sound)
		}
	}
	return in
}

// creation gives what stories give a new object of a kind, from inputs of size n; see create.
func creation(p *harness.Plan, k *harness.Kind, n int) side {
	s := harness.NewStory(p)
	o := create(s, p, k, n)
	if o == nil {
		return side{}
	}
	step := s.Step(o.Step)
	made, _ := meant(p.Contract.Operation(step.Operation), &step.Inputs)
	return made
}

// meant gives the members that a request is going to set, before it is sent.
func meant(op *harness.Operation, in *harness.Inputs) (side, bool) {
	if op == nil {
		return side{}, false
	}
	root := written(op, in.Body)
	if root == nil {
		return side{}, false
	}
	body := side{face: schema.Request, facets: shape.Facets(root), loose: true, value: in.Body.Value}
	if c := op.Concern; c != nil {
		return body.at(shape.Tokens(c.Given))
	}
	return body, true
}

// repeats reports whether a member of an object has the value that it has in one of the others.
func (s side) repeats(others []side) bool {
	object, _ := s.value.(map[string]any)
	for name := range object {
		mine, _, ok := s.member(name)
		if _, inner := mine.value.(map[string]any); ok && (inner && mine.repeats(below(others, name)) || !inner && !s.apart(others, name)) {
			return true
		}
	}
	return false
}

// differ replaces the values that members of an object have in one of the others by those of a spare object that they have in
// none, as long as the whole stays sound.
func (s side) differ(others []side, spare side, sound func() bool) {
	object, _ := s.value.(map[string]any)
	more, _ := spare.value.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		mine, _, ok := s.member(name)
		theirs, _, ok2 := spare.member(name)
		value, there := more[name]
		if !ok || !ok2 || !there {
			continue
		}
		if _, inner := mine.value.(map[string]any); inner {
			mine.differ(below(others, name), theirs, sound)
			continue
		}
		if s.apart(others, name) {
			continue
		}
		old := object[name]
		if object[name] = value; !s.apart(others, name) || !sound() {
			object[name] = old
		}
	}
}

// apart reports whether the value of a member is beyond doubt another one than each that others give it.
func (s side) apart(others []side, name string) bool {
	mine, _, _ := s.member(name)
	return !slices.ContainsFunc(below(others, name), func(o side) bool {
		c := &comparison{left: maxCompared}
		c.values(mine, o, nil)
		return len(c.Certain()) == 0
	})
}

// below gives a member of the objects that have it.
func below(objects []side, name string) []side {
	var list []side
	for _, o := range objects {
		object, _ := o.value.(map[string]any)
		if _, there := object[name]; !there {
			continue
		}
		if member, _, ok := o.member(name); ok {
			list = append(list, member)
		}
	}
	return list
}
