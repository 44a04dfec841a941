package target

import (
	"context"
	"runtime"
	"runtime/metrics"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target/internal/gocover"
)

const liveHeap = "/gc/heap/live:bytes"

// Glance tells how many goroutines this process has, and how much memory was in use when garbage was collected last. A handler shares
// both with what tests it.
func (t *inside) Glance(context.Context) (harness.Weight, error) {
	sample := []metrics.Sample{{Name: liveHeap}}
	metrics.Read(sample)
	w := harness.Weight{Goroutines: runtime.NumGoroutine()}
	if sample[0].Value.Kind() == metrics.KindUint64 {
		w.Bytes = int64(sample[0].Value.Uint64())
	}
	return w, nil
}

// Weigh collects garbage first, twice: what has a finalizer goes with the second time.
func (t *inside) Weigh(context.Context) (harness.Weight, error) {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return harness.Weight{Goroutines: runtime.NumGoroutine(), Bytes: int64(m.HeapAlloc)}, nil
}

// Glance asks the service how many goroutines it has, and how much memory was in use when it collected garbage last; see [harness.Weighed].
// Of a service that was not started by [GoPackage] with [WithCoverage] it knows nothing.
func (s *Service) Glance(ctx context.Context) (harness.Weight, error) {
	return s.weight(ctx, (*gocover.Meter).Glance)
}

// Weigh has the service collect garbage first, as that of a handler.
func (s *Service) Weigh(ctx context.Context) (harness.Weight, error) {
	return s.weight(ctx, (*gocover.Meter).Weigh)
}

func (s *Service) weight(ctx context.Context, ask func(*gocover.Meter, context.Context) (gocover.Weight, error)) (harness.Weight, error) {
	if s.built == nil || s.built.meter == nil {
		return harness.Weight{}, harness.ErrNoWeight
	}
	w, err := ask(s.built.meter, ctx)
	return harness.Weight(w), s.unmetered(ctx, err)
}

var (
	_ harness.Weighed = (*inside)(nil)
	_ harness.Weighed = (*Service)(nil)
)
