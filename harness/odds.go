package harness

import (
	"context"
	"math"
)

// odds is what a trial knows of the breaks that one operation showed. A run asks hundreds of times, a trial millions of times:
// what a service does by chance, such as failing one request in ten, repeats by chance as well then, so that a replay or two
// prove nothing. A nil value is that of a run.
type odds struct {
	passed map[string]bool // fingerprints of findings that are passed over
	plays  int
	breaks map[string]*chance // by fingerprint
}

// chance counts how a break got on.
type chance struct{ hits, misses int }

const (
	// believable is how likely it may be that a finding of a whole trial is an accident.
	believable = 1e-4
	// mostRepeats bounds what that may cost for a break that has always repeated, and doubtfulRepeats for any other.
	mostRepeats     = 12
	doubtfulRepeats = 60
	// mostBreaks bounds what is remembered. Sites hold no generated values, so no sound check gets here.
	mostBreaks = 1000
)

func (o *odds) known(id string) bool { return o != nil && o.passed[id] }

// attempts is how many cases of one finding are replayed.
func (o *odds) attempts() int {
	if o == nil {
		return maxAttempts
	}
	return 1
}

// over reports whether a trial's play has no more time.
func (o *odds) over(ctx context.Context) bool { return o != nil && ctx.Err() != nil }

func (o *odds) hit(id string) {
	if o != nil {
		o.of(id).hits++
	}
}

func (o *odds) of(id string) *chance {
	if c := o.breaks[id]; c != nil {
		return c
	}
	if len(o.breaks) >= mostBreaks {
		clear(o.breaks)
	}
	c := &chance{}
	o.breaks[id] = c
	return c
}

// wanted is how often a break has to repeat: what shows in one play of r would repeat n times by chance with probability r^-n,
// and each of the times when it did not repeat was another chance to be wrong.
func (o *odds) wanted(id string, least int) int {
	if o == nil {
		return least
	}
	c := o.of(id)
	rate := float64(c.hits+1) / float64(max(o.plays, c.hits)+4)
	n := math.Log(believable/float64(c.misses+1)) / math.Log(rate)
	most := mostRepeats
	if c.misses > 0 {
		most = doubtfulRepeats
	}
	return max(least, min(int(math.Ceil(n)), most))
}

// steady reports whether a break has always repeated, so that less proof will do where there is no time for more.
func (o *odds) steady(id string) bool { return o != nil && o.of(id).misses == 0 }

// doubtful reports whether a break has failed to repeat so often that no more time is spent on it.
func (o *odds) doubtful(id string) bool { return o != nil && o.of(id).misses >= mostDoubts }

const mostDoubts = 3
