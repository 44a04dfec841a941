package authz

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const tokenAfterLogout = "authz.token-after-logout"

// TokenAfterLogout finds credentials that outlive the log-out.
var TokenAfterLogout = &harness.Check{
	ID: tokenAfterLogout,
	Doc: `A credential that was logged out is refused.

Whoever logs out on a machine that is not theirs believes that nothing is left there. When the client forgets the token and
the service does not, a copy of it, from a log, a proxy or the machine itself, opens the account until the token expires.

An actor that logs in makes a login for this case alone, reads with it from an operation that only reads and is refused
without a credential, logs out, and reads again with the very same credential. When the log-out was answered 2xx, and the
second read is answered 2xx and as the contract describes it, the promise is broken.

Ignored: actors with a fixed credential; log-outs that want the token in their body or that are refused; services that give
the same credential for each login; every other answer to the second read.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{613},
	OWASP:    []string{"API2:2023"},
	Rules:    []string{"RFC 7009 2.2", "RFC 9700 4", "OWASP ASVS 5.0 7.4.1"},
	Story:    true,
	Propose:  tales.Propose(tokenAfterLogout, tellLogout),
	Judge:    judgeLogout,
}

func tellLogout(p *harness.Plan) []tales.Tale {
	probe := alike(p)
	if !p.Objects.Logouts[p.Operation.ID] || probe == nil {
		return nil
	}
	for _, a := range p.Cast {
		if tales.Plain(a) && a.LogsIn() {
			return []tales.Tale{tales.Tell("read after the log-out", func(s *harness.Story) {
				tales.By(s, p, harness.Anonymous).Observe(probe, labelGuarded)
				tales.By(s, p, a.Name).Apart("ended").Observe(probe, labelControl)
				s.Use(p.Operation, labelEnds, s.Inputs(p.Operation, 0))
				s.Observe(probe, labelAttack+string(harness.Expired))
			})}
		}
	}
	return nil
}

func judgeLogout(p *harness.Pass) {
	x, _ := attacked(p)
	guarded, control, ends := p.Step(labelGuarded), p.Step(labelControl), p.Step(labelEnds)
	if x == nil || guarded == nil || control == nil || ends == nil {
		return
	}
	switch {
	case done(guarded) || !denied(guarded) || !done(control):
		p.Inconclusive("%s is answered %s with the credential and %s without", x.Operation.ID, answer.Status(control), answer.Status(guarded))
	case !done(ends):
		p.Inconclusive("the log-out is answered %s", answer.Status(ends))
	case denied(x):
		p.Kept()
	case !done(x) || !fits(x):
		p.Inconclusive("the read after the log-out is answered %s, but not as the contract describes success", answer.Status(x))
	default:
		p.Report(harness.Break{
			Exchange: x,
			Site:     "status",
			Message:  "a credential works on " + x.Operation.ID + " after " + ends.Operation.ID + " has ended it",
			Promised: "401 Unauthorized",
			Got:      answer.Status(x),
			Place:    ends.Operation.Source,
		})
	}
}
