package graphql

import (
	"fmt"
	"iter"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const errorsGrow = "graphql.errors-grow"

// ErrorsGrow finds services that complain of everything that is wrong with a document.
var ErrorsGrow = &harness.Check{
	ID: errorsGrow,
	Doc: `The errors in an answer have an end, however much is wrong with a document.

Each mistake costs a few bytes to make, and an error has many: a message, a place, a code. A service that lists them all answers
every request with many times its size, before anybody has been asked for a credential, and spends its time on writing them.

Documents with 500, 1000 and 2000 fields that do not exist are sent, and others with as many directives. The promise is broken when
the largest, of at least 1000 mistakes, gets an error for each, or more than 100 bytes for one of its request. No clock decides.

Ignored: failures of the service; services on another machine, which are not put under load.`,
	Severity: harness.Low,
	Language: language,
	Security: true,
	CWE:      []int{770, 400},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"GraphQL 5", "OWASP API4:2023"},
	Story:    true,
	Propose:  proposeErrors,
	Judge:    judgeErrors,
}

// mistakes are how many a document makes, and thousands is from where one error for each is too many.
var mistakes = []int{500, 1000, 2000}

const thousands = 1000

// wrongs are the kinds of mistakes, by the mark in front of a name that does not exist.
var wrongs = []struct{ kind, mark string }{{"fields", ""}, {"directives", "@"}}

func proposeErrors(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		if at, _, ok := turn(p); !ok || at != 0 || !near(p) {
			return
		}
		for _, w := range wrongs {
			var list []sized
			for _, n := range mistakes {
				list = append(list, sized{n, graphql.Mistakes(w.mark, n)})
			}
			steps := series(p.Operation, w.kind, list)
			for i := range steps {
				steps[i].Under = 0 // each is refused, which is no reason to stop
			}
			if !yield(grows(p.Operation, errorsGrow, w.kind+" that do not exist", steps...)) {
				return
			}
		}
	}
}

func judgeErrors(p *harness.Pass) {
	if !p.Own() {
		return
	}
	for i, step := range p.Case.Steps {
		kind, n := "", 0
		if _, err := fmt.Sscanf(step.Label, "%s %d", &kind, &n); err != nil || i >= len(p.Trace) {
			continue
		}
		x := p.Trace[i]
		if !x.Answered() || x.Response.Status >= 500 {
			p.Inconclusive("a document full of mistakes gets no answer that tells")
			return
		}
		found := complaints(x)
		factor := float64(len(x.Response.Body)) / max(1, float64(len(x.Request.Body)))
		if n < thousands || found < n && (factor <= amplified || len(x.Response.Body) < loud) {
			continue
		}
		p.Report(harness.Break{
			Exchange: x, Service: true,
			Site:     kind,
			Message:  "there is an error for everything that is wrong with a document: " + kind,
			Promised: "a number of errors that has an end",
			Got:      fmt.Sprintf("%d errors, %d bytes for a request of %d", found, len(x.Response.Body), len(x.Request.Body)),
		})
		return
	}
	p.Kept()
}

// complaints counts the errors of an answer. One that was cut off has more than can be counted, and is judged by its size.
func complaints(x *harness.Exchange) int {
	decoded, err := x.Response.JSON()
	top, _ := decoded.Value.(map[string]any)
	list, _ := top["errors"].([]any)
	if err != nil {
		return 0
	}
	return len(list)
}
