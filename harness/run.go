package harness

import (
	"context"
	"slices"
	"sync"
)

// Run tests the chosen operations and folds everything into a report. It ends early when ctx is cancelled, and reports
// what was found until then. An error means that the run could not begin.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	s, err := Open(cfg)
	if err != nil {
		return nil, err
	}
	defer collector.enter()()
	if s.stories {
		s.stage(ctx, s.chosen, true)
		for _, round := range s.telling() {
			s.work(ctx, round, (*bench).stories)
		}
	}
	for _, round := range rounds(s.chosen) {
		s.stage(ctx, slices.Concat(round...), false)
		s.work(ctx, round, (*bench).run)
	}
	if s.first < s.limit {
		for _, round := range rounds(s.unfinished()) {
			s.stage(ctx, slices.Concat(round...), false)
			s.work(ctx, round, (*bench).deepen)
		}
	}
	return s.Close(ctx), nil
}

// unfinished lists the operations of which some generator may have more to say.
func (s *Session) unfinished() []*Operation {
	return slices.DeleteFunc(slices.Clone(s.chosen), func(op *Operation) bool {
		return s.shallow(op) || !slices.ContainsFunc(s.bench(op).sources, func(source *source) bool { return !source.dry })
	})
}

// work lets the workers take lanes until none is left.
func (s *Session) work(ctx context.Context, lanes [][]*Operation, do func(*bench, context.Context)) {
	queue := make(chan []*Operation, len(lanes))
	for _, lane := range lanes {
		queue <- lane
	}
	close(queue)
	var workers sync.WaitGroup
	for range min(s.cfg.Workers, len(lanes)) {
		workers.Go(func() {
			for lane := range queue {
				for _, op := range lane {
					s.visit(ctx, op, do)
				}
			}
		})
	}
	workers.Wait()
}
