package authz

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	anonymousWrite    = "authz.anonymous-write"
	labelAfterMangled = "after-mangled" // the owner looks again after the call with a credential that nobody has
)

// AnonymousWrite finds objects that can be changed without a credential.
var AnonymousWrite = &harness.Check{
	ID: anonymousWrite,
	Doc: `Nobody changes or removes an object without a credential.

A rule that lists the methods to be guarded forgets one, and PATCH or DELETE is open to everybody.

An actor makes an object and reads it twice. PUT, PATCH or DELETE is sent without a credential, and with one that nobody has
(of the form that the contract declares), and the owner reads the object after each. The promise is broken when the owner's
view has changed, whatever the answers were.

Ignored: operations whose contract asks for no credential (the outcome is "unknown" if it does for reading the object);
members that change by themselves: those that differ between two earlier looks, times, and numbers that the request did not
give; 2xx answers without an effect, which are inconclusive; operations that are refused with a credential, too.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{306},
	OWASP:    []string{"API2:2023", "API5:2023"},
	Rules:    []string{"OpenAPI 3.1 Security Requirement Object", "RFC 9110 15.5.2"},
	Story:    true,
	Propose:  tales.Propose(anonymousWrite, tellAnonymous),
	Judge:    judgeAnonymousWrite,
}

func tellAnonymous(p *harness.Plan) []tales.Tale {
	k := kindOf(p, func(k *harness.Kind) bool {
		return k.Replace == p.Operation || k.Patch == p.Operation || k.Delete == p.Operation ||
			p.Operation.Concern != nil && !p.Operation.Safe() && slices.Contains(k.Actions, p.Operation)
	})
	actor := tales.Usual(p)
	if k == nil || k.Read == nil || actor == "" || !p.Operation.Secured() && !k.Read.Secured() {
		return nil
	}
	return []tales.Tale{tales.Tell("change a "+k.Name+" without a credential", func(s *harness.Story) {
		c := begin(s, p, k, assault{owner: actor, attacker: harness.Anonymous})
		c.look(actor, k.Read, labelBefore, c.owned)
		c.look(actor, k.Read, labelAgain, c.owned)
		c.act(labelAnonymous, c.owned)
		c.look(actor, k.Read, labelAfter, c.owned)
		for _, edits := range mangled(p.Operation) {
			s.Step(c.act(labelMangled, c.owned)).Edits = edits
			c.look(actor, k.Read, labelAfterMangled, c.owned)
		}
		c.actAs(actor, labelControl, c.owned)
		c.look(actor, k.Read, labelPowerAfter, c.owned)
	})}
}

func judgeAnonymousWrite(p *harness.Pass) {
	before := p.Step(labelBefore)
	if !p.Own() || before == nil {
		return
	}
	looks := []string{labelAgain, labelAfter, labelAfterMangled}
	refused, works := false, done(p.Step(labelControl))
	if x := p.Step(labelAnonymous); x != nil && x.Operation.Secured() {
		changed, _ := changedBy(p, x, p.Step(labelAgain), p.Step(labelAfter))
		noteCredential(p, x, harness.Nobody, changed)
	}
	for i, label := range []string{labelAnonymous, labelMangled} {
		x := p.Step(label)
		if x == nil {
			continue
		}
		changed, reason := changedBy(p, x, p.Step(looks[i]), p.Step(looks[i+1]))
		switch {
		case reason != "":
			p.Inconclusive("%s", reason)
		case changed && !x.Operation.Secured():
			p.Inconclusive("unknown: anybody may change the object, and the contract asks for no credential, as it does for %s", before.Operation.ID)
		case changed:
			reportAnonymous(p, x, label)
			continue
		case !denied(x) || !works:
			p.Inconclusive("the call without a credential that works is answered %s, and nothing shows what came of it", answer.Status(x))
		default:
			refused = true
			continue
		}
		return
	}
	if refused {
		p.Kept()
	}
}

// lastLook is the owner's last look before the call with a credential that works.
func lastLook(p *harness.Pass) *harness.Exchange {
	if x := p.Step(labelAfterMangled); x != nil {
		return x
	}
	return p.Step(labelAfter)
}

func reportAnonymous(p *harness.Pass, x *harness.Exchange, label string) {
	how := "without a credential"
	if label == labelMangled {
		how = "with a credential that nobody has"
	}
	p.Report(harness.Break{
		Exchange: x,
		Site:     label,
		Message:  x.Operation.ID + " changes an object " + how + ", although the contract asks for one",
		Promised: "401 Unauthorized, and the object as it was",
		Got:      answer.Status(x) + ", and the owner's view has changed",
		Place:    x.Operation.Source,
	})
}
