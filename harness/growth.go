package harness

import (
	"context"
	"slices"
	"time"
)

// Growth is proven by repeating one case until it has grown beyond a limit that no pool, cache or log of sensible size comes to, evenly: each
// repeat has its part of it. Both limits are reached by what a repeat leaves behind in 20 rounds or so.
const (
	growthRound      = 50
	growthGoroutines = 1000
	growthBytes      = 64 << 20
	leastBytes       = 16 << 10 // that a repeat leaves behind; less would take too long to prove
	// growthSettle is how long goroutines may go on after an answer, with what they hold.
	growthSettle = 4 * time.Second
)

// harmless reports whether a case may be repeated a thousand times and should leave nothing behind: it asks, or is refused.
func harmless(trace []*Exchange) bool {
	for _, x := range trace {
		switch {
		case x.Skipped || x.Reused || x.Collected:
		case !x.Answered() || x.Session != "" || x.via != "":
			return false
		case !Safe(x.Request.Method) && x.Status()/100 != 4:
			return false
		}
	}
	return len(trace) > 0
}

// weigh repeats a case to see whether the service grows with it. It is nil where that could not be found out.
func (b *bench) weigh(ctx context.Context, to Weighed, c *Case) (*Growth, []*Exchange) {
	defer b.aside(ctx)()
	trace := b.round(ctx, c) // what is made once is made now
	first, err := to.Weigh(ctx)
	if trace == nil || err != nil {
		return nil, nil
	}
	g := &Growth{}
	last, threads, bytes := first, true, true
	for threads || bytes {
		trace = b.round(ctx, c)
		now, err := to.Weigh(ctx)
		if trace == nil || err != nil || now.Life != first.Life {
			return nil, nil
		}
		g.Repeats += growthRound
		threads = threads && now.Goroutines-last.Goroutines >= growthRound
		bytes = bytes && now.Bytes-last.Bytes >= growthRound*leastBytes
		last = now
		if threads && now.Goroutines-first.Goroutines >= growthGoroutines || bytes && now.Bytes-first.Bytes >= growthBytes {
			return settled(ctx, to, g, first), trace
		}
	}
	return g, trace
}

// aside has what runs until the end be no news to who looks at what cases do to the service.
func (b *bench) aside(ctx context.Context) (end func()) {
	around := b.s.sender.around
	b.s.sender.around = nil
	return func() {
		if service, ok := b.s.cfg.Target.(Probe); ok && around != nil {
			_, _ = service.Reached(ctx) // what cannot be read is no news either
		}
		b.s.sender.around = around
	}
}

// settled tells what is still held when the service has had time to let go of it.
func settled(ctx context.Context, to Weighed, g *Growth, first Weight) *Growth {
	if sleep(ctx, growthSettle) != nil {
		return nil
	}
	now, err := to.Weigh(ctx)
	if err != nil || now.Life != first.Life {
		return nil
	}
	if more := now.Goroutines - first.Goroutines; more >= growthGoroutines*9/10 {
		g.Goroutines = more
	}
	if more := now.Bytes - first.Bytes; more >= growthBytes*9/10 {
		g.Bytes = more
	}
	return g
}

// round repeats a case a number of times and gives the last trace, or nil where that did not go as it should.
func (b *bench) round(ctx context.Context, c *Case) (trace []*Exchange) {
	for range growthRound {
		if trace = b.harmlessly(ctx, c); trace == nil {
			return nil
		}
	}
	return trace
}

// harmlessly plays a case that should leave nothing behind once more. It is nil where that did not go as it should.
func (b *bench) harmlessly(ctx context.Context, c *Case) []*Exchange {
	trace, err := b.play(ctx, c, playing{shelf: b.shelf})
	if err != nil || len(trace) < len(c.Steps) || !harmless(trace) || ctx.Err() != nil {
		return nil
	}
	return trace
}

// watchWeight weighs, where the service has grown with a case or with one before, and lets the checks that are about that judge.
func (b *bench) watchWeight(ctx context.Context, s *scale, c *Case, trace []*Exchange) {
	if s == nil || !harmless(trace) || slices.ContainsFunc(s.proven[b.op.ID], b.odds.known) {
		return // what is known is not proven again and again
	}
	suspects, what := s.after(ctx, c)
	if len(suspects) > 1 { // what is left of the time of one play would not do for the proof as well
		b.narrow(ctx, s, suspects, what)
	}
	if len(suspects) != 1 {
		return
	}
	c = suspects[0]
	growth, trace := b.weigh(ctx, s.to, c)
	s.look(ctx)
	if s.saw(growth, what); growth == nil {
		return
	}
	trace = weighed(trace, growth)
	for _, check := range b.s.cfg.Checks {
		if check.Weighs {
			b.judge(ctx, check, b.pass(c, trace))
		}
	}
	for _, k := range b.order {
		if id := k.finding.Fingerprint; k.check.Weighs && !slices.Contains(s.proven[b.op.ID], id) {
			s.proven[b.op.ID] = append(s.proven[b.op.ID], id)
		}
	}
}

// weighed has the last exchange of a trace say what became of the service.
func weighed(trace []*Exchange, g *Growth) []*Exchange {
	last := *trace[len(trace)-1]
	last.Vitals = &Vitals{Growth: g}
	trace[len(trace)-1] = &last
	return trace
}
