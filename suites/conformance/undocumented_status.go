package conformance

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// UndocumentedStatus finds answers whose status the contract does not list.
var UndocumentedStatus = &harness.Check{
	ID: "conformance.undocumented-status",
	Doc: `Every answer has a status that the contract documents for the operation, by its code, its range or the default.

A client that was written or generated from the contract has no branch for any other status. The contract is expected to
cover the successful answers and the known errors (OpenAPI 3.1, Responses Object).

Judged on every answer of the operation below 500, once for each status. A status that a client takes for success (2xx,
3xx) is of medium severity, an undocumented 4xx of low severity. Nothing else is judged about such an answer.

Ignored: answers to other methods; 404, 405 and redirects of the router to a path parameter of a form that the contract
forbids; statuses that speak of the connection, the load or the size of the message and not of the operation (304, 408,
413, 414, 425, 429, 431); 5xx, which conformance.server-error judges. An operation that documents no answer at all is
inconclusive.`,
	Severity: harness.Medium,
	Rules:    []string{"OpenAPI 3.1 Responses Object"},
	Judge:    judgeUndocumentedStatus,
}

func judgeUndocumentedStatus(p *harness.Pass) {
	for x := range answer.Reached(p) {
		status := x.Status()
		switch {
		case status >= 500 || transportStatus(status):
		case len(x.Operation.Replies) == 0:
			p.Inconclusive("the contract documents no answer of %s", x.Operation.ID)
		case answer.Documented(x) != nil:
			p.Kept()
		default:
			b := harness.Break{
				Exchange: x,
				Site:     fmt.Sprintf("status:%d", status),
				Message:  fmt.Sprintf("the answer %s is not documented", answer.Status(x)),
				Promised: "one of " + strings.Join(statuses(x.Operation), ", "),
				Got:      answer.Status(x),
			}
			if status >= 400 {
				b.Severity = severity(harness.Low)
			}
			p.Report(b)
		}
	}
}

// transportStatus recognises statuses that HTTP layers in front of any operation give.
func transportStatus(status int) bool {
	switch status {
	case http.StatusNotModified, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong,
		http.StatusTooEarly, http.StatusTooManyRequests, http.StatusRequestHeaderFieldsTooLarge:
		return true
	}
	return status/100 == 1
}

func statuses(op *harness.Operation) []string {
	var list []string
	for _, r := range op.Replies {
		list = append(list, r.Status)
	}
	return list
}
