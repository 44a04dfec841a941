package target

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// Host runs the work as a coroutine of the goroutine that serves its requests, so that asking the handler is a plain change
// of stacks. Handing each request to another goroutine wakes another processor each time, which costs as much as a small
// handler does.
//
// A handler that does not return in time keeps its goroutine; another one takes the work over.
func (t *inside) Host(work func(harness.Target)) {
	h := &hosted{inside: t, ended: make(chan struct{})}
	h.next, _ = iter.Pull(func(yield func(*turn) bool) {
		h.yield = yield
		defer func() {
			if cause := recover(); cause != nil {
				h.panicked = fmt.Sprintf("%v\n\n%s", cause, debug.Stack())
			}
		}()
		work(h)
		h.returned = true
	})
	go h.drive()
	<-h.ended
	switch {
	case h.panicked != "":
		panic(h.panicked)
	case !h.returned:
		runtime.Goexit() // as the work did
	}
}

// hosted is the target that hosted work is given.
type hosted struct {
	*inside
	next     func() (*turn, bool) // runs the work until it asks for something
	yield    func(*turn) bool
	ended    chan struct{}
	returned bool
	panicked string
}

// turn is one request of the work.
type turn struct {
	rec     *recorder
	req     *http.Request
	ctx     context.Context
	timeout time.Duration
	taken   atomic.Bool // by the goroutine that goes on with the work
}

func (u *turn) take() bool { return u.taken.CompareAndSwap(false, true) }

// Send asks the goroutine that drives the work to serve a request.
func (h *hosted) Send(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Response, error) {
	return h.send(ctx, r, limits, func(rec *recorder, req *http.Request, timeout time.Duration) {
		h.yield(&turn{rec: rec, req: req, ctx: ctx, timeout: timeout})
	})
}

// drive runs the work and serves what it asks for, until the work ends or another goroutine has taken over.
func (h *hosted) drive() {
	var serving *turn
	defer func() {
		switch {
		case serving == nil:
			close(h.ended) // the work is over
		case serving.take():
			go h.drive() // the handler ended this goroutine
		}
	}()
	for {
		asked, more := h.next()
		if !more {
			return
		}
		serving = asked
		if !h.serve(asked) {
			return
		}
		serving = nil
	}
}

// serve lets the handler answer, and reports whether this goroutine still has the work. The clock starts here and not in
// Send, because nobody may go on with work that has not stopped yet.
func (h *hosted) serve(u *turn) bool {
	takeOver := func() {
		if u.take() {
			h.drive()
		}
	}
	timer := time.AfterFunc(u.timeout, takeOver)
	defer timer.Stop()
	unwatch := context.AfterFunc(u.ctx, takeOver)
	defer unwatch()
	u.rec.early = func() { go takeOver() }
	u.rec.serve(h.handler, u.req)
	return u.take()
}
