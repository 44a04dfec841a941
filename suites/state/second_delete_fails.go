package state

import (
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const secondDeleteFails = "state.second-delete-fails"

// SecondDeleteFails finds services that fail when a deletion is repeated.
var SecondDeleteFails = &harness.Check{
	ID: secondDeleteFails,
	Doc: `Deleting again what was deleted is answered without a failure.

DELETE is idempotent, and clients repeat it whenever they did not hear the answer. A service that runs into an error then
makes them repeat it again, and wakes somebody up for nothing.

An object is made, deleted and deleted again. A 5xx answer to the second deletion breaks the promise; whether it should
be 2xx, 404 or 410 HTTP leaves open.

Ignored: a first deletion that is answered 202, which may be under way when the second one comes; 503 with Retry-After,
which asks for patience.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 9110 9.2.2", "RFC 9110 9.3.5", "RFC 9110 15.6"},
	Story:    true,
	Propose:  tales.Propose(secondDeleteFails, tellDeletedTwice),
	Judge:    judgeSecondDeleteFails,
}

func tellDeletedTwice(p *harness.Plan) []tales.Tale {
	k := deleted(p)
	if k == nil {
		return nil
	}
	return []tales.Tale{tales.Tell("delete a "+k.Name+" twice", func(s *harness.Story) {
		if o := create(s, p, k, 0); o != nil {
			remove(s, k, o)
			s.Use(k.Delete, labelAgain, s.Inputs(k.Delete, 0), o)
		}
	})}
}

func judgeSecondDeleteFails(p *harness.Pass) {
	list := steps(p, labelDelete, labelAgain)
	if !p.Own() || list == nil {
		return
	}
	first, again := list[0], list[1]
	switch status := again.Status(); {
	case agreed(first) != "":
		p.Inconclusive("%s", agreed(first))
	case status < 500:
		p.Kept()
	case status == http.StatusServiceUnavailable && again.Response.Header.Get("Retry-After") != "":
		p.Inconclusive("the second deletion is answered %s", answer.Status(again))
	default:
		p.Report(harness.Break{
			Exchange: again,
			Site:     "status",
			Message:  "deleting again what was deleted is answered " + answer.Status(again),
			Promised: "an answer below 500, such as 204 or 404",
			Got:      answer.Status(again),
			Place:    p.Operation.Source,
		})
	}
}
