package input

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// MissingRequiredAccepted finds requests that lack something required and are accepted.
var MissingRequiredAccepted = &harness.Check{
	ID: "input.missing-required-accepted",
	Doc: `A request that lacks a required parameter, body or property is refused.

The service then works with a zero value that no client has chosen, such as an empty filter that finds everything.

Judged on cases that leave out one required input, after the bytes that were sent have been found to lack it: a 2xx answer
accepts, a 4xx answer refuses. A missing property is reported at the place where it should stand.

Ignored: readOnly properties, which a request does not owe; answers that may have been given before the input was looked
at, which are inconclusive as in input.invalid-accepted.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{20},
	OWASP:    []string{"API8:2023"},
	Rules:    []string{"OpenAPI 3.1 Parameter Object, required", "OpenAPI 3.1 Request Body Object, required", "JSON Schema Validation 2020-12 6.5.3"},
	Judge:    judgeMissingRequiredAccepted,
}

func judgeMissingRequiredAccepted(p *harness.Pass) {
	breach := aimed(p)
	if breach == nil || breach.Keyword != keywordRequired {
		return
	}
	at := missingAt(p.Last(), breach)
	demandRefusal(p, breach, harness.Break{
		Site:    at + ":" + keywordRequired,
		Message: "a request without the required " + at + " is accepted",
	})
}

// missingAt names the place where something should stand.
func missingAt(x *harness.Exchange, breach *harness.Breach) string {
	s, value := input(x, breach.Target)
	if s == nil || value == nil {
		return breach.Target // the parameter or the body itself
	}
	at := location(x, breach.Target, breach.Pointer)
	if names := shape.Missing(s, schema.Request, value, &breach.Violation); len(names) > 0 {
		return strings.TrimSuffix(at, "#") + separator(at) + strings.Join(names, "+")
	}
	return at
}

func separator(at string) string {
	if !strings.Contains(at, "#") || strings.HasSuffix(at, "#") {
		return "#/"
	}
	return "/"
}
