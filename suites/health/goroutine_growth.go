package health

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
)

// GoroutineGrowth finds requests that leave goroutines behind.
var GoroutineGrowth = &harness.Check{
	ID: "health.goroutine-growth",
	Doc: `An answered request leaves no goroutine behind.

A goroutine that waits for what never comes, such as a reader of its channel or an end of its context, stays for as long as the
service runs, with all that it holds. Whoever repeats the request that starts one ends the service.

Judged while fuzzing a handler in this process, or a service in another process or a container that was built with coverage: when
there are more goroutines than ever before, the latest requests are repeated. One has to leave a goroutine behind each time, a
thousand in all, of which nine in ten are still there four seconds later. Only requests that read, or that were refused, are repeated.

Ignored: pools and workers, which stop growing before; goroutines that outlive the answer for less than that; services that were not
built with coverage, whose goroutines nobody counts.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{772, 400},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"OWASP API4:2023"},
	Weighs:   true,
	Judge:    judgeGoroutineGrowth,
}

func judgeGoroutineGrowth(p *harness.Pass) {
	g := growth(p)
	switch {
	case g == nil:
	case g.Goroutines == 0:
		p.Kept()
	default:
		p.Report(harness.Break{
			Site:     "goroutines",
			Message:  "each repeat of the request leaves a goroutine behind",
			Promised: "no more goroutines after a request than before",
			Got:      fmt.Sprintf("%d more goroutines after %d repeats", g.Goroutines, g.Repeats),
			Proven:   true,
		})
	}
}

// growth is what was found when the case was repeated, or nil where it was not.
func growth(p *harness.Pass) *harness.Growth {
	if v := p.Last().Vitals; v != nil {
		return v.Growth
	}
	return nil
}
