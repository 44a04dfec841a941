package contracttest

import (
	"testing"
	"time"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/bridge"
)

const (
	// digShare is one in how many plays is a small change of an input that was new: enough to take a level of nested comparisons in
	// seconds, and little enough to leave the engine its work.
	digShare = 6
	// digBurst and digTime bound what one execution digs, which the engine takes for a hang after ten seconds.
	digBurst = 32
	digTime  = time.Second
	// mostLeads is how many inputs wait to be dug at; the oldest go.
	mostLeads = 64
)

// digger tries the small changes of inputs that did what none had done before, one after the other. The engine changes a byte at random:
// the one right character at the one right place comes once in ten thousand executions, and five of them in a row not in a
// night. What a change does that is new is dug at next.
//
// The engine knows nothing of it, and takes no input but its own. So what is found is written into its corpus, for the next time, and a
// finding fails the input at hand, under whose name the input that shows it is kept; see leaves.
type digger struct {
	leads  []*genome.Near // the last one is the newest
	inputs int            // of the engine
	first  int            // how many of them there are before it makes any up
	plays  int            // of the engine's inputs
	dug    int
	leaves leaves
}

// lead is told of an input that was new.
func (d *digger) lead(n *genome.Near) {
	if len(d.leads) == mostLeads {
		d.leads = append(d.leads[:0], d.leads[1:]...)
	}
	d.leads = append(d.leads, n)
}

// may reports whether it is time to dig. While the engine tries what it has, a finding would be taken for one of a seed.
func (d *digger) may() bool {
	return len(d.leads) > 0 && d.inputs > d.first && d.dug*(digShare-1) < d.plays
}

// next gives the change to try.
func (d *digger) next() (data []byte, at int, ok bool) {
	for len(d.leads) > 0 {
		if data, at, ok = d.leads[len(d.leads)-1].Next(); ok {
			d.dug++
			return data, at, true
		}
		d.leads = d.leads[:len(d.leads)-1]
	}
	return nil, 0, false
}

// dig tries some small changes before the engine's input is played, so that what the engine sees is its input's alone.
func (z *fuzzer) dig(t *testing.T, input []byte) {
	z.digger.inputs++
	if !z.sight.bridge.Live() {
		return
	}
	began := time.Now()
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
	if err != nil {
		return
	}
	if op := z.engine.Contract.Operation(c.Operation); op == nil || z.avoided(op) {
		return
	}
	played, err := z.play(t.Context(), c)
	if err != nil {
		return
	}
	seen := z.sight.see(played.Trace)
	fresh := z.sight.bridge.Fresh()
	if z.sight.news(seen) {
		z.sight.open()
		if again, err := z.play(t.Context(), c); err == nil {
			seen = z.sight.doubt(seen, played.Trace, again.Trace)
			played.Findings = append(played.Findings, again.Findings...)
		}
		fresh = fresh || z.sight.news(seen)
	}
	if len(played.Findings) > 0 {
		z.digger.leaves.name(t, input, data)
		z.report(t, played.Findings)
	}
	if fresh {
		z.sight.bridge.Learn(append(seen.answers, seen.blocks...))
		z.digger.leaves.keep(t, data)
		z.lead(c, data, at)
	}
}

// lead has the small changes of an input tried. An input of the engine is written as Encode writes it: all that is sent can be changed
// there, also what choices stand for and what was repaired.
func (z *fuzzer) lead(c *harness.Case, data []byte, at int) {
	changes := z.codec.Near(data, at)
	if at >= 0 {
		z.digger.lead(changes)
		return
	}
	if !changes.Literal() {
		z.digger.lead(changes)
	}
	if written, err := z.codec.Encode(c); err == nil {
		z.digger.lead(z.codec.Near(written, at))
	}
}

// newDigger makes the digger ready. It is told what the engine has before it makes inputs up.
func newDigger(f *testing.F, seeds int) digger {
	d := digger{leaves: leavesOf(f)}
	if bridge.Fuzzing() {
		d.first = seeds + d.leaves.entries()
	}
	return d
}
