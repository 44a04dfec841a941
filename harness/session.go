package harness

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Session is a run in progress. [Run] drives one from beginning to end; package contracttest drives one operation by
// operation, so that `go test -run` can choose.
type Session struct {
	cfg      Config
	sender   *sender
	redact   *redactor
	chosen   []*Operation
	saved    map[string][]*Case
	first    int   // cases of each generator for one operation in the first pass
	limit    int   // cases of each generator for one operation that is not only glanced at
	stories  bool  // some check has stories to tell
	shared   *pool // what all operations share; see shelf
	lore     *lore
	words    *dictionary
	roles    map[*Operation][]role
	started  time.Time
	cleanups atomic.Int64 // requests that removed what the run had made
	until    time.Time    // zero: no time budget

	quiet    sync.RWMutex // held to write while nothing else may be sent
	alarms   atomic.Int64 // of the target, as far as somebody has looked
	revivals atomic.Int64

	mu       sync.Mutex // guards what follows
	done     int
	requests int
	left     int // visits to operations that have not begun, by weight
	benches  map[string]*bench
	leftover []Leftover
}

// Open checks a configuration and begins a run.
func Open(cfg Config) (*Session, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	s := &Session{
		cfg: cfg, redact: newRedactor(cfg.Actors), started: now(), benches: map[string]*bench{}, saved: map[string][]*Case{},
		roles: rolesOf(cfg.Stories.Objects), shared: &pool{made: map[string]*Exchange{}}, lore: newLore(cfg.Stories.Rules),
		words: newDictionary(cfg.Contract),
	}
	s.sender = newSender(&cfg, func(text string) { s.observe(Event{Note: text}) })
	s.sender.conceal = s.redact.learn
	for _, o := range cfg.Contract.Operations {
		s.sender.operations[o.ID] = o
		if cfg.Choose == nil || cfg.Choose(o) {
			s.chosen = append(s.chosen, o)
		}
	}
	for _, c := range cfg.Saved {
		s.saved[c.Operation] = append(s.saved[c.Operation], c)
	}
	s.stories = cfg.Stories.Make != nil && slices.ContainsFunc(cfg.Checks, func(c *Check) bool { return c.Story })
	s.limit = cfg.Budget.share(s.deep() * max(1, len(cfg.Generators)))
	s.first = min(s.limit, firstPass)
	s.left = s.visits()
	if cfg.Budget.Time > 0 {
		s.until = s.started.Add(cfg.Budget.Time)
	}
	return s, nil
}

// complete refuses a configuration that cannot work, and fills in defaults.
func (c *Config) complete() error {
	switch {
	case c.Contract == nil:
		return errors.New("open session: Config.Contract is nil; load one, for instance with openapi.Load")
	case c.Target == nil:
		return errors.New("open session: Config.Target is nil; make one, for instance with target.URL")
	case len(c.Checks) == 0:
		return errors.New("open session: Config.Checks is empty; list some, for instance suites.All()")
	}
	seen := map[string]bool{Anonymous: true}
	for _, a := range c.Actors {
		if seen[a.Name] {
			return fmt.Errorf("open session: two actors are named %q, or one has a reserved name; names must differ", a.Name)
		}
		seen[a.Name] = true
	}
	if err := c.concern(); err != nil {
		return err
	}
	if c.Budget == (Budget{}) {
		c.Budget = Normal
	}
	if c.Workers <= 0 {
		c.Workers = min(runtime.NumCPU(), 4)
	}
	if c.Confirm <= 0 {
		c.Confirm = 2
	}
	if c.Stories.Settle <= 0 {
		c.Stories.Settle = time.Second
	}
	if c.Stories.Quota <= 0 {
		c.Stories.Quota = 10
	}
	return nil
}

// concern validates the checks, and leaves out those that are about contracts in another language, or see nothing on this target.
func (c *Config) concern() error {
	var list []*Check
	for _, k := range c.Checks {
		if err := k.Validate(); err != nil {
			return fmt.Errorf("open session: %w", err)
		}
		if _, watched := c.Target.(Watched); k.Concerns(c.Contract.Language) && (watched || !k.Watches) && (c.weighs || !k.Weighs) {
			list = append(list, k)
		}
	}
	c.Checks = list
	if len(list) == 0 {
		return fmt.Errorf("open session: none of the checks is about contracts in %s; choose others", c.Contract.Language)
	}
	return nil
}

// share gives the cases that one generator may make for one operation.
func (b Budget) share(parts int) int {
	if b.Total == 0 || parts == 0 {
		return max(1, b.PerOperation)
	}
	return max(1, b.Total/parts)
}

// Chosen lists the operations of the run in the order in which [Run] with one worker tests them.
func (s *Session) Chosen() []*Operation {
	var order []*Operation
	for _, round := range rounds(s.chosen) {
		for _, lane := range round {
			order = append(order, lane...)
		}
	}
	return order
}

// Test runs every generator and check on one operation and says what it found there. Operations that share objects must
// not be tested at the same time.
func (s *Session) Test(ctx context.Context, op *Operation) ([]*Finding, OperationReport) {
	if s.stories {
		s.stage(ctx, []*Operation{op}, true)
		s.visit(ctx, op, (*bench).stories)
	}
	s.stage(ctx, []*Operation{op}, false)
	s.visit(ctx, op, func(b *bench, ctx context.Context) {
		b.run(ctx)
		b.deepen(ctx)
	})
	b := s.bench(op)
	return b.confirmed(), b.report()
}

// visit lets one operation's bench work, where the target wants it to.
func (s *Session) visit(ctx context.Context, op *Operation, do func(*bench, context.Context)) {
	b := s.bench(op)
	s.mu.Lock()
	b.until, b.visited = s.deadline(op), true
	s.left -= s.weight(op)
	s.mu.Unlock()
	s.observe(Event{Started: op})
	if host, ok := s.cfg.Target.(Host); ok {
		host.Host(func(to Target) {
			b.to, b.hosted = to, true
			do(b, ctx)
		})
		b.to, b.hosted = s.cfg.Target, false
	} else {
		do(b, ctx)
	}
	report := b.report()
	collector.follow()
	s.observe(Event{Finished: &report})
}

// bench gives the one bench of an operation.
func (s *Session) bench(op *Operation) *bench {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.benches[op.ID]
	if b == nil {
		b = newBench(s, op)
		s.benches[op.ID] = b
	}
	return b
}

// deadline gives the operation that begins now its fair part of the time that is left.
func (s *Session) deadline(op *Operation) time.Time {
	if s.until.IsZero() {
		return time.Time{}
	}
	part := time.Until(s.until) * time.Duration(s.cfg.Workers) * time.Duration(s.weight(op)) / time.Duration(max(s.left, 1))
	if at := now().Add(part); at.Before(s.until) {
		return at
	}
	return s.until
}

// observe passes an event on, one at a time, with the counts of the whole run.
func (s *Session) observe(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cfg.Observe == nil {
		return
	}
	e.Done, e.Requests = s.done, s.requests
	e.Planned = s.planned() * len(s.cfg.Generators)
	s.cfg.Observe(e)
}

// count adds to the run's progress, and tells the observer now and then.
func (s *Session) count(cases, requests int) {
	s.mu.Lock()
	s.done += cases
	s.requests += requests
	tell := s.done%64 == 0
	s.mu.Unlock()
	if tell {
		s.observe(Event{})
	}
}
