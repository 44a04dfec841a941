package bridge

import (
	"bytes"
	"errors"

	"github.com/contravene-dev/contravene/harness/bridge/slots"
)

// errDeaf says that hitting slots moves no counter.
var errDeaf = errors.New("package slots was not built with coverage counters")

// prove reports whether the region holds the counters of slots. It only reads, because the region is not trusted yet.
func prove(region []byte) bool {
	moved := func(times int) []byte {
		before := bytes.Clone(region)
		for range times {
			slots.Hit(0)
		}
		after := bytes.Clone(region)
		for i := range after {
			after[i] -= before[i]
		}
		return after
	}
	three, seven := moved(3), moved(7)
	for i := range three {
		if three[i] == 3 && seven[i] == 7 {
			return true
		}
	}
	return false
}

// bank is how many slots are looked for at a time. Each gets its own number of hits, which has to fit into a counter.
const bank = 64

// tries is how often a bank is looked for: other goroutines may count at the same time.
const tries = 3

// lift finds out which counter of a proven region belongs to which slot, by hitting the slots and watching. Without an answer
// it is false.
func lift(region []byte) ([]uint32, bool) {
	places := make([]uint32, slots.Count)
	up, down := make([]byte, len(region)), make([]byte, len(region))
	for first := 0; first < slots.Count; first += bank {
		found := false
		for try := 0; try < tries && !found; try++ {
			watch(region, up, first, func(i int) int { return i + 2 })
			watch(region, down, first, func(i int) int { return bank + 1 - i })
			found = match(up, down, places[first:first+bank])
		}
		if !found {
			return nil, false
		}
	}
	return places, true
}

// watch hits each slot of a bank as often as times says, and copies what was counted.
func watch(region, seen []byte, first int, times func(int) int) {
	clear(region)
	for i := range bank {
		for range times(i) {
			slots.Hit(first + i)
		}
	}
	copy(seen, region)
}

// match finds the counters of a bank: the one of slot i was at i+2 first and at bank+1-i then, and no other was.
func match(up, down []byte, places []uint32) bool {
	var hits [bank]int
	eachSet(up, func(at int, n byte) {
		i := int(n) - 2
		if i >= 0 && i < bank && int(down[at]) == bank+1-i {
			hits[i]++
			places[i] = uint32(at)
		}
	})
	for _, n := range hits {
		if n != 1 {
			return false
		}
	}
	return true
}

// stride is how many counters are looked at together where most are 0.
const stride = 256

// eachSet calls f for each counter that is not 0.
func eachSet(counters []byte, f func(at int, n byte)) {
	at := 0
	for ; at+stride <= len(counters); at += stride {
		if *(*[stride]byte)(counters[at:]) == ([stride]byte{}) {
			continue
		}
		for i, n := range counters[at : at+stride] {
			if n != 0 {
				f(at+i, n)
			}
		}
	}
	for i, n := range counters[at:] {
		if n != 0 {
			f(at+i, n)
		}
	}
}
