package authz

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const deadCredential = "authz.dead-credential"

// DeadCredential finds services that accept a credential which must not work any more.
var DeadCredential = &harness.Check{
	ID: deadCredential,
	Doc: `A credential that is expired, tampered with or revoked is refused.

A token that is decoded and not verified, or verified and not looked up, keeps a door open that the user believes to have
closed.

The same valid request is sent by an actor whose credential works, and by one whose credential is declared dead. When both
are answered 2xx, and the second with an answer such as the contract describes, the promise is broken. It is asked of the
operations that only read and need a credential; one finding stands for the whole service.

Ignored: runs without an actor whose credential is declared dead; operations whose contract has an alternative without a
credential; refusals by 403 or 404 instead of 401; every other answer, which is inconclusive.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{613, 287},
	OWASP:    []string{"API2:2023"},
	Rules:    []string{"RFC 9110 15.5.2", "RFC 6750 3.1", "RFC 9700 4"},
	Story:    true,
	Propose:  tales.Propose(deadCredential, tellDead),
	Judge:    judgeDeadCredential,
}

// mostDead is how many dead actors are tried on an operation.
const mostDead = 3

func tellDead(p *harness.Plan) []tales.Tale {
	owner := tales.Usual(p)
	if owner == "" || !p.Operation.Secured() || !p.Operation.Safe() || p.Objects.Logouts[p.Operation.ID] {
		return nil
	}
	var list []tales.Tale
	for _, a := range p.Cast {
		if !a.Dead || len(list) == mostDead {
			continue
		}
		list = append(list, tales.Tell("call as "+a.Name, func(s *harness.Story) {
			objects := need(tales.By(s, p, owner), p)
			call(s, p, owner, labelControl, objects)
			call(s, p, a.Name, labelAttack+string(harness.Expired), objects)
		}))
	}
	return list
}

func judgeDeadCredential(p *harness.Pass) {
	x, _ := attacked(p)
	control := p.Step(labelControl)
	if p.Own() && x != nil && control != nil {
		noteCredential(p, x, harness.Expired, done(x) && done(control) && fits(x))
	}
	switch {
	case !p.Own() || x == nil || control == nil:
	case !done(control):
		p.Inconclusive("the call is answered %s with a credential that works", answer.Status(control))
	case denied(x):
		p.Kept()
	case !done(x) || !fits(x):
		p.Inconclusive("the call with a dead credential is answered %s, but not as the contract describes success", answer.Status(x))
	default:
		p.Report(harness.Break{
			Exchange: x,
			Site:     string(harness.Expired),
			Service:  true,
			Message:  "a credential that must not work is accepted, for instance by " + x.Operation.ID,
			Promised: "401 Unauthorized",
			Got:      answer.Status(x),
			Place:    x.Operation.Source,
		})
	}
}
