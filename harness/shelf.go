package harness

import (
	"context"
	"maps"
	"net/http"
	"sync"
	"time"
)

// shelf keeps the answers to steps that cases may share, so that an object which a hundred cases need is made once. What
// the cases of one operation may change stands on its own shelf; behind it stands one for the whole session. One goroutine
// uses a shelf; the one behind it grows only while nothing else runs.
type shelf struct {
	own     map[string]*Exchange
	private func(name string) bool // what must not be shared with other operations
	behind  *pool
	staging bool // the shelf behind may be filled
}

func (s *shelf) take(name string) *Exchange {
	if s == nil || name == "" {
		return nil
	}
	if x := s.own[name]; x != nil {
		return x
	}
	if s.private(name) {
		return nil
	}
	return s.behind.take(name)
}

func (s *shelf) put(name string, x *Exchange) {
	switch {
	case s == nil || name == "" || x.Err != nil:
	case s.staging && !s.private(name):
		s.behind.put(name, x)
	default:
		s.own[name] = x
	}
}

// anew gives a shelf for a replay: what is shared stands on it still, since to make it again while other operations are
// tested would give objects other names with another number of workers. The operation's own objects are made anew.
func (s *shelf) anew() *shelf {
	return &shelf{own: map[string]*Exchange{}, private: s.private, behind: s.behind}
}

// forget takes away what was made and is gone.
func (s *shelf) forget(gone func(*Exchange) bool) {
	maps.DeleteFunc(s.own, func(_ string, x *Exchange) bool { return gone(x) })
	s.behind.forget(gone)
}

// holds reports whether something on the shelf, or behind it, is wanted.
func (s *shelf) holds(wanted func(*Exchange) bool) bool {
	for _, x := range s.own {
		if wanted(x) {
			return true
		}
	}
	s.behind.mu.Lock()
	defer s.behind.mu.Unlock()
	for _, x := range s.behind.made {
		if wanted(x) {
			return true
		}
	}
	return false
}

// pool is what all operations of a session share.
type pool struct {
	mu   sync.Mutex
	made map[string]*Exchange
}

func (p *pool) take(name string) *Exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made[name]
}

func (p *pool) put(name string, x *Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made[name] = x
}

func (p *pool) forget(gone func(*Exchange) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.made, func(_ string, x *Exchange) bool { return gone(x) })
}

// drop forgets the operation's own objects, which are gone or no longer as they were.
func (s *shelf) drop() { clear(s.own) }

// playing says how a case is played.
type playing struct {
	shelf  *shelf        // nil: every step is sent, and nothing shared
	settle time.Duration // how long to wait before a step that observes
	token  func() string // makes values unique, for steps that renew them
	saw    func(*Exchange)
	next   *source // makes its next case before the answer to the last step is known; nil: none does
	beside bool    // and at the same time
	long   bool    // wait longer for answers, to tell late from never
}

// play sends a case's steps in order. A dropped case gives an error that wraps errDropped. The trace is shorter than the
// case when the story ended early: the world got in the way, and the last exchange has Err set, or a step that had to
// succeed did not.
func (s *sender) play(ctx context.Context, to Target, c *Case, how playing) ([]*Exchange, error) {
	trace := make([]*Exchange, 0, len(c.Steps))
	defer func() { hangUp(trace) }()
	for i := range c.Steps {
		step := &c.Steps[i]
		if step.Else > 0 && step.Else <= i && trace[step.Else-1].Status()/100 == 2 || step.Under > 0 && i > 0 && trace[i-1].costs(step.Under) {
			trace = append(trace, &Exchange{Step: i, Operation: s.operations[step.Operation], Skipped: true})
			continue
		}
		if known := how.shelf.take(step.Once); known != nil {
			again := *known
			again.Step, again.Reused = i, true
			trace = append(trace, &again)
			continue
		}
		looked := i > 0 && c.Steps[i-1].Observe // then the service has had its time
		if step.Observe && !looked && how.settle > 0 && sleep(ctx, how.settle) != nil {
			return trace, ctx.Err()
		}
		x, err := s.next(ctx, to, c, trace, how)
		switch {
		case err != nil && step.Once != "" && s.operations[step.Operation] != nil:
			// What was to be shared cannot be made; what follows goes without.
			x = &Exchange{Step: i, Operation: s.operations[step.Operation], Skipped: true}
		case err != nil:
			return trace, err
		default:
			how.shelf.put(step.Once, x)
		}
		trace = append(trace, x)
		if x.Err != nil && step.Once == "" || step.Must && x.Status()/100 != 2 {
			break
		}
	}
	return trace, nil
}

// next plays the step that comes next.
func (s *sender) next(ctx context.Context, to Target, c *Case, trace []*Exchange, how playing) (*Exchange, error) {
	if step := &c.Steps[len(trace)]; step.Collect > 0 {
		return s.collect(ctx, step, trace)
	}
	return s.perform(ctx, to, c, trace, how)
}

// renewals is how often a step is sent that makes something for later ones and meets a conflict: the first values may be
// taken by what another run left.
const renewals = 3

// perform sends the step that comes next.
func (s *sender) perform(ctx context.Context, to Target, c *Case, trace []*Exchange, how playing) (*Exchange, error) {
	step, last := c.Steps[len(trace)], len(trace) == len(c.Steps)-1
	for try := 1; ; try++ {
		if step.Renew && s.renew != nil && how.token != nil {
			step.Inputs = s.renew(s.operations[step.Operation], c.Steps[len(trace)].Inputs, how.token(), try > 1)
		}
		if step.Plant && s.plant != nil && how.token != nil {
			step.Inputs = s.plant(s.operations[step.Operation], step.Inputs, Canary(how.token()))
		}
		x, err := s.prepare(c, step, trace)
		if err != nil {
			return nil, err
		}
		if last && !holds(c.Aim, &x.Reading) {
			return nil, errDropped
		}
		if last && how.next != nil {
			how.next.begin(how.beside)
		}
		x.long = how.long
		s.exchange(ctx, to, x)
		if how.next != nil {
			how.next.wait()
		}
		if how.saw != nil {
			how.saw(x)
		}
		if !step.Renew || last || try == renewals || x.Status() != http.StatusConflict {
			return x, nil
		}
	}
}
