package harness

import "iter"

// source is a generator at work on one operation. It can stop and go on later.
type source struct {
	origin string
	next   func() (*Case, bool)
	stop   func()
	taken  int
	dry    bool // it has no more
}

func newSource(origin string, cases iter.Seq[*Case]) *source {
	s := &source{origin: origin}
	s.next, s.stop = iter.Pull(cases)
	return s
}

// firstPass is how many cases of each generator every operation gets before any operation gets more. Generators make first
// what finds most, so most of what there is to find is found in the first pass, whatever the budget.
var firstPass = Quick.PerOperation
