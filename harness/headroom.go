package harness

import (
	"math"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	// goDefault is the collector's percentage of garbage to live memory when nobody chose one.
	goDefault = 100
	// roomiest is the percentage beyond which less collecting no longer shows in the time of a run.
	roomiest = 400
	// spareMemory is how much garbage a run lets lie, in bytes.
	spareMemory = 256 << 20
)

// collector is this process's garbage collector, which runs share.
var collector headroom

// headroom lets garbage lie while runs are under way. A run makes garbage by the gigabyte and keeps a few megabytes, and so does
// a service in the same process; by default such a small heap is collected dozens of times a second, which takes a third of
// the time. A large contract keeps more, and gets the less room in proportion.
//
// Who has set GOGC or GOMEMLIMIT, or called what they stand for, has decided; then nothing is changed.
type headroom struct {
	mu   sync.Mutex
	runs int
	own  bool // the percentage is ours
	set  int
}

// enter makes room until the leave that it returns is called. Of runs at the same time the first makes it and the last one
// gives it back.
func (h *headroom) enter() (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runs++
	if h.runs == 1 {
		percent, limit, _ := collecting()
		h.own, h.set = percent == goDefault && limit == math.MaxInt64, goDefault
		h.adjust()
	}
	return h.leave
}

func (h *headroom) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runs--
	if percent, _, _ := collecting(); h.runs == 0 && h.own && percent == h.set {
		debug.SetGCPercent(goDefault)
	}
}

// follow adapts the room to what is alive by now.
func (h *headroom) follow() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.adjust()
}

// adjust stops the world, though for microseconds, and so does it only when it makes a difference.
func (h *headroom) adjust() {
	if !h.own {
		return
	}
	percent, _, live := collecting()
	if percent != h.set { // somebody has chosen one meanwhile
		h.own = false
		return
	}
	if room := roomFor(live); room*5 < h.set*4 || room*4 > h.set*5 {
		debug.SetGCPercent(room)
		h.set = room
	}
}

// roomFor is the percentage that lets spareMemory lie beside so much that is alive.
func roomFor(live int64) int {
	const smallest = 4 << 20 // below this the collector waits in any case
	return max(goDefault, int(min(roomiest, 100*spareMemory/max(live, smallest))))
}

// collecting reads the collector's percentage, the limit of memory in bytes, and how many bytes were alive at its last end.
func collecting() (percent int, limit, live int64) {
	samples := []metrics.Sample{{Name: "/gc/gogc:percent"}, {Name: "/gc/gomemlimit:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(samples)
	return int(min(samples[0].Value.Uint64(), math.MaxInt32)), int64(min(samples[1].Value.Uint64(), math.MaxInt64)),
		int64(min(samples[2].Value.Uint64(), math.MaxInt64))
}
