package harness

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"strconv"
	"time"
)

// bench is where one operation is tested: all that is remembered between its cases. One goroutine uses it.
type bench struct {
	s        *Session
	op       *Operation
	to       Target
	hosted   bool      // the service works on this goroutine
	until    time.Time // zero: no time budget
	totals   Totals
	statuses map[int]int
	cover    *cover // nil: nothing was answered yet
	checks   map[string]*CheckReport
	suspects map[string]*suspect // by fingerprint
	order    []*suspect
	untested map[Untested]int
	notes    []Untested // the keys of untested, in the order in which they came
	bodies   interner
	memo     map[any]any
	baseline *Exchange
	control  *Case // the case of the baseline
	reached  bool
	shelf    *shelf
	renewed  int              // how often values were made unique
	links    map[string]*link // by target
	sources  []*source        // the generators at work
	next     *source          // the one that makes its next case before the present one is answered; nil: none does
	visited  bool             // it was its turn to be tested
	warmed   bool             // its plain request was tried
	made     []*trophy        // what the operation's cases made and did not remove
	unnamed  int              // how often something was made that nothing names
	lost     []*trophy        // of these, what could not be removed
	access   access
	remade   int           // how often objects were made anew because the service had lost them
	alone    bool          // the quiet is held
	slowest  time.Duration // that an answer has taken
	odds     *odds         // of what shows by chance; nil: not in a trial, where nothing is asked so often
	word     string        // makes the tokens of a trial its own; empty in a run
}

func newBench(s *Session, op *Operation) *bench {
	b := &bench{
		s: s, op: op, to: s.cfg.Target, statuses: map[int]int{}, checks: map[string]*CheckReport{},
		suspects: map[string]*suspect{}, links: map[string]*link{}, untested: map[Untested]int{}, memo: map[any]any{},
	}
	for _, c := range s.cfg.Checks {
		b.checks[c.ID] = &CheckReport{ID: c.ID}
	}
	b.shelf = &shelf{own: map[string]*Exchange{}, behind: s.shared, private: s.private(op)}
	return b
}

// run takes the operation through saved cases, the generators and the checks' own proposals that are no stories.
func (b *bench) run(ctx context.Context) {
	if b.op.Streams {
		b.hear(ctx)
		return
	}
	if b.s.cfg.Stories.Objects != nil && b.s.cfg.Stories.Objects.Logouts[b.op.ID] {
		b.skip(Untested{Operation: b.op.ID, What: "operation", Reason: "it would end the run's own credential", Place: b.op.Source})
		return
	}
	for _, c := range b.s.saved[b.op.ID] {
		b.try(ctx, c)
	}
	for _, g := range b.s.cfg.Generators {
		b.sources = append(b.sources, newSource(g.Name, g.Cases(b.plan())))
	}
	b.take(ctx, min(b.s.first, b.limit()))
	b.propose(ctx, false)
}

// deepen goes on with the generators where they stopped.
func (b *bench) deepen(ctx context.Context) { b.take(ctx, b.limit()) }

// limit is how many cases one generator or check may try.
func (b *bench) limit() int { return b.s.limitOf(b.op) }

// take lets each generator make cases up to a number of them.
func (b *bench) take(ctx context.Context, limit int) {
	for _, s := range b.sources {
		for !s.dry && s.taken < limit && !b.over(ctx, s.origin) {
			c := s.take()
			if s.dry = c == nil; s.dry {
				break
			}
			s.taken++
			if s.taken < limit {
				b.next = s
			}
			b.try(ctx, c)
			b.next = nil
		}
		if limit >= b.limit() {
			s.stop()
		}
	}
}

// stories plays what the checks propose on objects of their own.
func (b *bench) stories(ctx context.Context) { b.propose(ctx, true) }

func (b *bench) propose(ctx context.Context, stories bool) {
	limit := b.limit()
	if stories {
		limit = b.s.limit
	}
	for _, c := range b.s.cfg.Checks {
		if c.Propose != nil && c.Story == stories && (c.Streams || !b.op.Streams) {
			b.takeAll(ctx, c.ID, c.Propose(b.plan()), limit)
		}
	}
}

func (b *bench) plan() *Plan {
	actors := make([]string, 0, len(b.s.cfg.Actors))
	for _, a := range b.s.cfg.Actors {
		actors = append(actors, a.Name)
	}
	distant, known := b.s.cfg.Target.(Distant)
	return &Plan{
		Distant:  known && distant.Distant(),
		Contract: b.s.cfg.Contract, Operation: b.op, Seed: b.s.cfg.Seed, Limit: b.limit(), Actors: actors, Cast: b.s.cfg.Actors, Memo: b.memo,
		Objects: b.s.cfg.Stories.Objects, Make: b.s.cfg.Stories.Make, Avoid: b.s.cfg.Avoid,
		Seen: b.s.words.seen, Dropped: func(target string) bool { return b.links[target].dropped() },
		Rules: func(op *Operation) []*Rule { return b.s.lore.believed(op, op == b.op) },
		Cannot: func(at Source, reason string) {
			b.skip(Untested{Operation: b.op.ID, What: "generation", Reason: reason, Place: at})
		},
	}
}

// takeAll tries what a check proposes.
func (b *bench) takeAll(ctx context.Context, origin string, cases iter.Seq[*Case], limit int) {
	taken := 0
	for c := range cases {
		if taken == limit || b.over(ctx, origin) {
			return
		}
		taken++
		b.try(ctx, c)
	}
}

// over reports whether there is no more time, or nobody to ask.
func (b *bench) over(ctx context.Context, origin string) bool {
	if ctx.Err() != nil || b.s.sender.life.gone() {
		return true
	}
	if !b.until.IsZero() && now().After(b.until) {
		b.skip(Untested{Operation: b.op.ID, What: origin, Reason: "the time budget ran out"})
		return true
	}
	return false
}

// play plays a case for whatever purpose: what is sent is counted, and what it makes is remembered.
func (b *bench) play(ctx context.Context, c *Case, how playing) ([]*Exchange, error) {
	sent, saw := 0, how.saw
	how.token = b.token
	how.saw = func(x *Exchange) {
		sent++
		b.keep(x)
		if x.Answered() {
			b.slowest = max(b.slowest, x.Elapsed)
		}
		if saw != nil {
			saw(x)
		}
	}
	if !b.alone {
		b.s.quiet.RLock()
		defer b.s.quiet.RUnlock()
	}
	trace, err := b.s.sender.play(ctx, b.to, c, how)
	b.examine(ctx, trace)
	b.totals.Requests += sent
	b.s.count(0, sent)
	return trace, err
}

// try plays one case, lets every check judge it and learns from it.
func (b *bench) try(ctx context.Context, c *Case) {
	trace, whole := b.put(ctx, c)
	if !whole {
		return
	}
	b.remember(c, trace)
	b.learn(trace[len(trace)-1])
	b.follow(c, trace)
	b.tidy(ctx, trace)
}

// put plays one case and lets every check judge it. It reports whether there was a whole trace to judge.
func (b *bench) put(ctx context.Context, c *Case) ([]*Exchange, bool) {
	trace, err := b.play(ctx, c, playing{shelf: b.shelf, next: b.next, beside: !b.hosted})
	b.totals.Cases++
	b.s.count(1, 0)
	if err != nil {
		b.totals.Dropped++
		if !errors.Is(err, errDropped) {
			b.skip(Untested{Operation: b.op.ID, What: c.Origin, Reason: err.Error()})
		}
		return trace, false
	}
	for _, x := range trace {
		if !x.Skipped && !x.Reused && !x.Collected {
			b.tally(c, x)
			b.bodies.share(x.Response)
		}
	}
	if !b.whole(ctx, c, trace) {
		return trace, false
	}
	pass := b.pass(c, trace)
	for _, check := range b.s.cfg.Checks {
		if check.judges(c) && judgeable(check, pass.Last()) {
			b.judge(ctx, check, pass)
		}
	}
	return trace, true
}

// whole reports whether a trace can be judged, and notes why not.
func (b *bench) whole(ctx context.Context, c *Case, trace []*Exchange) bool {
	x := trace[len(trace)-1]
	switch {
	case x.Err != nil && ctx.Err() != nil:
		return false
	case x.Err != nil:
		b.skip(Untested{Operation: b.op.ID, What: "answer", Reason: b.s.redact.text(x.Err.Error())})
		return len(trace) == len(c.Steps) && (x.Cut() || x.Late() || x.Ended())
	case len(trace) < len(c.Steps):
		b.skip(Untested{
			Operation: b.op.ID, What: c.Origin,
			Reason: fmt.Sprintf("the story %q ended at %s, which was answered %d", c.Title, x.Operation.ID, x.Status()),
		})
		return false
	}
	return !x.Skipped
}

// token makes a word that no other value of the run has.
func (b *bench) token() string {
	b.renewed++
	sum := sha256.Sum256([]byte(b.op.ID + "\x00" + strconv.FormatUint(b.s.cfg.Seed, 10) + "\x00" + strconv.Itoa(b.renewed) + b.word))
	return strconv.FormatUint(binary.BigEndian.Uint64(sum[:])%uint64(math.Pow(36, 8)), 36)
}

// judge asks one check about one case, and follows what it reports.
func (b *bench) judge(ctx context.Context, check *Check, pass *Pass) {
	outcome := Judge(check, pass)
	switch { // most checks have nothing to say of most cases
	case len(outcome.Breaks) > 0:
		b.checks[check.ID].Broken++
	case outcome.Kept:
		b.checks[check.ID].Kept++
	case outcome.Inconclusive != "":
		b.checks[check.ID].Inconclusive++
	}
	for i := range outcome.Breaks {
		b.suspect(ctx, check, &outcome.Breaks[i], pass.Case, pass.Trace)
	}
	if b.odds == nil {
		b.notice(check, &outcome, pass)
	}
}

func (b *bench) pass(c *Case, trace []*Exchange) *Pass {
	return &Pass{Contract: b.s.cfg.Contract, Operation: b.op, Case: c, Trace: trace, Baseline: b.baseline}
}
