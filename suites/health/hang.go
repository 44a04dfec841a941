package health

import "github.com/contravene-dev/contravene/harness"

// Hang finds requests that are never answered.
var Hang = &harness.Check{
	ID: "health.hang",
	Doc: `Every request is answered, by a service that answers others.

A request that is never answered holds what it has taken, a connection, a goroutine, perhaps a lock, and a few of them hold all
that there is. Loops without an end, deadlocks and pattern matching that backtracks do it.

Judged on the operation's requests that got no answer within the client's time-out. The request is sent once more, while nothing
else is sent, and waited for twice as long; right after that a plain valid request of the same operation is answered three times
within a quarter of the time-out, as all of its answers so far were.

Ignored: slow services, whose other answers take long as well; requests that are answered in the longer time, which are only slow;
operations of which no valid request was ever accepted, since there is nothing to compare with; streams.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{835, 400},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"RFC 9110 15", "OWASP API4:2023"},
	Faults:   true,
	Judge:    judgeHang,
}

func judgeHang(p *harness.Pass) {
	x := p.Last()
	switch {
	case x.Operation != p.Operation || x.Operation.Streams || x.Reading.Elsewhere != "":
	case x.Answered():
		p.Kept()
	case !x.Late():
	case p.Baseline == nil:
		p.Inconclusive("no answer came in time, and no valid request of the operation was answered before")
	default:
		p.Report(harness.Break{
			Site:     "answer",
			Message:  "the service never answers the request, while it answers others at once",
			Promised: "an answer",
			Got:      x.Err.Error(),
			Control:  true,
		})
	}
}
