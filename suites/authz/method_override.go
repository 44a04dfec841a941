package authz

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	methodOverride = "authz.method-override"
	labelPlain     = "plain" // the attacker removes the object outright
)

// overrides are the headers by which clients that know two methods ask for others.
var overrides = []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}

// MethodOverride finds denials that a header undoes.
var MethodOverride = &harness.Check{
	ID: methodOverride,
	Doc: `What is denied to somebody stays denied when another method is asked for by a header.

Gateways and middlewares decide by the method of the request line, and frameworks behind them by X-HTTP-Method-Override: a
read that may pass becomes a removal that may not.

An actor makes an object and reads it. Another, of the same class or of another one, tries to remove it, and is refused. Then
it reads the object with headers that ask for DELETE instead. The promise is broken when the owner finds the object gone.

Ignored: actors who may remove the object; headers that are passed over, whatever the answer is; operations that the contract
opens to everybody.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{650, 863},
	OWASP:    []string{"API5:2023", "API8:2023"},
	Rules:    []string{"RFC 9110 9.1", "RFC 9110 15.5.4"},
	Story:    true,
	Propose:  tales.Propose(methodOverride, tellOverridden),
	Judge:    judgeMethodOverride,
}

func tellOverridden(p *harness.Plan) []tales.Tale {
	k := removedBy(p)
	if k == nil || public(p) {
		return nil
	}
	var list []tales.Tale
	for _, a := range append(assaults(p), onlookers(p)...) {
		if a.swapped {
			continue
		}
		list = append(list, tales.Tell("ask to remove another's "+k.Name+" by a header as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, k.Read, labelBefore, c.owned)
			c.act(labelPlain, c.owned)
			c.look(a.owner, k.Read, labelAgain, c.owned)
			c.override(a.label())
			c.look(a.owner, k.Read, labelAfter, c.owned)
		}))
	}
	return list
}

// override adds the attacker's read of the owner's object that asks for a removal.
func (c *scene) override(label string) {
	if c.owned == nil {
		return
	}
	at := tales.By(c.s, c.p, c.a.attacker).Use(c.k.Read, label, c.s.Inputs(c.k.Read, 0), c.owned)
	step := c.s.Step(at)
	step.Observe = true
	for _, name := range overrides {
		step.Edits = append(step.Edits, harness.Edit{Kind: harness.EditHeader, Name: name, Value: []byte("DELETE")})
	}
}

func judgeMethodOverride(p *harness.Pass) {
	x, relation := attacked(p)
	plain, again, after := p.Step(labelPlain), p.Step(labelAgain), p.Step(labelAfter)
	switch {
	case x == nil || plain == nil || again == nil || after == nil:
	case !denied(plain) || !done(again):
		p.Inconclusive("the removal is answered %s, and is no refusal of the caller", answer.Status(plain))
	case gone(after):
		p.Report(harness.Break{
			Exchange: x,
			Site:     string(relation),
			Message:  "a removal that is refused to " + who(relation) + " is carried out when a read asks for it by a header",
			Promised: "the object as it was, as after " + answer.Status(plain),
			Got:      answer.Status(x) + ", and the owner finds the object gone",
			Place:    p.Operation.Source,
		})
	case !done(after):
		p.Inconclusive("the owner's own call afterwards is answered %s", answer.Status(after))
	default:
		p.Kept()
	}
}
