package state

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	failedCreateHasEffects = "state.failed-create-has-effects"
	labelRefused           = "refused"
	labelPeek              = "peek"
	labelFound             = "found"
)

// FailedCreateHasEffects finds objects that a refused creation left behind.
var FailedCreateHasEffects = &harness.Check{
	ID: failedCreateHasEffects,
	Doc: `A creation that is refused creates nothing.

A client that is told 400 mends its request and sends it again, and the half-made object of the first try stays: it shows up in
lists, holds a unique name, or is delivered.

The objects are listed, a creation is sent that breaks the contract in one place or names an object that does not exist,
and they are listed again. When it was answered 4xx, the list has an object that it had not, and this object shows what
the refused request gave (in the list, or when it is read), the promise is broken.

Ignored: creations that were accepted (input.invalid-accepted); objects that nothing ties to the request, since other
clients may have made them, and lists that may go on: both are inconclusive.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 15.5", "RFC 9110 9.3.3"},
	Story:    true,
	Propose:  tales.Propose(failedCreateHasEffects, tellRefused),
	Judge:    judgeFailedCreate,
}

func tellRefused(p *harness.Plan) []tales.Tale {
	k := kindOf(p, func(k *harness.Kind) bool { return k.Creator(p.Operation) != nil && p.Operation != k.Replace })
	if k == nil {
		return nil
	}
	list := listOf(p, k)
	if list == nil {
		return nil
	}
	made := harness.NewStory(p)
	var told []tales.Tale
	for _, bad := range spoil(p, p.Operation, func() harness.Inputs { return given(made, p.Operation, 1) }) {
		told = append(told, tales.Tell("refuse a "+k.Name+" with "+bad.title, func(s *harness.Story) {
			if k.Read != nil {
				s.Shared(k) // which reading what is new asks for; it must not be new itself
			}
			before := listing(s, list, labelListBefore)
			step := s.Step(s.Use(p.Operation, labelRefused, bad.inputs))
			step.Renew = true
			step.Bind = slices.DeleteFunc(step.Bind, func(b harness.Binding) bool { return b.Target == bad.drop })
			g := pagingOf(list)
			query, _ := largest(&g)
			found := readNew(s, p, k, before, page(s, list, labelPeek, query))
			found.Once = failedCreateHasEffects + " " + bad.title // so that the story goes on where nothing is new
			listing(s, list, labelListAfter)
		}))
	}
	return told
}

// readNew adds a look at what is new in the second of two lists; it is not sent when nothing is, and so cannot come last.
func readNew(s *harness.Story, p *harness.Plan, k *harness.Kind, before, after int) *harness.Step {
	if k.Read == nil || s.Err() != nil || p.Avoid != nil && p.Avoid(k.Read) {
		return &harness.Step{}
	}
	from := k.Lister(p.Contract.Operation(s.Step(after).Operation))
	step := s.Step(s.Observe(k.Read, labelFound))
	for _, need := range p.Objects.NeedsOf(k.Read) {
		if need.Kind != k {
			continue
		}
		step.Bind = slices.DeleteFunc(step.Bind, func(b harness.Binding) bool { return b.Target == need.Target })
		at := from.Keys[need.Key]
		step.Bind = append(step.Bind, harness.Binding{Step: after, From: at.From, Match: at.Match, Target: need.Target, Before: before + 1})
	}
	return step
}

func judgeFailedCreate(p *harness.Pass) {
	if !p.Own() {
		return
	}
	list := steps(p, labelListBefore, labelRefused, labelListAfter)
	if list == nil {
		return
	}
	refused := list[1]
	if refused.Status()/100 != 4 {
		p.Inconclusive("the creation is answered %s and not refused", answer.Status(refused))
		return
	}
	before, ok := listingOf(p, labelListBefore)
	after, ok2 := listingOf(p, labelListAfter)
	if !ok || !ok2 {
		p.Inconclusive("the list shows no objects that could be told apart")
		return
	}
	others, why := fresh(p, before, after)
	switch {
	case why != "":
		p.Inconclusive("%s", why)
	case len(others) == 0:
		p.Kept()
	default:
		blame(p, refused, others)
	}
}

// blame looks for the object that the refused request made among the new ones.
func blame(p *harness.Pass, refused *harness.Exchange, others []entry) {
	for i := range others {
		x, shown := others[i].page, others[i].side
		if !resembles(refused, shown) {
			found := p.Step(labelFound)
			if found == nil || len(others) > 1 {
				continue
			}
			body, ok := seen(found)
			if !ok || !resembles(refused, body) {
				continue
			}
			x, shown = found, body
		}
		p.Report(harness.Break{
			Exchange: x,
			Site:     "status",
			Message:  "a creation that was refused with " + answer.Status(refused) + " has made an object all the same",
			Promised: "no new object after " + answer.Status(refused),
			Got:      show(shown.value),
			Place:    p.Operation.Source,
		})
		return
	}
	p.Inconclusive("there is a new object, and nothing ties it to the refused request")
}
