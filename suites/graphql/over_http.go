package graphql

import (
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const overHTTP = "graphql.over-http"

// OverHTTP finds requests that clients may send and a service does not understand, and answers that clients cannot rely on.
var OverHTTP = &harness.Check{
	ID: overHTTP,
	Doc: `Requests and answers travel over HTTP as the specification says, so that every client can talk to every service.

A client that sends null for variables, names a charset or accepts JSON alone is refused by a service that was only ever tried
with one other client. An error with a status of success is kept by caches, and a status of failure hides data.

One query of the contract sends the audits: the 60 of graphql-http (their IDs are kept) and some of our own, which ask for
__typename and differ from the usual request in one thing. Each is judged beside a usual request that was answered. The text of 2023 and the draft of August
2026 do not agree, so that by default only what both demand (MUST) is judged, and what either allows is allowed.
A profile, --graphql-profile goh-2023 or goh-draft-2026-08, judges all that this one text demands, and what it recommends (SHOULD) as low.
Besides, whatever else is sent: an answer with data has a status of success.

Ignored: what a text leaves free (MAY); refusals because of who asks and how often, and failures of the service, which are
inconclusive; mutations that GET executes and documents that are executed though invalid, which are other checks'; the status 294 of the draft for an answer with some
errors, about which its sections disagree.`,
	Severity: harness.Medium,
	Language: language,
	Rules:    []string{"GraphQL over HTTP 4", "GraphQL over HTTP 5"},
	Propose:  proposeAudits,
	Judge:    judgeOverHTTP,
}

// Labels of an audit's steps. That of the audit itself is its ID, and the profile behind it: a finding means the same
// wherever it is replayed.
const labelControl = "control"

// EE52 is an audit that the suite of graphql-http only plans.
const dataSite = "EE52: a status of success for an answer with data"

func proposeAudits(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		if list := queries(p.Contract); len(list) == 0 || list[0] != p.Operation {
			return
		}
		profile := graphql.ProfileOf(p.Operation)
		changes := slices.ContainsFunc(p.Contract.Operations, func(op *harness.Operation) bool { return !op.ReadOnly && !op.Streams })
		control := sending{media: jsonMedia, body: plainBody}
		for _, rank := range []strength{must, should} { // a small budget holds the first alone
			for _, a := range audits {
				if a.under(profile).strength != rank || a.send.query != "" && !changes {
					continue
				}
				first := control.step(p.Operation, labelControl)
				first.Once = overHTTP
				label := strings.TrimSpace(a.id + " " + string(profile))
				if !yield(proposed(p.Operation, overHTTP, a.name, first, a.send.step(p.Operation, label))) {
					return
				}
			}
		}
	}
}

func judgeOverHTTP(p *harness.Pass) {
	for _, x := range p.Trace {
		judgeData(p, x)
	}
	if !p.Own() || len(p.Trace) != len(p.Case.Steps) {
		return
	}
	label := p.Case.Steps[len(p.Case.Steps)-1].Label
	id, profile, _ := strings.Cut(label, " ")
	at := slices.IndexFunc(audits, func(a *audit) bool { return a.id == id })
	x, control := p.Last(), p.Step(labelControl)
	switch {
	case at < 0 || !x.Answered() || x.Response.Truncated:
	case control == nil || !(form{status: "2xx", body: served}).has(control, control):
		p.Inconclusive("the usual request for __typename is not answered, so that another one proves nothing")
	default:
		judgeAudit(p, audits[at], graphql.Profile(profile), control)
	}
}

func judgeAudit(p *harness.Pass, a *audit, profile graphql.Profile, control *harness.Exchange) {
	x, c := p.Last(), a.under(profile)
	has := func(vacuous bool) bool {
		return slices.ContainsFunc(c.forms, func(f form) bool { return f.vacuous == vacuous && f.has(x, control) })
	}
	switch {
	case c.strength == may:
	case has(false):
		p.Kept()
	case has(true):
	case elsewhere(x.Response.Status):
		p.Inconclusive("the answer %d says nothing of the form of the request", x.Response.Status)
	default:
		var severity *harness.Severity
		if low := harness.Low; c.strength == should {
			severity = &low
		}
		p.Report(harness.Break{
			Exchange: x, Service: true, Severity: severity, Site: a.site(),
			Message: "GraphQL over HTTP is not spoken as clients speak it: " + a.name, Promised: promised(c), Got: gotten(x),
		})
	}
}

// elsewhere reports whether a status is about who asks and how often, or about the service, and not about a request's form.
func elsewhere(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return status >= 500
}

// judgeData holds every answer with data to a status of success, in whatever request it was asked for.
func judgeData(p *harness.Pass, x *harness.Exchange) {
	if _, _, ok := question(p, x); !ok || x.Response.Status < 300 || x.Response.Status >= 500 || !withData.is(x) {
		return
	}
	p.Report(harness.Break{
		Exchange: x, Service: true, Site: dataSite,
		Message:  "an answer with data has a status that says there is none",
		Promised: "MUST: 2xx", Got: gotten(x),
	})
}
