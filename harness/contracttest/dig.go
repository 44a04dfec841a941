package contracttest

import (
	"slices"
	"testing"
	"time"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/bridge"
)

const (
	// digShare is one in how many plays is a small change, and keenShare as long as an input that was new has had no turn yet: enough to take
	// a level of nested comparisons in seconds, and little enough to leave the engine its work.
	digShare, keenShare = 8, 2
	// digTurn is how many changes of one input are tried before it is another's turn: about the first character of each text.
	digTurn = 500
	// digBurst and digTime bound what one execution digs: at the end of its time the engine takes it ill to wait for one.
	digBurst = 16
	digTime  = 50 * time.Millisecond
	// mostLeads is how many inputs wait to be dug at; those go that have waited longest.
	mostLeads = 256
)

// digger tries the small changes of inputs that did what none had done before, one after the other. The engine changes a byte at random:
// the one right character at the one right place comes once in ten thousand executions, and five of them in a row not in a
// night. What a change does that is new is dug at next.
//
// The engine knows nothing of it, and takes no input but its own. So what is found is written into its corpus, for the next time, and a
// finding fails the input at hand, under whose name the input that shows it is kept; see leaves.
type digger struct {
	leads  []*genome.Near // the last one is at work; the newest comes first, and goes to the end of the queue after its turn
	fresh  int            // how many of them, from the last, were accepted and have had no turn yet
	deep   int            // how many of these, from the last, were dug out: they are few, and one change from what is nested deeper
	turn   int            // how many changes of the last one were tried in this turn
	inputs int            // of the engine
	first  int            // how many of them there are before it makes any up
	plays  int            // of the engine's inputs
	dug    int
	leaves leaves
}

// lead is told of an input that was new, and whether digging has found it. What the service accepted is tried first: behind what it
// refused there is little.
func (d *digger) lead(n *genome.Near, accepted, dug bool) {
	if len(d.leads) == mostLeads {
		d.leads = slices.Delete(d.leads, 0, 1)
		d.fresh, d.deep = min(d.fresh, len(d.leads)), min(d.deep, len(d.leads))
	}
	at := len(d.leads)
	switch {
	case !accepted:
		at = 0
	case dug:
		d.deep, d.fresh = d.deep+1, d.fresh+1
	default:
		at -= d.deep
		d.fresh++
	}
	if d.leads = slices.Insert(d.leads, at, n); at == len(d.leads)-1 {
		d.turn = 0
	}
}

// may reports whether it is time to dig. While the engine tries what it has, a finding would be taken for one of a seed.
func (d *digger) may() bool {
	share := digShare
	if d.fresh > 0 {
		share = keenShare
	}
	return len(d.leads) > 0 && d.inputs > d.first && d.dug*(share-1) < d.plays
}

// next gives the change to try.
func (d *digger) next() (data []byte, at int, ok bool) {
	for len(d.leads) > 0 {
		last := len(d.leads) - 1
		if d.turn == digTurn {
			d.leads = slices.Insert(d.leads[:last], 0, d.leads[last])
			d.pass()
		}
		if data, at, ok = d.leads[last].Next(); ok {
			d.dug, d.turn = d.dug+1, d.turn+1
			return data, at, true
		}
		d.leads = d.leads[:last]
		d.pass()
	}
	return nil, 0, false
}

// pass ends a turn.
func (d *digger) pass() { d.turn, d.fresh, d.deep = 0, max(d.fresh-1, 0), max(d.deep-1, 0) }

// dig tries some small changes before the engine's input is played, so that what the engine sees is its input's alone.
// Of the time until the end of the input a slow service leaves it half.
func (z *fuzzer) dig(t *testing.T, input []byte, end time.Time) {
	z.digger.inputs++
	if !z.sight.bridge.Live() {
		return
	}
	began := time.Now() //nolint:forbidigo // how long the engine is kept waiting; what is found later is found all the same
	z.until = began.Add(end.Sub(began) / 2)
	for n := 0; n < digBurst && z.digger.may() && !t.Failed() && time.Since(began) < digTime; n++ {
		data, at, ok := z.digger.next()
		if !ok {
			return
		}
		z.try(t, input, data, at)
	}
}

// try plays a small change.
func (z *fuzzer) try(t *testing.T, input, data []byte, at int) {
	z.sight.open()
	c, err := z.codec.Decode(data)
	if err != nil || !z.mine(c) {
		return
	}
	w, err := z.watch(t.Context(), c)
	if err != nil {
		return
	}
	z.sight.bridge.CountAside()
	if len(w.findings) > 0 {
		z.keep(t, input, data, w)
	}
	if w.fresh {
		z.sight.bridge.Learn(append(w.seen.answers, w.seen.blocks...))
		z.digger.leaves.keep(t, data)
		z.lead(c, data, at, w.accepted)
	}
}

// lead has the small changes of an input tried. An input of the engine is written as Rewrite writes it: all that is sent can be changed
// there, also what choices stand for and what was repaired.
func (z *fuzzer) lead(c *harness.Case, data []byte, at int, accepted bool) {
	changes := z.codec.Near(data, at)
	dug, literal := at >= 0, changes.Literal()
	if dug && literal {
		z.digger.lead(changes, accepted, true)
		return
	}
	if !dug && !literal {
		z.digger.lead(changes, accepted, false)
	}
	if written, err := z.codec.Rewrite(c); err == nil {
		z.digger.lead(z.codec.Near(written, -1), accepted, dug)
	}
}

// accepted reports whether a story went through to its end.
func accepted(trace []*harness.Exchange) bool {
	if len(trace) == 0 {
		return false
	}
	last := trace[len(trace)-1]
	return last.Answered() && last.Status() < 400
}

// newDigger makes the digger ready. It is told what the engine has before it makes inputs up.
func newDigger(f *testing.F, seeds int) digger {
	d := digger{leaves: leavesOf(f)}
	if bridge.Fuzzing() {
		d.first = seeds + d.leaves.entries()
	}
	return d
}
