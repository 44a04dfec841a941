package authz

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const undeclared = "authz.undeclared"

// Undeclared finds operations that ask for a credential of which the contract says nothing.
var Undeclared = &harness.Check{
	ID: undeclared,
	Doc: `An operation asks for a credential only where the contract says so.

Clients that are made from the contract send none and are refused; and what the contract calls open is taken to be open by
whoever reviews it.

The same valid request is sent without a credential and with one that works. When the first is answered 401 or 403 and the
second 2xx, the promise is broken.

Ignored: operations that name an object in their path and where a credential is one way among others, since the object may
belong to somebody; every other pair of answers, which is inconclusive; languages that have no words for who may call, such as
GraphQL, where the matrix says what was seen.`,
	Severity: harness.Low,
	Security: true,
	CWE:      []int{1059},
	OWASP:    []string{"API9:2023"},
	Rules:    []string{"OpenAPI 3.1 Security Requirement Object", "RFC 9110 15.5.2"},
	Story:    true,
	Propose:  tales.Propose(undeclared, tellUndeclared),
	Judge:    judgeUndeclared,
}

func tellUndeclared(p *harness.Plan) []tales.Tale {
	actor := tales.Usual(p)
	if actor == "" || p.Operation.Secured() || p.Objects.Logouts[p.Operation.ID] || p.Operation.Removes() ||
		len(p.Operation.Security) > 0 && strings.Contains(p.Operation.Path, "{") {
		return nil
	}
	return []tales.Tale{tales.Tell("call what asks for no credential", func(s *harness.Story) {
		objects := need(tales.By(s, p, actor), p)
		bare(s, p, labelAnonymous, nil, objects)
		call(s, p, actor, labelControl, objects)
	})}
}

func judgeUndeclared(p *harness.Pass) {
	x, control := p.Step(labelAnonymous), p.Step(labelControl)
	switch {
	case !p.Own() || x == nil || control == nil:
	case p.Contract.SecurityUnsaid:
		noteUnsaid(p, x, control)
	case done(x):
		p.Row(harness.Row{
			Operation: x.Operation.ID, Relation: harness.Nobody, Ruling: harness.Allowed, Basis: string(Declared), Proof: []*harness.Exchange{x},
		})
		noteControl(p, control)
		p.Kept()
	case x.Status() != http.StatusUnauthorized && x.Status() != http.StatusForbidden || !done(control):
		p.Inconclusive("the call is answered %s without a credential and %s with one", answer.Status(x), answer.Status(control))
	default:
		p.Report(harness.Break{
			Exchange: x,
			Site:     labelAnonymous,
			Message:  x.Operation.ID + " refuses whoever has no credential, although the contract asks for none",
			Promised: "an answer such as " + answer.Status(control) + ", which a credential gets",
			Got:      answer.Status(x),
			Place:    x.Operation.Source,
		})
	}
}

// noteUnsaid keeps what strangers are answered where the contract cannot say it: nothing is promised, and a change is worth
// knowing of all the same.
func noteUnsaid(p *harness.Pass, x, control *harness.Exchange) {
	r := harness.Row{Operation: x.Operation.ID, Relation: harness.Nobody, Basis: basisObserved, Proof: []*harness.Exchange{x}}
	switch {
	case done(x):
		r.Ruling = harness.Unknown
	case denied(x) && done(control):
		r.Ruling, r.Status, r.Power = harness.Denied, x.Status(), harness.Killed
	default:
		p.Inconclusive("the call is answered %s without a credential and %s with one", answer.Status(x), answer.Status(control))
		return
	}
	p.Row(r)
	noteControl(p, control)
	p.Kept()
}
