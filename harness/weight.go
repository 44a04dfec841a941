package harness

import (
	"context"
	"slices"
	"time"
)

// Weighed is a Target that can tell what its service holds.
type Weighed interface {
	Target
	// Glance tells it at next to no cost, as it was some time ago. A trial asks after every case.
	Glance() Weight
	// Weigh tells it exactly, when what is garbage is gone.
	Weigh(ctx context.Context) Weight
}

// Weight is what a service holds.
type Weight struct {
	Goroutines int
	Bytes      int64
}

// Growth is what became of a service while a case was repeated.
type Growth struct {
	Repeats int
	Weight  // more than before; 0: no growth was proven
}

// Growth is proven by repeating one case until it has grown beyond a limit that no pool, cache or log of sensible size comes to, evenly: each
// repeat has its part of it. Both limits are reached by what a repeat leaves behind in 20 rounds or so.
const (
	growthRound      = 50
	growthGoroutines = 1000
	growthBytes      = 64 << 20
	leastBytes       = 16 << 10 // that a repeat leaves behind; less would take too long to prove
	// growthSettle is how long goroutines may go on after an answer, with what they hold.
	growthSettle = 4 * time.Second
	// settleCost is how many weighings one counts for that took so long.
	settleCost = 4
	// swelling is how much more memory than before is a reason to weigh.
	swelling = 8 << 20
	// mostRecent is how many cases may be the cause of it.
	mostRecent = 16
)

// scale notices that a service holds more than before, and which cases may be the cause.
type scale struct {
	to      Weighed
	most    Weight
	plays   int
	next    int     // no case is weighed before so many plays
	calm    int     // how many weighings have found nothing: each has the next one wait twice as long
	recent  []*Case // the latest, for memory: it is seen to have grown some cases later
	waiting []*Case
	proven  map[string][]string // by operation, the fingerprints of what was found
}

// scaleOf is nil where nothing can be weighed.
func scaleOf(cfg *Config) *scale {
	to, ok := cfg.Target.(Weighed)
	if !ok {
		return nil
	}
	return &scale{to: to, most: to.Glance(), proven: map[string][]string{}}
}

// after looks at the service after a case and gives one of the same operation to weigh, or nil.
func (s *scale) after(c *Case) *Case {
	s.plays++
	if s.recent = append(s.recent, c); len(s.recent) > mostRecent {
		s.recent = s.recent[1:]
	}
	now := s.to.Glance()
	if now.Bytes > s.most.Bytes+swelling {
		s.most.Bytes = now.Bytes
		s.waiting = append(s.waiting[:0], s.recent...)
	}
	fresh := now.Goroutines > s.most.Goroutines
	s.most.Goroutines = max(s.most.Goroutines, now.Goroutines)
	if s.plays < s.next {
		return nil
	}
	if fresh {
		return c
	}
	at := slices.IndexFunc(s.waiting, func(w *Case) bool { return w.Operation == c.Operation })
	if at < 0 {
		return nil
	}
	next := s.waiting[at]
	s.waiting = slices.Delete(s.waiting, at, at+1)
	return next
}

// saw is told what a weighing has found; nil: it could not be finished.
func (s *scale) saw(g *Growth) {
	s.most = s.to.Glance()
	switch {
	case g != nil && g.Weight != (Weight{}):
		return
	case g == nil || g.Repeats >= growthGoroutines:
		s.calm += settleCost
	default:
		s.calm++
	}
	s.next = s.plays + 1<<min(s.calm, 30)
}
