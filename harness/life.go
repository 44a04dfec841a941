package harness

import "sync/atomic"

// life watches whether the service is still there. A run against one that has gone would go through every case, each with
// its retries and deadlines, to say nothing in the end.
type life struct {
	answered atomic.Bool
	silent   atomic.Int64 // exchanges in a row without an answer
}

// After so many exchanges without an answer in between, the service counts as gone: a restart or a lost connection is over
// by then (each exchange has paused between its tries), and a service that never answered gets less patience.
const (
	goneBefore = 6
	goneAfter  = 30
)

func (l *life) saw(answer bool) {
	if answer {
		l.answered.Store(true)
		l.silent.Store(0)
		return
	}
	l.silent.Add(1)
}

// gone reports whether to give up.
func (l *life) gone() bool {
	if l.answered.Load() {
		return l.silent.Load() >= goneAfter
	}
	return l.silent.Load() >= goneBefore
}
