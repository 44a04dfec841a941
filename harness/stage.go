package harness

import (
	"context"
	"net/http"
	"strconv"
	"strings"
)

// lessons is how many requests an operation gets to teach what it wants before it is tested. Services tend to report all
// they dislike at once, and two refusals are needed to believe a rule.
const lessons = 8

// stage makes what operations share and need before they are tested, one after the other, so that the names of objects do
// not depend on the number of workers. In stories an operation has nothing to itself but what a story makes.
func (s *Session) stage(ctx context.Context, operations []*Operation, stories bool) {
	if s.cfg.Stories.Make == nil || s.cfg.Stories.Objects == nil {
		return
	}
	for _, op := range operations {
		b := s.bench(op)
		if ctx.Err() != nil || s.sender.life.gone() || s.spent() {
			return
		}
		if s.cfg.Stories.Objects.Logouts[op.ID] {
			continue
		}
		b.shelf.private = s.private(op)
		if stories {
			b.shelf.private = func(string) bool { return false }
		}
		steps, _ := b.plan().Prelude()
		for _, step := range steps {
			if maker := s.cfg.Contract.Operation(step.Operation); step.Renew && maker != op {
				s.bench(maker).warm(ctx)
			}
		}
		s.lore.settle()
		clear(b.memo) // what was learned makes another prelude
		b.shelf.staging = true
		b.set(ctx)
		b.shelf.staging = false
		b.warm(ctx)
	}
	s.lore.settle()
}

// spent reports whether the run's time is over.
func (s *Session) spent() bool { return !s.until.IsZero() && now().After(s.until) }

// set plays an operation's prelude, and with it that of its story: what it makes stands on the shelf then.
func (b *bench) set(ctx context.Context) {
	steps, _ := b.plan().Prelude()
	if len(steps) == 0 {
		return
	}
	b.send(ctx, &Case{ID: "prelude", Operation: b.op.ID, Origin: "prelude", Aim: Aim{Expect: Any}, Steps: steps})
}

// send plays a case that nobody judges.
func (b *bench) send(ctx context.Context, c *Case) []*Exchange {
	trace, err := b.play(ctx, c, playing{shelf: b.shelf, saw: b.s.words.read})
	for _, x := range trace {
		if x.Skipped || x.Reused {
			continue
		}
		b.tally(c, x)
		if x.Err != nil && ctx.Err() == nil {
			b.skip(Untested{Operation: b.op.ID, What: "answer", Reason: b.s.redact.text(x.Err.Error())})
		}
	}
	if err != nil {
		return nil
	}
	return trace
}

// warm tries plain requests until one is accepted, and learns from those that are refused as invalid.
func (b *bench) warm(ctx context.Context) {
	if b.warmed || b.s.cfg.Stories.Learn == nil || b.op.Streams || b.op.Body == nil && len(b.op.Parameters) == 0 {
		return
	}
	b.warmed = true
	for n := 0; n < lessons && ctx.Err() == nil && !b.s.spent(); n++ {
		c, err := b.plain(n)
		if err != nil {
			return
		}
		trace := b.send(ctx, c)
		if len(trace) < len(c.Steps) || !b.learn(trace[len(trace)-1]) {
			return
		}
	}
}

// plain is a plain request of the operation, on the objects that it needs; the n-th of a few kinds.
func (b *bench) plain(n int) (*Case, error) {
	plan := b.plan()
	steps, bind := plan.Prelude()
	in, err := plan.make(b.op, n%plainKinds)
	if err != nil {
		return nil, err
	}
	c := &Case{ID: "warm-up/" + strconv.Itoa(n), Operation: b.op.ID, Origin: "warm-up", Aim: Aim{Expect: Accept}}
	c.Steps = append(append(c.Steps, steps...), Step{
		Operation: b.op.ID, Inputs: in, Bind: bind, Renew: b.op.Method == http.MethodPost && !b.op.ReadOnly,
	})
	return c, nil
}

// plainKinds is how many plain requests differ: the plainest, one with everything, and two more of that size.
const plainKinds = 4

// learn takes from a refusal what it teaches, and reports whether trying again may teach more.
func (b *bench) learn(x *Exchange) bool {
	if b.s.cfg.Stories.Learn == nil || !x.Answered() || !x.Reading.Valid() {
		return false
	}
	if status := x.Status(); status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
		return false
	}
	rules := b.s.cfg.Stories.Learn(x)
	if b.s.lore.add(rules, x) {
		clear(b.memo)
	}
	return len(rules) > 0
}

// private tells which shared steps an operation keeps to itself: those that make what it may change, which is what its path
// names and what it is about, unless it only reads.
func (s *Session) private(op *Operation) func(string) bool {
	own := map[string]bool{}
	if objects := s.cfg.Stories.Objects; objects != nil && !op.Safe() {
		for _, need := range objects.NeedsOf(op) {
			if !strings.HasPrefix(need.Target, "path.") && !need.Kind.Concerns(op) {
				continue
			}
			for _, list := range [][]Origin{need.Kind.Creates, need.Kind.Lists} {
				for i := range list {
					own[onceName(need.Kind, list[i].Operation)] = true
				}
			}
		}
	}
	return func(name string) bool { return own[name] }
}
