package authz

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const deniedWithEffect = "authz.denied-with-effect"

// DeniedWithEffect finds refusals that come after the deed.
var DeniedWithEffect = &harness.Check{
	ID: deniedWithEffect,
	Doc: `What a caller is refused is not carried out.

Where the row is written first and the owner is asked for afterwards, the refusal calms the tests and the log, and the data
are changed all the same.

One actor makes an object and reads it twice. Another of the same class, in the same tenant or in another one, does the
operation on it, with a canary of its own in the request. The promise is broken when the answer is 401, 403, 404 or 410 and
what the owner reads has changed.

Ignored: members that change by themselves: those that differ between two earlier looks, times, and numbers that the request
did not give; every other answer, since it is no refusal of the caller; operations that the contract opens to everybody.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{863},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"RFC 9110 15.5.4", "OWASP API1:2023"},
	Story:    true,
	Propose:  tales.Propose(deniedWithEffect, tellDenied),
	Judge:    judgeDeniedWithEffect,
}

func tellDenied(p *harness.Plan) []tales.Tale {
	k := writtenBy(p)
	if k == nil {
		k = removedBy(p)
	}
	if k == nil || public(p) {
		return nil
	}
	var list []tales.Tale
	for _, a := range assaults(p) {
		if a.swapped {
			continue
		}
		list = append(list, tales.Tell("be refused another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, k.Read, labelBefore, c.owned)
			c.look(a.owner, k.Read, labelAgain, c.owned)
			c.attack()
			c.look(a.owner, k.Read, labelAfter, c.owned)
		}))
	}
	return list
}

func judgeDeniedWithEffect(p *harness.Pass) {
	d, ok := decide(p)
	x, _ := attacked(p)
	switch {
	case !p.Own() || !ok || noted(p, d):
	case !denied(x):
		p.Inconclusive("the call is answered %s, which is no refusal of the caller", answer.Status(x))
	case d.Verdict == Denied:
		p.Kept()
	case d.Verdict == Effect:
		p.Report(harness.Break{
			Exchange: x,
			Site:     string(d.Relation),
			Message:  who(d.Relation) + " is refused, and what was refused is carried out all the same",
			Promised: "the object as it was, after " + answer.Status(x),
			Got:      "the owner's view has changed",
			Place:    x.Operation.Source,
		})
	default:
		p.Inconclusive("%s", unsettled(d))
	}
}
