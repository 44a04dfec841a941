package input

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// WrongContentTypeAccepted finds bodies of a media type that the contract does not list and that are accepted.
var WrongContentTypeAccepted = &harness.Check{
	ID: "input.wrong-content-type-accepted",
	Doc: `A body whose Content-Type the contract does not list is refused.

A service that decodes JSON from text/plain takes requests that a browser sends across origins without asking first, and
filters that choose their rules by the Content-Type never see them.

Judged on cases that send a body under another Content-Type: a 2xx answer accepts, a 4xx answer (properly 415) refuses.

Ignored: a missing Content-Type, which the recipient may guess (RFC 9110 8.3); accepting it is inconclusive. So are answers
that may have been given before the body was looked at, as in input.invalid-accepted.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{352, 436},
	OWASP:    []string{"API8:2023"},
	Rules:    []string{"RFC 9110 15.5.16", "OpenAPI 3.1 Request Body Object, content"},
	Judge:    judgeWrongContentTypeAccepted,
}

func judgeWrongContentTypeAccepted(p *harness.Pass) {
	breach := aimed(p)
	if breach == nil || breach.Keyword != keywordMediaType {
		return
	}
	x := p.Last()
	sent := x.Request.Header.Get("Content-Type")
	if sent == "" {
		if respond(x, breach.Target) == accepted {
			p.Inconclusive("without a Content-Type the service may guess (RFC 9110 8.3)")
		} else {
			demandRefusal(p, breach, harness.Break{})
		}
		return
	}
	demandRefusal(p, breach, harness.Break{
		Site:    breach.Target + ":" + keywordMediaType,
		Message: "a body sent as " + answer.Shorten(sent) + " is accepted",
		Service: oneDoor(x),
	})
}
