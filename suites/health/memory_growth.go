package health

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
)

// MemoryGrowth finds requests that leave memory behind.
var MemoryGrowth = &harness.Check{
	ID: "health.memory-growth",
	Doc: `An answered request leaves no memory behind.

A map that nobody clears, keyed by what clients send or by when, and a log that is kept in memory without an end grow until the service is
killed. Whoever repeats the request decides when.

Judged while fuzzing a handler in this process, or a service in another process or a container that was built with coverage: when much
more memory is in use than ever before, the latest requests are repeated. One has to leave at least 16 KiB behind each time, 64 MiB in
all, garbage left out, which are still in use four seconds later. Only requests that read, or that were refused, are repeated.

Ignored: caches, which hold an answer once; pools and rings, which are full before; what requests make that are meant to make
something; less than 16 KiB; services that were not built with coverage, of which garbage cannot be told from the rest.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{401, 400},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"OWASP API4:2023"},
	Weighs:   true,
	Judge:    judgeMemoryGrowth,
}

func judgeMemoryGrowth(p *harness.Pass) {
	g := growth(p)
	switch {
	case g == nil:
	case g.Bytes == 0:
		p.Kept()
	default:
		p.Report(harness.Break{
			Site:     "memory",
			Message:  "each repeat of the request leaves memory behind",
			Promised: "no more memory in use after a request than before",
			Got:      fmt.Sprintf("%d KiB more after %d repeats", g.Bytes>>10, g.Repeats),
			Proven:   true,
		})
	}
}
