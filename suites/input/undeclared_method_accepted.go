package input

import (
	"net/http"

	"github.com/contravene-dev/contravene/harness"
)

// UndeclaredMethodAccepted finds methods that the contract does not declare for a path and that work all the same.
var UndeclaredMethodAccepted = &harness.Check{
	ID: "input.undeclared-method-accepted",
	Doc: `A method that the contract does not declare for a path is refused.

An operation that nobody declared is one that nobody reviews, documents or protects: a DELETE that falls through to a
handler, a debug route, an old PUT.

Judged on cases that send another method to a declared path: a 2xx answer accepts, a 4xx answer or 501 refuses. Reported
once for each path and method.

Ignored: HEAD, which every GET implies, OPTIONS, which browsers send, TRACE and CONNECT; methods that the contract declares
on another path template that the same path matches; 401, 403 and 5xx, which are inconclusive.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{650, 1059},
	OWASP:    []string{"API8:2023", "API9:2023"},
	Rules:    []string{"OpenAPI 3.1 Path Item Object", "RFC 9110 15.5.6"},
	Judge:    judgeUndeclaredMethodAccepted,
}

func judgeUndeclaredMethodAccepted(p *harness.Pass) {
	breach := aimed(p)
	if breach == nil || breach.Keyword != keywordMethod {
		return
	}
	x := p.Last()
	switch x.Request.Method {
	case http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodConnect:
		return
	}
	demandRefusal(p, breach, harness.Break{
		Site:     x.Operation.Path + " method." + x.Request.Method,
		Message:  x.Request.Method + " on " + x.Operation.Path + " is accepted, although the contract does not declare it",
		Promised: "a refusal (405) of undeclared methods",
		Service:  true, // every operation of the path shows the same
	})
}
