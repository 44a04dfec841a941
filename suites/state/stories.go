package state

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// The labels of steps. A story that looks at an object before and after something is done to it calls its looks so.
const (
	labelCreate = "create"
	labelBefore = "before"
	labelAfter  = "after"
	labelUpdate = "update"
	labelAgain  = "again"
	labelDelete = "delete"
)

// kindOf finds the kind of which something is true for the operation under test, or nil.
func kindOf(p *harness.Plan, is func(k *harness.Kind) bool) *harness.Kind {
	if at := slices.IndexFunc(p.Objects.Kinds, is); at >= 0 {
		return p.Objects.Kinds[at]
	}
	return nil
}

// made finds the kind whose new objects the operation under test makes in stories, or nil: of several operations that make
// one, stories use the first that they may.
func made(p *harness.Plan) *harness.Kind {
	return kindOf(p, func(k *harness.Kind) bool {
		if k.Creator(p.Operation) == nil {
			return false
		}
		s := harness.NewStory(p)
		o := s.Obtain(k)
		return o != nil && s.Step(o.Step).Operation == p.Operation.ID
	})
}

// replaced, patched and deleted find the kind whose objects the operation under test changes so, or nil.
func replaced(p *harness.Plan) *harness.Kind {
	return kindOf(p, func(k *harness.Kind) bool { return k.Replace == p.Operation })
}

func patched(p *harness.Plan) *harness.Kind {
	return kindOf(p, func(k *harness.Kind) bool { return k.Patch == p.Operation })
}

func deleted(p *harness.Plan) *harness.Kind {
	return kindOf(p, func(k *harness.Kind) bool { return k.Delete == p.Operation })
}

// changed finds the kind whose objects the operation under test replaces or patches, or nil.
func changed(p *harness.Plan) *harness.Kind {
	if k := replaced(p); k != nil {
		return k
	}
	return patched(p)
}

// create adds the step that makes the story's object, from inputs of size n (see [harness.Story.Inputs]).
func create(s *harness.Story, p *harness.Plan, k *harness.Kind, n int) *harness.Object {
	o := s.Obtain(k)
	if o == nil {
		return nil
	}
	step := s.Step(o.Step)
	step.Label = labelCreate
	if n > 0 {
		step.Inputs = given(s, p.Contract.Operation(step.Operation), n)
	}
	return o
}

// given makes inputs whose body is of size n (see [harness.Story.Inputs]) and that have no more beside it than they must:
// a parameter that may be given can ask for a trial run, or set a condition.
func given(s *harness.Story, op *harness.Operation, n int) harness.Inputs {
	in := s.Inputs(op, 0)
	if n > 0 {
		in.Body = s.Inputs(op, n).Body
	}
	return in
}

// abandon gives a story up for which the contract has nothing to tell.
func abandon(s *harness.Story) { s.Use(nil, "what cannot be told", harness.Inputs{}) }

// must ends the story unjudged unless the step that was added last is answered 2xx.
func must(s *harness.Story, at int) { s.Step(at).Must = true }

// read adds a look at an object without which there is nothing to judge.
func read(s *harness.Story, k *harness.Kind, label string, o *harness.Object) {
	must(s, s.Observe(k.Read, label, o))
}

// remove adds the deletion of an object without which there is nothing to judge.
func remove(s *harness.Story, k *harness.Kind, o *harness.Object) {
	must(s, s.Use(k.Delete, labelDelete, s.Inputs(k.Delete, 0), o))
}

// steps gives the exchanges of a story's steps, in the order of the labels, or nil when one of them is missing or not whole.
func steps(p *harness.Pass, labels ...string) []*harness.Exchange {
	list := make([]*harness.Exchange, 0, len(labels))
	for _, label := range labels {
		x := p.Step(label)
		if x == nil || x.Response.Truncated || x.Reading.Elsewhere != "" {
			return nil
		}
		list = append(list, x)
	}
	return list
}

// done reports whether an answer says that what was asked is done: 2xx, and not that it will be done later.
func done(x *harness.Exchange) bool { return x.Status()/100 == 2 && x.Status() != http.StatusAccepted }

// gone reports whether an answer says that there is no such object.
func gone(x *harness.Exchange) bool {
	return x.Status() == http.StatusNotFound || x.Status() == http.StatusGone
}

// agreed says why steps that should have been done settle nothing, or nothing when all of them are done.
func agreed(list ...*harness.Exchange) string {
	for _, x := range list {
		if x.Status() == http.StatusAccepted {
			return x.Operation.ID + " is answered 202 Accepted: it may be done later"
		}
		if !done(x) {
			return x.Operation.ID + " is answered " + answer.Status(x) + ", which settles nothing"
		}
	}
	return ""
}

// last is the name and the value of what names the object itself in a request: the last path parameter, where the contract's
// language says no other.
func last(x *harness.Exchange) (string, any) {
	if c := x.Operation.Concern; c != nil {
		v, _ := c.Name(&x.Reading.Inputs)
		return c.Key, v
	}
	path := x.Operation.Path
	begin, end := strings.LastIndexByte(path, '{'), strings.LastIndexByte(path, '}')
	if begin < 0 || end < begin {
		return "", nil
	}
	name := path[begin+1 : end]
	return name, x.Reading.Inputs.Path[name]
}
