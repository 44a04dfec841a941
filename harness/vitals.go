package harness

import (
	"context"
	"errors"
)

// Watched is a Target that sees more of its service than the answers, such as a process that it has started.
type Watched interface {
	Target
	// Alarms counts what has gone wrong beside the answers since the beginning. It is cheap: the engine asks after every case.
	Alarms() int
	// Vitals says how the service is.
	Vitals(ctx context.Context) Vitals
	// Revive starts the service anew where it has ended.
	Revive(ctx context.Context) error
}

// Vitals is how a service is, beside what it answers.
type Vitals struct {
	Ended string // how it has ended, such as "exit status 2"; empty while it runs
	Log   string // the last lines that it wrote before that
	// Growth is what became of it when the case was repeated; nil: it was not.
	Growth *Growth
	Races  []Race // what Go's race detector has reported, each pair of places once
}

// Race is a pair of functions that used the same memory at the same time, one of them to write, in alphabetical order.
type Race struct{ One, Other string }

// Ended reports whether the service was found to have ended when there was no answer.
func (x *Exchange) Ended() bool { return x.Err != nil && x.Vitals != nil && x.Vitals.Ended != "" }

// Late reports whether no answer came within the time-out. Targets mark such faults.
func (x *Exchange) Late() bool {
	var l interface{ Late() bool }
	return errors.As(x.Err, &l) && l.Late()
}

const (
	// mostRevivals bounds how often a session starts a service anew that has ended.
	mostRevivals = 200
	// hangFactor is how much longer the last replay waits for an answer, to tell late from never.
	hangFactor = 2
	// slowPart is the part of the time-out that answers may take of a service that is known to be quick.
	slowPart = 4
	// controls is how often the control is answered at once before a missing answer is believed.
	controls = 3
)

// examine looks at the service itself after a case, where there is a reason to, and starts it anew when it has ended.
func (b *bench) examine(ctx context.Context, trace []*Exchange) {
	w, ok := b.s.cfg.Target.(Watched)
	if !ok || len(trace) == 0 {
		return
	}
	last := trace[len(trace)-1]
	now := int64(w.Alarms())
	if b.s.alarms.Swap(now) == now && last.Err == nil {
		return
	}
	v := w.Vitals(ctx)
	v.Log = veil(b.s.redact.text(v.Log))
	last.Vitals = &v
	if v.Ended != "" && b.s.revivals.Add(1) <= mostRevivals && w.Revive(ctx) == nil {
		b.shelf.forget(func(*Exchange) bool { return true }) // what it kept in memory is gone
	}
}

// prompt plays the control a few times, and reports whether it is accepted each time, long before the time-out. Where it is
// not, or was not before, the service is slow, and an answer that did not come may have been under way.
func (b *bench) prompt(ctx context.Context, control *Case) bool {
	quick := b.s.sender.limits.Timeout / slowPart
	if b.slowest >= quick {
		return false
	}
	for range controls {
		trace, err := b.replayed(ctx, control, 0)
		if err != nil || len(trace) == 0 {
			return false
		}
		if last := trace[len(trace)-1]; last.Status()/100 != 2 || last.Elapsed >= quick {
			return false
		}
	}
	return true
}
