package authz

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

// labelDetour is followed by the attacker's relation to the owner and the name of the way.
const labelDetour = "detour "

// way is a form of a request that services have taken for another one, and so have let pass what they refuse.
type way struct {
	name string
	own  bool // it sets out from the attacker's own object
	take func(c *scene, step *harness.Step)
}

// operates finds the kind on one object of which the operation under test works, and whose objects can be read, or nil.
func operates(p *harness.Plan) *harness.Kind {
	k := p.Objects.Of(p.Operation)
	if k == nil || k.Read == nil || k.Lister(p.Operation) != nil || k.Creator(p.Operation) != nil && p.Operation != k.Replace {
		return nil
	}
	return k
}

// detours has each attacker try what is refused to it by other ways. One story tries all of them where they only read.
func detours(p *harness.Plan, k *harness.Kind, by []assault, ways []way) []tales.Tale {
	var list []tales.Tale
	add := func(a assault, title string, ways ...way) {
		list = append(list, tales.Tell(title+" as "+a.title(), func(s *harness.Story) { detour(begin(s, p, k, a), ways) }))
	}
	for _, a := range by {
		switch {
		case a.swapped: // the way is the service's, whoever takes it
			continue
		case p.Operation.Safe():
			add(a, "get at another's "+k.Name+" by detours", ways...)
			continue
		}
		for _, w := range ways {
			add(a, "get at another's "+k.Name+" by "+w.name, w)
		}
	}
	return list
}

func detour(c *scene, ways []way) {
	look, reads := c.k.Read, c.p.Operation.Safe()
	if reads {
		look = c.p.Operation
	}
	c.look(c.a.owner, look, labelBefore, c.owned)
	if tales.Owns(c.p, c.a.attacker) {
		c.rival()
		if reads {
			c.act(labelSelf, c.theirs)
		}
	}
	c.act(labelProbe, c.owned)
	if !reads {
		c.look(c.a.owner, look, labelAgain, c.owned)
	}
	for _, w := range ways {
		from := c.owned
		if w.own {
			from = c.theirs
		}
		if from != nil {
			at := c.act(labelDetour+string(c.a.relation)+" "+w.name, from)
			w.take(c, c.s.Step(at))
		}
	}
	c.look(c.a.owner, look, labelAfter, c.owned)
}

// bound gives what the attacker's plain request on the owner's object takes for an input.
func (c *scene) bound(target string) []harness.Binding {
	var list []harness.Binding
	for at := 0; c.s.Step(at).Operation != ""; at++ {
		for _, b := range c.s.Step(at).Bind {
			if c.s.Step(at).Label == labelProbe && b.Target == target {
				list = append(list, b)
			}
		}
	}
	return list
}

// judgeDetours reports the first way that leads to the owner's object. Says completes a sentence about the attacker.
func judgeDetours(p *harness.Pass, says string) {
	before, probe, after := p.Step(labelBefore), p.Step(labelProbe), p.Step(labelAfter)
	switch {
	case before == nil || probe == nil || after == nil:
		return
	case !done(before) || !known(p):
		p.Inconclusive("the owner's own view, answered %s, shows nothing that tells the object apart", answer.Status(before))
		return
	case !denied(probe):
		p.Inconclusive("the plain request is answered %s, and is no refusal", answer.Status(probe))
		return
	}
	found, answered := takeDetours(p, says)
	switch {
	case found:
	case !done(after) && !gone(after):
		p.Inconclusive("the owner's own call afterwards is answered %s", answer.Status(after))
	case answered:
		p.Kept()
	default:
		p.Inconclusive("no way was answered, or each failed")
	}
}

// takeDetours reports the first way that leads there, and says whether any was answered in a way that settles something.
func takeDetours(p *harness.Pass, says string) (found, answered bool) {
	for i, step := range p.Case.Steps {
		name, ok := strings.CutPrefix(step.Label, labelDetour)
		if !ok || i >= len(p.Trace) || !p.Trace[i].Answered() || same(p.Trace[i], p.Step(labelSelf)) {
			continue
		}
		x := p.Trace[i]
		relation, way, _ := strings.Cut(name, " ")
		if got, ok := reached(p, x); ok {
			p.Report(harness.Break{
				Exchange: x,
				Site:     way,
				Message:  who(harness.Relation(relation)) + " " + says,
				Promised: "a refusal, as without it: " + answer.Status(p.Step(labelProbe)),
				Got:      answer.Status(x) + ", " + got,
				Place:    x.Operation.Source,
			})
			return true, true
		}
		answered = answered || x.Status() < http.StatusInternalServerError
	}
	return false, answered
}

// reached says what of the owner's object a request has got at.
func reached(p *harness.Pass, x *harness.Exchange) (what string, ok bool) {
	if leaks(p, x) {
		return "with what only this object holds", true
	}
	if x.Safe() {
		return "", false
	}
	changed, _ := changedBy(p, x, p.Step(labelAgain), p.Step(labelAfter))
	return "and the owner's view has changed", changed
}

// same reports whether two requests are one.
func same(x, other *harness.Exchange) bool {
	return other != nil && x.Request.Method == other.Request.Method && x.Request.URL() == other.Request.URL() &&
		len(x.Request.Header) == len(other.Request.Header) && string(x.Request.Body) == string(other.Request.Body)
}
