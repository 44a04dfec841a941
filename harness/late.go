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

// than gives the context of one request. A trial's play has a last moment, so that a request that is waited for longer than usual may
// outlast it by no more than the usual time: more is not left of the ten seconds.
func (l *late) than(ctx context.Context, long, usual time.Duration) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); l.bound && ok && long > usual {
		return context.WithDeadline(context.WithoutCancel(ctx), end.Add(usual))
	}
	if l.bound {
		return context.WithoutCancel(ctx), func() {}
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
	return l.ctx, func() {}
}

func (s *sender) send(ctx context.Context, to Target, r *Request, limits Limits) (answer *Response, err error) {
	late := ctx
	if !Safe(r.Method) {
		if ctx.Err() != nil {
			return nil, ctx.Err() // what has not begun need not begin
		}
		var cancel context.CancelFunc
		late, cancel = s.late.than(ctx, limits.Timeout, s.limits.Timeout)
		defer cancel()
	}
	if s.around == nil {
		return to.Send(late, r, limits)
	}
	s.around(ctx, func() { answer, err = to.Send(late, r, limits) })
	return answer, err
}
