// Package health checks that the service survives what it is asked: that it goes on running, answers, and shares its memory
// between requests without races.
//
// An answer that says 500 is conformance.server-error's business, and so is a connection that breaks while the service lives.
package health

import "github.com/contravene-dev/contravene/harness"

// Checks lists the family.
var Checks = []*harness.Check{
	ProcessDeath,
	Hang,
	DataRace,
	GoroutineGrowth,
	MemoryGrowth,
}
