package harness

import (
	"context"
	"slices"
)

const (
	// settleCost is how many weighings one counts for that took so long.
	settleCost = 4
	// swelling is how much more memory than before is a reason to weigh.
	swelling = 8 << 20
	// mostRecent is how many cases may be the cause of it.
	mostRecent = 64
	// glanceEvery is how many cases go by between two glances at another process: one takes about as long as half a request.
	glanceEvery = mostRecent
)

// scale notices that a service holds more than before, and which cases may be the cause.
type scale struct {
	to     Weighed
	every  int // how many cases go by between two glances
	most   Weight
	plays  int
	recent []*Case             // the latest
	queues [2]queue            // of those that may be the cause of more goroutines, and of more memory
	proven map[string][]string // by operation, the fingerprints of what was found
}

// queue is what waits to be weighed.
type queue struct {
	cases []*Case
	next  int // none is before so many plays
	calm  int // how many weighings have found nothing: each has the next one wait twice as long
}

// scaleOf is nil where nothing can be weighed.
func scaleOf(cfg *Config) *scale {
	ctx := context.Background()
	s := &scale{to: weighedOf(ctx, cfg.Target), every: glanceEvery, proven: map[string][]string{}}
	if s.to == nil {
		return nil
	}
	if _, here := cfg.Target.(Host); here {
		s.every = 1
	}
	s.look(ctx)
	return s
}

// look has what the service holds now be the measure of what comes.
func (s *scale) look(ctx context.Context) {
	if now, err := s.to.Glance(ctx); err == nil {
		s.most = now
	}
}

// after looks at the service after a case and gives those of the same operation of which one may be the cause of growth, and what grew;
// none: there is nothing to weigh.
func (s *scale) after(ctx context.Context, c *Case) ([]*Case, grown) {
	s.plays++
	if s.recent = append(s.recent, c); len(s.recent) > mostRecent {
		s.recent = s.recent[1:]
	}
	if s.plays%s.every == 0 {
		s.glance(ctx)
	}
	for what := range s.queues {
		q := &s.queues[what]
		if s.plays < q.next {
			continue
		}
		if list := q.take(c.Operation); len(list) > 0 {
			return list, grown(what)
		}
	}
	return nil, 0
}

// glance compares what the service holds with the most that it held before.
func (s *scale) glance(ctx context.Context) {
	now, err := s.to.Glance(ctx)
	switch {
	case err != nil:
		return
	case now.Life != s.most.Life:
		s.most, s.recent, s.queues[0].cases, s.queues[1].cases = now, nil, nil, nil
		return
	}
	if now.Bytes > s.most.Bytes+swelling {
		s.most.Bytes = now.Bytes
		s.queues[moreMemory].cases = slices.Clone(s.recent) // it is seen to have grown some cases later
	}
	if now.Goroutines > s.most.Goroutines {
		s.most.Goroutines = now.Goroutines
		s.queues[moreGoroutines].cases = slices.Clone(s.recent[max(0, len(s.recent)-s.every):])
	}
}

// take takes the cases of an operation out.
func (q *queue) take(operation string) (mine []*Case) {
	q.cases = slices.DeleteFunc(q.cases, func(c *Case) bool {
		if c.Operation == operation {
			mine = append(mine, c)
			return true
		}
		return false
	})
	return mine
}

// saw is told what a weighing has found; nil: it could not be finished.
func (s *scale) saw(g *Growth, what grown) {
	q := &s.queues[what]
	switch {
	case g != nil && (g.Goroutines > 0 || g.Bytes > 0):
		return
	case g == nil || g.Repeats >= growthGoroutines:
		q.calm += settleCost
	default:
		q.calm++
	}
	q.next = s.plays + 1<<min(q.calm, 30)
}
