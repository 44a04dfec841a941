package harness

import (
	"context"
	"sync"
	"time"
)

// grace is how long a request that may have made something is waited for when the run is stopped: its answer says what has
// to be removed.
const grace = 2 * time.Second

// late keeps the context that outlives a run's by the grace. All of its requests can share it.
type late struct {
	bound bool // to nothing but the limits of each request

	mu  sync.Mutex
	of  <-chan struct{} // the Done of the run's
	ctx context.Context
}

func (l *late) than(ctx context.Context) context.Context {
	if l.bound {
		return context.WithoutCancel(ctx)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if done := ctx.Done(); l.ctx == nil || l.of != done {
		patient, cancel := context.WithCancel(context.WithoutCancel(ctx))
		context.AfterFunc(ctx, func() {
			_ = sleep(patient, grace)
			cancel()
		})
		l.of, l.ctx = done, patient
	}
	return l.ctx
}

func (s *sender) send(ctx context.Context, to Target, r *Request, limits Limits) (answer *Response, err error) {
	if !Safe(r.Method) {
		if ctx.Err() != nil {
			return nil, ctx.Err() // what has not begun need not begin
		}
		ctx = s.late.than(ctx)
	}
	if s.around == nil {
		return to.Send(ctx, r, limits)
	}
	s.around(ctx, func() { answer, err = to.Send(ctx, r, limits) })
	return answer, err
}
