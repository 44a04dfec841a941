package harness

import (
	"context"
	"errors"
)

// Weighed is a Target that can tell what its service holds. One that might and cannot, such as a service that was not built for it, answers
// [ErrNoWeight]. Any other error means that it could not be told this time, which proves nothing.
type Weighed interface {
	Target
	// Glance tells it at little cost, as it was when garbage was collected last. A trial asks again and again: after each case where the
	// target is a [Host], which works in this process, and else now and then.
	Glance(ctx context.Context) (Weight, error)
	// Weigh tells it exactly, when what is garbage is gone.
	Weigh(ctx context.Context) (Weight, error)
}

// ErrNoWeight is the answer of a target that does not tell what its service holds.
var ErrNoWeight = errors.New("the target does not tell how many goroutines and how much memory its service holds; test a handler in this process, " +
	"or build the service from source with target.GoPackage and target.WithCoverage, with Coverage of package container, or with --go")

// Weight is what a service holds.
type Weight struct {
	Goroutines int
	Bytes      int64
	// Life tells one process of the service from the next, whose weight has nothing to do with that of the one before.
	Life uint64
}

// Growth is what became of a service while a case was repeated: how much more it holds; 0: no growth was proven.
type Growth struct {
	Repeats    int
	Goroutines int
	Bytes      int64
}

// weighedOf is nil where nothing can be weighed.
func weighedOf(ctx context.Context, t Target) Weighed {
	to, ok := t.(Weighed)
	if !ok {
		return nil
	}
	if _, err := to.Glance(ctx); errors.Is(err, ErrNoWeight) {
		return nil
	}
	return to
}
