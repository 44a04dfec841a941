package target

import (
	"context"
	"runtime"
	"runtime/metrics"

	"github.com/contravene-dev/contravene/harness"
)

const liveHeap = "/gc/heap/live:bytes"

// Glance tells how many goroutines this process has, and how much memory was in use when garbage was collected last. A handler shares
// both with what tests it.
func (t *inside) Glance() harness.Weight {
	sample := []metrics.Sample{{Name: liveHeap}}
	metrics.Read(sample)
	w := harness.Weight{Goroutines: runtime.NumGoroutine()}
	if sample[0].Value.Kind() == metrics.KindUint64 {
		w.Bytes = int64(sample[0].Value.Uint64())
	}
	return w
}

// Weigh collects garbage first, twice: what has a finalizer goes with the second time.
func (t *inside) Weigh(context.Context) harness.Weight {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return harness.Weight{Goroutines: runtime.NumGoroutine(), Bytes: int64(m.HeapAlloc)}
}

var _ harness.Weighed = (*inside)(nil)
