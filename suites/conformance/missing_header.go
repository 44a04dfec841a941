package conformance

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// MissingHeader finds answers that lack a header which the contract requires.
var MissingHeader = &harness.Check{
	ID: "conformance.missing-header",
	Doc: `An answer carries every header that the contract marks as required for its status.

Clients page, cache and correlate by such headers, and have no way on without them.

Judged on every documented answer below 500 that has required headers.

Ignored: Content-Type, whose declaration among the headers has no meaning (OpenAPI 3.1, Response Object, headers).`,
	Severity: harness.Medium,
	Rules:    []string{"OpenAPI 3.1 Response Object, headers"},
	Judge:    judgeMissingHeader,
}

func judgeMissingHeader(p *harness.Pass) {
	for x := range answer.Reached(p) {
		documented := answer.Documented(x)
		if documented == nil {
			continue
		}
		for _, h := range documented.Headers {
			switch {
			case !h.Required || strings.EqualFold(h.Name, "Content-Type"):
			case len(x.Response.Header.Values(h.Name)) > 0:
				p.Kept()
			default:
				p.Report(harness.Break{
					Exchange: x,
					Site:     "header." + strings.ToLower(h.Name),
					Message:  "the " + answer.Status(x) + " answer lacks the required header " + h.Name,
					Promised: "the header " + h.Name,
					Got:      "no such header",
					Place:    h.Source,
				})
			}
		}
	}
}
