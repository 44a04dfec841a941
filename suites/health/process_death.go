package health

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// ProcessDeath finds requests that end the service.
var ProcessDeath = &harness.Check{
	ID: "health.process-death",
	Doc: `No request ends the service.

A process that ends takes every other request with it, and whoever can send the one that ends it can keep the service down. In
Go a panic of a goroutine that a handler has started does it, a fatal error such as concurrent map writes, a stack that never
ends, or os.Exit on a path that was meant for the start alone.

Judged where contravene has started the service itself and sees it end: on the request after which there was no answer and no
process. The service is started anew and has to end again each time the request is sent, while nothing else is sent. The finding
holds how it ended and the last lines of its log, without the secrets of the run.

Ignored: services that somebody else has started, of which only a broken connection is seen, which is conformance.server-error's;
a death that does not repeat, which the report lists as flaky.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{248, 730},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"RFC 9110 15.6", "OWASP API4:2023"},
	Faults:   true,
	Watches:  true,
	Judge:    judgeProcessDeath,
}

func judgeProcessDeath(p *harness.Pass) {
	x := p.Last()
	switch {
	case x.Answered():
		p.Kept()
	case x.Ended():
		got := x.Vitals.Ended
		if log := strings.TrimSpace(x.Vitals.Log); log != "" {
			got += "; its log ends: " + log
		}
		p.Report(harness.Break{
			Site:     "process",
			Message:  "the request ends the service (" + x.Vitals.Ended + ")",
			Promised: "a service that goes on running",
			Got:      got,
		})
	}
}
