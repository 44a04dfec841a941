package generators

import (
	"math/big"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// numbers are the two ends of the range, what lies just inside, zero, and the whole and the broken number.
func (e *edges) numbers() {
	integer := e.shape.types&tFraction == 0
	l := e.grid(integer)
	if l.from != nil {
		e.number(l, l.from, e.shape.lo, "the smallest allowed", harness.Accept)
	}
	if l.to != nil {
		e.number(l, l.to, e.shape.hi, "the largest allowed", harness.Accept)
	}
	if l.from != nil {
		e.number(l, new(big.Int).Add(l.from, big.NewInt(1)), e.shape.lo, "just above the smallest allowed", harness.Accept)
	}
	if l.to != nil {
		e.number(l, new(big.Int).Sub(l.to, big.NewInt(1)), e.shape.hi, "just below the largest allowed", harness.Accept)
	}
	e.number(l, big.NewInt(0), bound{from: "type"}, "zero", harness.Accept)
	if !integer && e.shape.step == nil {
		for _, text := range []string{"0.1", "0.5", "1.000000001"} {
			r, _ := schema.ParseNumber(text)
			e.constant("type", "a broken number", asNumber(r))
		}
	}
	if e.shape.step != nil {
		e.number(l, big.NewInt(7), bound{from: "multipleOf"}, "a larger multiple", harness.Accept)
	}
	// Where the contract names no range, large numbers are allowed in theory; a service may have its reasons.
	if l.from == nil {
		e.number(l, big.NewInt(-1), bound{from: "type"}, "negative", harness.Any)
	}
	if l.to == nil {
		for _, far := range []int64{1 << 31, 1<<53 + 1, 1<<63 - 1} {
			e.number(l, big.NewInt(far), bound{from: "type"}, "large", harness.Any)
		}
	}
}

// grid is the lattice on which the nearest numbers to a bound are looked for. Numbers without a step get one that is fine
// enough to lie inside the bounds.
func (e *edges) grid(integer bool) lattice {
	if integer || e.shape.step != nil {
		return e.shape.lattice(integer)
	}
	return e.shape.lines(e.fine())
}

// fine is a step for numbers that have none: at most a hundredth, and small enough that the bounds are multiples of it.
func (s *shape) fine() *big.Rat {
	digits := 2
	for _, at := range []*big.Rat{s.lo.at, s.hi.at} {
		if at != nil {
			n, _ := at.FloatPrec()
			digits = max(digits, min(n, maxDecimals))
		}
	}
	for {
		step := big.NewRat(1, 1)
		step.SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
		if l := s.lines(step); !l.empty() || digits > maxDecimals {
			return step
		}
		digits += 2
	}
}

func (e *edges) fine() *big.Rat { return e.shape.fine() }

func (e *edges) number(l lattice, k *big.Int, at bound, note string, expect harness.Expect) {
	if l.clamp(k).Cmp(k) != 0 {
		return
	}
	e.list = append(e.list, edge{keyword: at.from, note: note, expect: expect, value: func() (any, bool) {
		return asNumber(l.at(k)), true
	}})
}
