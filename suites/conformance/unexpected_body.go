package conformance

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// UnexpectedBody finds bodies where HTTP or the contract says that there is none.
var UnexpectedBody = &harness.Check{
	ID: "conformance.unexpected-body",
	Doc: `An answer has no body where HTTP forbids one (HEAD, 204, 205, 304) or where the contract documents an answer without content.

Behind a 204 or a HEAD a body is read as the beginning of the next answer. Where the contract documents no content,
nobody has agreed to what is sent, so nobody checks what it gives away.

Judged on every documented answer below 500. The first kind is of medium severity, the second of low severity.

Ignored: redirects without documented content, to which HTTP itself advises a short note (RFC 9110 15.4). Many servers
and transports cut the first kind off before a client can see it.`,
	Severity: harness.Low,
	Rules:    []string{"RFC 9110 6.4.1", "RFC 9110 9.3.2", "OpenAPI 3.1 Response Object, content"},
	Judge:    judgeUnexpectedBody,
}

func judgeUnexpectedBody(p *harness.Pass) {
	for _, x := range p.Trace {
		if !answer.Whole(p, x) || x.Status() >= 500 {
			continue
		}
		if answer.Bodiless(x) {
			judgeBodiless(p, x)
		}
	}
	for x := range answer.Reached(p) {
		documented := answer.Documented(x)
		if documented == nil || answer.Bodiless(x) || len(documented.Contents) > 0 || x.Status()/100 == 3 {
			continue
		}
		if len(x.Response.Body) == 0 {
			p.Kept()
			continue
		}
		p.Report(harness.Break{
			Exchange: x,
			Site:     "body:" + documented.Status,
			Message:  "the " + answer.Status(x) + " answer has a body, where the contract documents none",
			Promised: "no body",
			Got:      answer.Shorten(string(x.Response.Body)),
			Place:    documented.Source,
		})
	}
}

func judgeBodiless(p *harness.Pass, x *harness.Exchange) {
	if len(x.Response.Body) == 0 {
		p.Kept()
		return
	}
	p.Report(harness.Break{
		Exchange: x,
		Site:     "body",
		Message:  "the " + answer.Status(x) + " answer to " + x.Request.Method + " has a body, which HTTP forbids",
		Promised: "no body",
		Got:      answer.Shorten(string(x.Response.Body)),
		Severity: severity(harness.Medium),
	})
}
