package harness

import (
	"context"
	"errors"
)

// Probe is a Target that tells which parts of the service's code ran.
type Probe interface {
	Target
	// Reached gives a hash for each block of code that ran since the last call, for any request or for none, and clears the
	// counters. A hash stands for a function, the block in it and the order of magnitude (base 2) of how often it ran. The
	// same source gives the same hashes, in every process and after every build, in an order that does not change either.
	// A Probe that was built without counters answers [ErrNoCoverage].
	Reached(ctx context.Context) ([]uint64, error)
}

// ErrNoCoverage is the answer of a service that was not built with counters.
var ErrNoCoverage = errors.New("the service was not built with coverage; build it from source with target.GoPackage and target.WithCoverage, " +
	"or with Coverage of package container")
