package input

import "github.com/contravene-dev/contravene/harness"

// InvalidAccepted finds values that break their schema and are accepted.
var InvalidAccepted = &harness.Check{
	ID: "input.invalid-accepted",
	Doc: `A request with a value that breaks its schema is refused.

What the contract forbids, the code behind it does not expect: it is stored, or silently changed, or reaches a query.
Clients that rely on the refusal are told that all is well.

Judged on cases that break one keyword at one place, after the bytes that were sent have been read back and found to break
it: a 2xx answer accepts, a 4xx answer refuses. Each place and keyword is reported once. Breaking a format is of low
severity, since JSON Schema lets validators ignore formats.

Ignored: answers that may have been given before the value was looked at (401, 403, 404 and 410 unless the path itself is
wrong, 409, 412, 423, 424, 428, 429, redirects, 5xx) are inconclusive. So are accepted duplicates of a query parameter or
of a JSON name, which neither OpenAPI nor RFC 8259 4 forbids. Missing inputs, methods, syntax and media types are other
checks' business.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{20},
	OWASP:    []string{"API8:2023"},
	Rules:    []string{"OpenAPI 3.1 Parameter Object, schema", "OpenAPI 3.1 Media Type Object, schema", "JSON Schema 2020-12"},
	Judge:    judgeInvalidAccepted,
}

func judgeInvalidAccepted(p *harness.Pass) {
	breach := aimed(p)
	if breach == nil {
		return
	}
	x := p.Last()
	switch breach.Keyword {
	case keywordRequired, keywordMethod, keywordSyntax, keywordMediaType:
		return
	case keywordDuplicate:
		if respond(x, breach.Target) == accepted {
			p.Inconclusive("the contract does not say what a duplicate means")
			return
		}
	}
	at := location(x, breach.Target, breach.Pointer)
	b := harness.Break{
		Site:    at + ":" + breach.Keyword,
		Message: "a value that breaks " + breach.Keyword + " is accepted at " + at,
	}
	if breach.Keyword == "format" {
		low := harness.Low
		b.Severity = &low
	}
	demandRefusal(p, breach, b)
}
