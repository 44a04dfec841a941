package harness

import "iter"

// source is a generator at work on one operation. It can stop and go on later, and make its next case while a request is
// under way: a service elsewhere and the generator do not want the same processor.
type source struct {
	origin string
	next   func() (*Case, bool)
	stop   func()
	taken  int
	dry    bool       // it has no more
	coming chan *Case // where the case comes that is being made; nil: none is
	ready  bool       // it has come
	made   *Case      // nil: there was no more
}

func newSource(origin string, cases iter.Seq[*Case]) *source {
	s := &source{origin: origin}
	next, stop := iter.Pull(cases)
	s.next, s.stop = next, func() {
		s.wait()
		stop()
	}
	return s
}

// begin makes the next case, or with beside starts to. Until wait returns nothing may change that a generator looks at. The case
// is the same either way: what comes of the request under way is not known to it.
func (s *source) begin(beside bool) {
	switch {
	case s.dry || s.ready || s.coming != nil:
		return
	case !beside:
		s.made, _ = s.next()
		s.ready = true
		return
	}
	s.coming = make(chan *Case, 1)
	go func() {
		c, _ := s.next()
		s.coming <- c
	}()
}

// wait waits for the case that is being made, if one is.
func (s *source) wait() {
	if s.coming != nil {
		s.made, s.ready, s.coming = <-s.coming, true, nil
	}
}

// take gives the next case, or nil when there is no more.
func (s *source) take() *Case {
	s.wait()
	if !s.ready {
		c, _ := s.next()
		return c
	}
	s.ready = false
	return s.made
}

// firstPass is how many cases of each generator every operation gets before any operation gets more. Generators make first
// what finds most, so most of what there is to find is found in the first pass, whatever the budget.
var firstPass = Quick.PerOperation
