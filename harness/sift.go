package harness

import "context"

// grown is what there was more of.
type grown int

const (
	moreGoroutines grown = iota
	moreMemory
)

// siftRepeats is how often each case is played in a sieve: a part of what one leaves behind is there by chance.
const siftRepeats = 4

// parts tells how much more a service holds, in the least parts that one case has to leave behind.
func (g grown) parts(before, after Weight) int64 {
	if g == moreGoroutines {
		return int64(after.Goroutines - before.Goroutines)
	}
	return (after.Bytes - before.Bytes) / leastBytes
}

// narrow has the one of several cases be weighed next that the service is likely to grow with.
func (b *bench) narrow(ctx context.Context, s *scale, cases []*Case, what grown) {
	c, ok := b.sift(ctx, s.to, cases, what)
	switch {
	case !ok:
		s.saw(nil, what)
	case c == nil: // what flickers, such as goroutines that end with an answer, stays in the measure
		s.saw(&Growth{}, what)
	default:
		s.look(ctx)
		s.queues[what].cases = []*Case{c}
	}
}

// sift looks among cases of one operation for one that the service grows with: it halves them, and goes on with the half that has left more
// behind. It is nil where neither did, and not ok where that could not be found out.
func (b *bench) sift(ctx context.Context, to Weighed, cases []*Case, what grown) (c *Case, ok bool) {
	defer b.aside(ctx)()
	if _, ok = b.left(ctx, to, cases, what); !ok { // what is made once is made now
		return nil, false
	}
	for len(cases) > 1 {
		one, other := cases[:len(cases)/2], cases[len(cases)/2:]
		first, ok := b.left(ctx, to, one, what)
		if !ok {
			return nil, false
		}
		second, ok := b.left(ctx, to, other, what)
		switch {
		case !ok:
			return nil, false
		case max(first, second) < siftRepeats:
			return nil, true
		case first >= second:
			cases = one
		default:
			cases = other
		}
	}
	return cases[0], true
}

// left plays cases a few times and tells how much they have left behind.
func (b *bench) left(ctx context.Context, to Weighed, cases []*Case, what grown) (parts int64, ok bool) {
	before, err := to.Weigh(ctx)
	if err != nil {
		return 0, false
	}
	for range siftRepeats {
		for _, c := range cases {
			if b.harmlessly(ctx, c) == nil {
				return 0, false
			}
		}
	}
	after, err := to.Weigh(ctx)
	return what.parts(before, after), err == nil && after.Life == before.Life
}
