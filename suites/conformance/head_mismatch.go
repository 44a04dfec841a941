package conformance

import (
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/sample"
)

const headMismatch = "conformance.head-mismatch"

// HeadMismatch finds HEAD answers that differ from the answers to GET.
var HeadMismatch = &harness.Check{
	ID: headMismatch,
	Doc: `HEAD is answered like GET without the body: with the same status, and no header that both answers have differs.

Caches and clients use HEAD to learn about a representation without fetching it, and it tells them wrong things otherwise.

Every GET operation is asked with GET, HEAD and GET again. What differs between the two GETs is volatile (a date, a
request ID) and not compared; when their statuses differ, the case is inconclusive.

Ignored: headers that HEAD leaves out, which RFC 9110 9.3.2 allows where a value is only known when the body is made;
405 and 501 where the contract does not declare HEAD; 5xx (conformance.server-error); a body after HEAD
(conformance.unexpected-body).`,
	Severity: harness.Low,
	Rules:    []string{"RFC 9110 9.3.2"},
	Propose:  proposeHead,
	Judge:    judgeHeadMismatch,
}

func proposeHead(plan *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		op := plan.Operation
		if op.Method != http.MethodGet {
			return
		}
		get := harness.Step{Operation: op.ID, Inputs: sample.Inputs(op)}
		head := get
		head.Edits = []harness.Edit{{Kind: harness.EditMethod, Value: []byte(http.MethodHead)}}
		yield(&harness.Case{
			ID:        headMismatch + "/0",
			Operation: op.ID,
			Origin:    headMismatch,
			Title:     "GET, HEAD and GET again",
			Aim:       harness.Aim{Expect: harness.Any},
			Steps:     []harness.Step{get, head, get},
		})
	}
}

func judgeHeadMismatch(p *harness.Pass) {
	if p.Case.Origin != headMismatch || len(p.Trace) != 3 {
		return
	}
	before, head, after := p.Trace[0], p.Trace[1], p.Trace[2]
	for _, x := range p.Trace {
		if !x.Answered() || x.Response.Truncated || x.Status() >= 500 {
			return
		}
	}
	declared := slices.Contains(p.Contract.Methods(p.Operation.Path), http.MethodHead)
	switch {
	case !declared && head.Status() == http.StatusMethodNotAllowed:
	case before.Status() != after.Status():
		p.Inconclusive("two equal GETs were answered %s and %s", answer.Status(before), answer.Status(after))
	case head.Status() != before.Status():
		p.Report(harness.Break{
			Exchange: head,
			Site:     "status",
			Message:  "HEAD is answered " + answer.Status(head) + " where GET is answered " + answer.Status(before),
			Promised: answer.Status(before),
			Got:      answer.Status(head),
		})
	default:
		compareHeaders(p, before, head, after)
	}
}

// perMessage are headers that speak of the message or the connection and not of the representation.
var perMessage = []string{
	"Age", "Connection", "Content-Encoding", "Content-Length", "Date", "Keep-Alive", "Set-Cookie", "Trailer", "Transfer-Encoding",
}

func compareHeaders(p *harness.Pass, before, head, after *harness.Exchange) {
	p.Kept()
	for _, name := range slices.Sorted(maps.Keys(before.Response.Header)) {
		get := before.Response.Header.Values(name)
		volatile := !slices.Equal(get, after.Response.Header.Values(name))
		got, there := head.Response.Header[name]
		if volatile || !there || slices.Equal(get, got) || slices.Contains(perMessage, name) && !lengthDiffers(name, before, got) {
			continue
		}
		p.Report(harness.Break{
			Exchange: head,
			Site:     "header." + strings.ToLower(name),
			Message:  "HEAD is answered with another " + name + " than GET",
			Promised: answer.Shorten(strings.Join(get, ", ")),
			Got:      answer.Shorten(strings.Join(got, ", ")),
		})
	}
}

// lengthDiffers reports whether a header is a Content-Length that may be compared: content codings, which transports
// undo, change it, and 0 is what some servers send when they have not counted.
func lengthDiffers(name string, get *harness.Exchange, head []string) bool {
	return name == "Content-Length" && get.Response.Header.Get("Content-Encoding") == "" && !slices.Equal(head, []string{"0"})
}
