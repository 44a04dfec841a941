package authz

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	validRefused   = "authz.valid-refused"
	labelElsewhere = "elsewhere"        // another operation with the credential
	labelGuarded   = "elsewhere-closed" // the same without it
	labelAttempt   = "attempt"
)

// ValidRefused finds operations that do not know a credential which works elsewhere.
var ValidRefused = &harness.Check{
	ID: validRefused,
	Doc: `A credential that works elsewhere is not answered 401.

401 says that the credential is missing or wrong. A client that is told so logs in again, and again; what the caller may
not do is answered 403.

The credential is shown to work on another operation that asks for the same one: it is answered 2xx with it, and 401 or 403
without. Then it is sent with a valid request to the operation under test. 401 breaks the promise.

Ignored: requests with a body, since 401 may speak of a password in it; refusals that ask for another scope or a stronger
login in WWW-Authenticate; operations for which no other one has the same requirement.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{287},
	OWASP:    []string{"API2:2023"},
	Rules:    []string{"RFC 9110 15.5.2", "RFC 6750 3.1"},
	Story:    true,
	Propose:  tales.Propose(validRefused, tellValid),
	Judge:    judgeValidRefused,
}

func tellValid(p *harness.Plan) []tales.Tale {
	elsewhere := alike(p)
	if elsewhere == nil || p.Operation.Body != nil && !p.Operation.ReadOnly || p.Objects.Logouts[p.Operation.ID] {
		return nil
	}
	var list []tales.Tale
	for _, a := range classes(p) {
		title := "call with a credential that works elsewhere"
		if len(list) > 0 {
			title += ", of another class"
		}
		list = append(list, tales.Tell(title, func(s *harness.Story) {
			objects := need(tales.By(s, p, a.Name), p)
			tales.By(s, p, a.Name).Observe(elsewhere, labelElsewhere)
			tales.By(s, p, harness.Anonymous).Observe(elsewhere, labelGuarded)
			tales.By(s, p, a.Name).Use(p.Operation, labelAttempt, s.Inputs(p.Operation, 0), objects...)
		}))
	}
	return list
}

// classes gives the usual actor and the first of another class.
func classes(p *harness.Plan) []*harness.Actor {
	var list []*harness.Actor
	for _, a := range p.Cast {
		if tales.Plain(a) && len(list) < 2 && !slices.ContainsFunc(list, func(o *harness.Actor) bool { return o.Class == a.Class }) {
			list = append(list, a)
		}
	}
	return list
}

// alike finds another operation that only reads, names no object, and asks for the same credential as the one under test.
func alike(p *harness.Plan) *harness.Operation {
	for _, op := range p.Contract.Operations {
		if op != p.Operation && op.Reads() && !strings.Contains(op.Path, "{") && len(p.Objects.NeedsOf(op)) == 0 && op.Secured() &&
			demands(op) == demands(p.Operation) && !p.Objects.Logouts[op.ID] && (p.Avoid == nil || !p.Avoid(op)) {
			return op
		}
	}
	return nil
}

// demands writes down which credentials an operation asks for.
func demands(op *harness.Operation) string {
	var all []string
	for _, requirement := range op.Security {
		var names []string
		for _, d := range requirement {
			if d.Scheme != nil {
				names = append(names, d.Scheme.Name+"("+strings.Join(d.Scopes, " ")+")")
			}
		}
		slices.Sort(names)
		all = append(all, strings.Join(names, "+"))
	}
	slices.Sort(all)
	return strings.Join(all, "|")
}

func judgeValidRefused(p *harness.Pass) {
	elsewhere, closed, x := p.Step(labelElsewhere), p.Step(labelGuarded), p.Step(labelAttempt)
	if !p.Own() || elsewhere == nil || closed == nil || x == nil {
		return
	}
	challenge := strings.ToLower(x.Response.Header.Get("WWW-Authenticate"))
	switch {
	case !done(elsewhere) || done(closed) || !denied(closed) || gone(closed):
		p.Inconclusive("the credential is not shown to work: %s is answered %s with it and %s without",
			elsewhere.Operation.ID, answer.Status(elsewhere), answer.Status(closed))
	case x.Status() != http.StatusUnauthorized:
		p.Kept()
	case len(x.Request.Body) > 0 && !x.Operation.ReadOnly || strings.Contains(challenge, "insufficient"):
		p.Inconclusive("the refusal may be about something else than the credential")
	default:
		p.Report(harness.Break{
			Exchange: x,
			Site:     "status",
			Message:  x.Operation.ID + " does not accept a credential that works on " + elsewhere.Operation.ID,
			Promised: "no 401: 403 if the caller may not do this",
			Got:      answer.Status(x),
			Place:    x.Operation.Source,
		})
	}
}
