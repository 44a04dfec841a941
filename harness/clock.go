package harness

import (
	"context"
	"sync"
	"time"
)

// This file alone reads the clock. Nothing that decides about a case or a finding may.

func now() time.Time { return time.Now() }

// Today is when it is now, for what has a last day, such as an acceptance or a sunset.
func Today() time.Time { return now() }

// pace spaces requests evenly, and holds all workers back when the service asks for it.
type pace struct {
	gap time.Duration // between requests; 0: no limit

	mu   sync.Mutex
	next time.Time
}

func newPace(perSecond float64) *pace {
	p := &pace{}
	if perSecond > 0 {
		p.gap = time.Duration(float64(time.Second) / perSecond)
	}
	return p
}

// wait blocks until the next request may go out.
func (p *pace) wait(ctx context.Context) error {
	p.mu.Lock()
	if p.gap == 0 && p.next.IsZero() {
		p.mu.Unlock()
		return ctx.Err()
	}
	at := now()
	if p.next.After(at) {
		at = p.next
	}
	if p.gap > 0 {
		p.next = at.Add(p.gap)
	}
	p.mu.Unlock()
	return sleep(ctx, time.Until(at))
}

// hold lets nobody send for a while.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := now().Add(d); until.After(p.next) {
		p.next = until
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
