package bridge

import (
	"sync/atomic"

	"github.com/contravene-dev/contravene/harness/bridge/slots"
)

const (
	// levels is how many features share a counter: the engine tells 1, 2, 4, … 128 hits apart.
	levels = 8
	// rough is how many slots are set aside for features that come when all others are given out.
	rough = 64
	fine  = slots.Count - rough
	// Capacity is how many features are told apart. What comes later shares the few marks that are left.
	Capacity = fine * levels

	places  = 1 << 17 // of features; at most half of them are taken
	marks   = 1 << 13
	probes  = 256 // how far from its place a feature is looked for
	version = 2
	number  = 1<<16 - 1 // the bits of an entry that number a mark
)

// table gives features their marks, in the order in which they come, the same one in all processes that share its memory. It is
// used without locks, because a worker may be killed at any time.
type table struct {
	version atomic.Uint64
	given   atomic.Uint64         // how many marks were asked for; more than Capacity when it is full
	entries [places]atomic.Uint64 // 48 bits of a feature, and 16 of the number of its mark, from 1 on; 0: free
	marked  [marks]atomic.Uint64
	aside   atomic.Uint64 // see Bridge.CountAside
}

// mark is what the engine sees of a feature: a slot, and how often it is hit.
type mark struct {
	slot  uint16
	level uint8 // hit 1<<level times
}

// markOf gives the mark with a number, from 1 to Capacity.
func markOf(n uint64) mark {
	return mark{slot: uint16((n - 1) % fine), level: uint8((n - 1) / fine)}
}

// roughly is the mark of a feature for which none is left. At most rough*levels inputs are kept for such features.
func roughly(h uint64) mark {
	return mark{slot: uint16(fine + h%rough), level: uint8(h / rough % levels)}
}

// of gives the mark of a feature. Of two that share a slot the one that came first has the lower level.
func (t *table) of(feature uint64) mark {
	h := spread(feature)
	for i := range uint64(probes) {
		entry := &t.entries[(h+i)%places]
		e := entry.Load()
		if e == 0 {
			if t.given.Load() >= Capacity {
				return roughly(h)
			}
			n := t.given.Add(1)
			if n > Capacity { // others were faster
				return roughly(h)
			}
			if entry.CompareAndSwap(0, h&^number|n) {
				return markOf(n)
			}
			e = entry.Load() // the number is lost, which is rare
		}
		if (e^h)&^number == 0 {
			return markOf(e & number)
		}
	}
	return roughly(h)
}

// has reports whether a feature has a mark, or will not get one of its own any more.
func (t *table) has(feature uint64) bool {
	h := spread(feature)
	for i := range uint64(probes) {
		switch e := t.entries[(h+i)%places].Load(); {
		case e == 0:
			return t.given.Load() >= Capacity
		case (e^h)&^number == 0:
			return true
		}
	}
	return true
}

// mark keeps a hash that every process is to know; it is false when there is no room.
func (t *table) mark(hash uint64) bool {
	h := spread(hash)
	for i := range uint64(probes) {
		at := (h + i) % marks
		if t.marked[at].CompareAndSwap(0, h) || t.marked[at].Load() == h {
			return true
		}
	}
	return false
}

func (t *table) isMarked(hash uint64) bool {
	h := spread(hash)
	for i := range uint64(probes) {
		switch t.marked[(h+i)%marks].Load() {
		case h:
			return true
		case 0:
			return false
		}
	}
	return false
}

func (t *table) known() int { return int(min(t.given.Load(), Capacity)) }

// spread makes all bits of a hash count, and 0 of none (SplitMix64's finaliser).
func spread(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return max(h^h>>31, 1)
}
