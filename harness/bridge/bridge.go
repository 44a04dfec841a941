package bridge

import (
	"errors"
	"flag"
	"os"

	"github.com/contravene-dev/contravene/harness/bridge/slots"
)

// variable hands the table of features down to the workers.
const variable = "CONTRAVENE_FEATURES"

// Bridge makes the engine see features. It is for one goroutine, the one that runs the fuzz function, apart from [Bridge.Mark] and
// [Bridge.Marked]. Its methods do nothing where there is nothing to do, on a nil Bridge too.
type Bridge struct {
	mode   string
	table  *table
	drop   func()
	region []byte   // all counters of this process; nil: out of reach
	places []uint32 // which of them belongs to a slot
	image  []byte   // what the region shall be when the engine looks
	drawn  []uint32 // where image is not 0
	kept   []kept
	moved  []bool             // which counters of the region kept code has moved in this process; nil: none
	wipe   func()             // the engine's own, where the region is out of reach; nil: no way
	top    [slots.Count]uint8 // the highest level of each slot in this execution, plus one
	hits   []uint16           // the slots that top names
}

// kept is a counter that code under test moved.
type kept struct {
	at uint32
	n  uint8
}

// Open makes ready for fuzzing. It takes the *testing.F, and has to be called before F.Fuzz in every process that runs the fuzz test:
// the coordinator hands down to the workers what it makes. [Bridge.Close] belongs into F.Cleanup. Unless -fuzzminimizetime was given, Open
// sets it to 1x.
func Open(f any) *Bridge {
	role := roleOf(flag.Lookup)
	if role == plain {
		return &Bridge{mode: "off: go test runs the seeds alone"}
	}
	b := &Bridge{drop: func() {}}
	var apart error
	if role == worker {
		b.table, apart = join(os.Getenv(variable))
	} else {
		b.table, apart = b.lead()
		checkOnce(flag.CommandLine)
	}
	if apart != nil {
		b.table = &table{}
	}
	b.mode = b.connect(f)
	if apart != nil && b.table != nil {
		b.mode += ", each worker with features of its own (" + apart.Error() + ")"
	}
	return b
}

// lead makes the table and hands it down.
func (b *Bridge) lead() (*table, error) {
	t, name, drop, err := found()
	if err != nil {
		return nil, err
	}
	b.drop = func() { _ = os.Unsetenv(variable); drop() }
	if err := os.Setenv(variable, name); err != nil {
		b.drop()
		return nil, err
	}
	return t, nil
}

// connect finds the best way to the counters, and says which it is.
func (b *Bridge) connect(f any) string {
	region, err := locate()
	if err == nil && !prove(region) {
		err = errDeaf
	}
	if errors.Is(err, errAbsent) || errors.Is(err, errDeaf) {
		b.table = nil
		return "blind (" + err.Error() + ")"
	}
	if err == nil {
		places, ok := lift(region)
		if ok {
			b.region, b.places, b.image = region, places, make([]byte, len(region))
			return "bridge"
		}
		err = errors.New("the counters move while nothing runs")
	}
	w, unreachable := reach(f)
	if unreachable != nil {
		return "bridge without wiping (" + err.Error() + "; " + unreachable.Error() + ")"
	}
	b.wipe = w.ResetCoverage
	return "bridge by hits alone (" + err.Error() + ")"
}

// Close gives back what the workers shared.
func (b *Bridge) Close() {
	if b != nil && b.drop != nil {
		b.drop()
	}
}

// Mode says for people how features reach the engine: "bridge", or what is lacking and why.
func (b *Bridge) Mode() string {
	if b == nil {
		return "off"
	}
	return b.mode
}

// Live reports whether hits can have an effect, so that it is worth while to work features out.
func (b *Bridge) Live() bool { return b != nil && b.table != nil }

// Known is how many features were hit so far by all workers together, at most [Capacity].
func (b *Bridge) Known() int {
	if !b.Live() {
		return 0
	}
	return b.table.known()
}

// CountAside counts an input that was played besides the engine's own.
func (b *Bridge) CountAside() {
	if b.Live() {
		b.table.aside.Add(1)
	}
}

// Aside is how many inputs all workers together have played besides the engine's own.
func (b *Bridge) Aside() int {
	if !b.Live() {
		return 0
	}
	return int(b.table.aside.Load())
}

// Counters is how many blocks the engine looks at after every execution, slots included; 0 where they cannot be counted. The fewer
// there are the faster it is.
func (b *Bridge) Counters() int {
	if b == nil {
		return 0
	}
	return len(b.region)
}

// Mark tells all workers of a hash, such as that of a path not to look at. It is false when there is no room for it.
func (b *Bridge) Mark(hash uint64) bool { return b.Live() && b.table.mark(hash) }

// Marked reports whether any worker has marked a hash.
func (b *Bridge) Marked(hash uint64) bool { return b.Live() && b.table.isMarked(hash) }

// News reports whether no worker has hit one of the features yet. It is the moment to find out whether they come again: see
// Repeat of package feature.
func (b *Bridge) News(features []uint64) bool {
	if !b.Live() {
		return false
	}
	for _, f := range features {
		if !b.table.has(f) {
			return true
		}
	}
	return false
}

// Learn takes features for known without showing them: of an execution that the engine knows nothing of.
func (b *Bridge) Learn(features []uint64) {
	if b.Live() {
		for _, f := range features {
			b.table.of(f)
		}
	}
}

// Fresh reports whether code that was kept since Begin moved a counter that none has moved in this process, and remembers it.
func (b *Bridge) Fresh() bool {
	if !b.Live() || len(b.kept) == 0 {
		return false
	}
	if b.moved == nil {
		b.moved = make([]bool, len(b.region))
	}
	fresh := false
	for _, k := range b.kept {
		fresh = fresh || !b.moved[k.at]
		b.moved[k.at] = true
	}
	return fresh
}

// Begin opens an execution. It stands first in the fuzz function.
func (b *Bridge) Begin() {
	if b.Live() {
		b.kept = b.kept[:0]
	}
}

// Keep runs code under test in this process, so that what it covers counts. What anything else covers meanwhile counts with it.
// Where the counters are out of reach it only runs the code, and from then on nothing is wiped any more.
func (b *Bridge) Keep(code func()) {
	switch {
	case !b.Live():
	case b.region == nil:
		if b.wipe != nil {
			b.wipe = nil
			b.mode = "bridge without wiping (what the service covers in this process would be wiped as well)"
		}
	default:
		clear(b.region)
		defer b.keep()
	}
	code()
}

func (b *Bridge) keep() {
	eachSet(b.region, func(at int, n byte) {
		b.kept = append(b.kept, kept{at: uint32(at), n: n})
	})
}

// Hit shows the engine the features of an execution, and of all counters those alone and what was kept. It is the last thing
// that a fuzz function does, once. Of features that share a counter it shows the one that was given its mark last, so that a new
// one is always seen.
func (b *Bridge) Hit(features []uint64) {
	if !b.Live() {
		return
	}
	for _, f := range features {
		m := b.table.of(f)
		if b.top[m.slot] == 0 {
			b.hits = append(b.hits, m.slot)
		}
		b.top[m.slot] = max(b.top[m.slot], m.level+1)
	}
	if b.region == nil {
		b.repeat()
		return
	}
	b.draw()
	copy(b.region, b.image) // one call, so that no counter moves between the wiping and the end
}

// draw makes the image of the counters that the engine is to see.
func (b *Bridge) draw() {
	for _, at := range b.drawn {
		b.image[at] = 0
	}
	b.drawn = b.drawn[:0]
	for _, k := range b.kept {
		b.image[k.at] = max(b.image[k.at], k.n) // two requests that do the same are nothing new
		b.drawn = append(b.drawn, k.at)
	}
	for _, slot := range b.hits {
		at := b.places[slot]
		b.image[at] = 1 << (b.top[slot] - 1)
		b.drawn = append(b.drawn, at)
		b.top[slot] = 0
	}
	b.hits, b.kept = b.hits[:0], b.kept[:0]
}

// repeat hits slots by running their code as often as their level asks for.
func (b *Bridge) repeat() {
	if b.wipe != nil {
		b.wipe()
	}
	for _, slot := range b.hits {
		for range 1 << (b.top[slot] - 1) {
			slots.Hit(int(slot))
		}
		b.top[slot] = 0
	}
	b.hits = b.hits[:0]
}
