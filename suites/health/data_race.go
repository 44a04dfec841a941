package health

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
)

// DataRace passes on what Go's race detector says of the service.
var DataRace = &harness.Check{
	ID: "health.data-race",
	Doc: `Requests do not race for the service's memory.

Two goroutines that use the same memory at the same time, one of them to write, leave it in a state that nobody has written: lost
updates, values of another customer, a crash. Go's race detector, in a service built with -race, only reports what has happened.

Judged where contravene has started the service itself and reads its log: a report there is a finding, one for each pair of
functions at the top of the two stacks. It is proof by itself and is not replayed, since the detector reports each pair once; the
case is the one after which it was read, which need not be its cause.

Ignored: the words of a report without its stacks, which anybody may write into a log; services that were not built with -race,
which never report any.`,
	Severity: harness.Medium,
	CWE:      []int{362},
	Rules:    []string{"The Go Memory Model"},
	Watches:  true,
	Judge:    judgeDataRace,
}

func judgeDataRace(p *harness.Pass) {
	x := p.Last()
	if !x.Answered() {
		return
	}
	if x.Vitals == nil || len(x.Vitals.Races) == 0 {
		p.Kept()
		return
	}
	for _, race := range x.Vitals.Races {
		p.Report(harness.Break{
			Site:     fmt.Sprintf("race#%s/%s", race.One, race.Other),
			Message:  fmt.Sprintf("the race detector of the service reports that %s and %s use the same memory at the same time", race.One, race.Other),
			Promised: "no data races",
			Got:      "WARNING: DATA RACE: " + race.One + " and " + race.Other,
			Service:  true,
			Proven:   true,
		})
	}
}
