package conformance

import (
	"net/http"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// ServerError finds requests that make the service fail.
var ServerError = &harness.Check{
	ID: "conformance.server-error",
	Doc: `No request makes the service fail: every answer is below 500.

A 5xx answer says that the service, and not the client, is at fault (RFC 9110 15.6). It means an input that nobody
thought of, often one that also stops other clients or leaves work half done. This holds for invalid requests too: they
deserve a 4xx.

Judged on every answer of the operation, whatever was sent. Nothing else is judged about such an answer. A request that
again and again makes the service break the connection instead of answering, as a handler that panics does, is the same
failure, provided that a valid request of the operation is answered before and after it.

Ignored: 501 to a method that the contract does not declare, which is the right answer (RFC 9110 15.6.2); 503 with
Retry-After, which asks for patience and is waited for. A code above 500 that the contract documents by its exact number
is inconclusive: the contract then promises that state, as a gateway does with 502.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 15.6", "RFC 9110 15.6.2"},
	Cuts:     true,
	Judge:    judgeServerError,
}

func judgeServerError(p *harness.Pass) {
	if p.Last().Cut() {
		judgeCut(p, p.Last())
		return
	}
	for _, x := range p.Trace {
		if !answer.Whole(p, x) {
			continue
		}
		status := x.Status()
		switch {
		case status < 500, status == http.StatusNotImplemented && x.Request.Method != x.Operation.Method:
			p.Kept()
		case status > 500 && documentedExactly(x.Operation, status):
			p.Inconclusive("the contract documents %d as an answer", status)
		default:
			p.Report(harness.Break{
				Exchange: x,
				Site:     "status",
				Message:  "the service failed with " + answer.Status(x),
				Promised: "an answer below 500",
				Got:      answer.Status(x),
			})
		}
	}
}

// judgeCut judges an exchange without a whole answer. Without a control it may be the network, or a service that is down.
func judgeCut(p *harness.Pass, x *harness.Exchange) {
	if x.Operation != p.Operation || x.Reading.Elsewhere != "" {
		return
	}
	if p.Baseline == nil {
		p.Inconclusive("no whole answer came, and no valid request of the operation was answered before: %v", x.Err)
		return
	}
	p.Report(harness.Break{
		Exchange: x,
		Site:     "answer",
		Message:  "the service breaks the connection instead of answering",
		Promised: "an answer",
		Got:      x.Err.Error(),
		Control:  true,
	})
}

// documentedExactly reports whether the contract lists this very code. A range or the default promises nothing about it.
func documentedExactly(op *harness.Operation, status int) bool {
	r := op.Reply(status)
	return r != nil && r.Status == strconv.Itoa(status)
}
