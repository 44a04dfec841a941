package schema

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

const (
	verdictSlots = 128 // a power of two
	verdictText  = 48  // longer texts seldom come twice, and would keep memory
)

// verdicts remembers what a pattern said of short texts: a service answers with the same few identifiers and codes again and
// again, and a lookup takes a tenth of the time of a match. Of two texts that share a slot the later one stays, so that its
// memory is bounded.
type verdicts struct {
	slots atomic.Pointer[[verdictSlots]atomic.Pointer[verdict]] // nil until the pattern is first asked
}

type verdict struct {
	text    string
	matched bool
}

var verdictSeed = maphash.MakeSeed()

// of gives the verdict on a text, by asking only if it is not known.
func (v *verdicts) of(text string, ask func(string) bool) bool {
	if len(text) > verdictText {
		return ask(text)
	}
	slots := v.slots.Load()
	if slots == nil {
		v.slots.CompareAndSwap(nil, new([verdictSlots]atomic.Pointer[verdict]))
		slots = v.slots.Load()
	}
	slot := &slots[maphash.String(verdictSeed, text)%verdictSlots]
	if known := slot.Load(); known != nil && known.text == text {
		return known.matched
	}
	matched := ask(text)
	slot.Store(&verdict{strings.Clone(text), matched}) // the text may be a part of a whole body
	return matched
}
