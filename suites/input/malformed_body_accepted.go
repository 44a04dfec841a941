package input

import "github.com/contravene-dev/contravene/harness"

// MalformedBodyAccepted finds request bodies that are not of their media type and are accepted.
var MalformedBodyAccepted = &harness.Check{
	ID: "input.malformed-body-accepted",
	Doc: `A request body that is not text of its media type is refused.

Truncated JSON, or JSON with something after it, is read differently by every parser. Where a gateway and a service read
it differently, what one has checked is not what the other does.

Judged on cases whose body breaks the syntax of its declared media type: a 2xx answer accepts, a 4xx answer refuses.

Ignored: repeated names in a JSON object, which RFC 8259 4 only advises against; answers that may have been given before
the body was looked at, which are inconclusive as in input.invalid-accepted.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{20, 436},
	OWASP:    []string{"API8:2023"},
	Rules:    []string{"RFC 8259 2", "OpenAPI 3.1 Request Body Object, content"},
	Judge:    judgeMalformedBodyAccepted,
}

func judgeMalformedBodyAccepted(p *harness.Pass) {
	breach := aimed(p)
	if breach == nil || breach.Keyword != keywordSyntax {
		return
	}
	demandRefusal(p, breach, harness.Break{
		Site:    breach.Target + ":" + keywordSyntax,
		Message: "a body that is not of its media type is accepted",
		Service: oneDoor(p.Last()),
	})
}
