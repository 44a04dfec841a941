package container

import (
	"context"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target/internal/gocover"
)

// Glance asks the service how many goroutines it has, and how much memory was in use when it collected garbage last; see
// [harness.Weighed]. Of a service that was not built with coverage it knows nothing.
func (s *Service) Glance(ctx context.Context) (harness.Weight, error) {
	return s.weight(ctx, (*gocover.Meter).Glance)
}

// Weigh has the service collect garbage first.
func (s *Service) Weigh(ctx context.Context) (harness.Weight, error) {
	return s.weight(ctx, (*gocover.Meter).Weigh)
}

func (s *Service) weight(ctx context.Context, ask func(*gocover.Meter, context.Context) (gocover.Weight, error)) (harness.Weight, error) {
	if s.meter == nil {
		return harness.Weight{}, harness.ErrNoWeight
	}
	w, err := ask(s.meter, ctx)
	return harness.Weight(w), s.unmetered(ctx, err)
}

var _ harness.Weighed = (*Service)(nil)
