package conformance

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// AllowHeader finds 405 answers whose Allow header is missing or untrue.
var AllowHeader = &harness.Check{
	ID: "conformance.allow-header",
	Doc: `A 405 answer carries an Allow header, and the header is true: it lists every method that the contract declares for the path and not the one that was refused.

RFC 9110 demands the header, and a client can only believe it or not.

Judged on every 405 answer, once for each path.

Ignored: further methods in the list, such as HEAD and OPTIONS. Whether an undeclared method is really served is
input.undeclared-method-accepted's business.`,
	Severity: harness.Low,
	Rules:    []string{"RFC 9110 15.5.6", "RFC 9110 10.2.1"},
	Judge:    judgeAllowHeader,
}

func judgeAllowHeader(p *harness.Pass) {
	for _, x := range p.Trace {
		if !answer.Whole(p, x) || x.Response.Status != http.StatusMethodNotAllowed || answer.PathBroken(&x.Reading) {
			continue
		}
		message := untrue(p.Contract, x)
		if message == "" {
			p.Kept()
			continue
		}
		got := "no such header"
		if lines := x.Response.Header.Values("Allow"); len(lines) > 0 {
			got = answer.Shorten("Allow: " + strings.Join(lines, ", "))
		}
		p.Report(harness.Break{
			Exchange: x,
			Site:     x.Operation.Path + " header.allow",
			Message:  message,
			Promised: "Allow with " + strings.Join(p.Contract.Methods(x.Operation.Path), ", "),
			Got:      got,
			Service:  true, // the path answers, whichever of its operations the case was made for
		})
	}
}

// untrue says what is wrong with an Allow header, or nothing.
func untrue(contract *harness.Contract, x *harness.Exchange) string {
	lines := x.Response.Header.Values("Allow")
	if len(lines) == 0 {
		return "the 405 answer has no Allow header"
	}
	var allowed []string
	for method := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		allowed = append(allowed, strings.TrimSpace(method))
	}
	if slices.Contains(allowed, x.Request.Method) {
		return "the Allow header lists " + x.Request.Method + ", which was just refused"
	}
	for _, method := range contract.Methods(x.Operation.Path) {
		if !slices.Contains(allowed, method) {
			return "the Allow header does not list " + method + ", which the contract declares"
		}
	}
	return ""
}
