package generators

import (
	"math"
	"math/big"

	"github.com/contravene-dev/contravene/harness/schema"
)

var one = big.NewRat(1, 1)

// formatRanges are the ranges that OpenAPI's format registry gives numbers.
var formatRanges = map[string][2]*big.Rat{
	"int32":  {big.NewRat(math.MinInt32, 1), big.NewRat(math.MaxInt32, 1)},
	"int64":  {big.NewRat(math.MinInt64, 1), big.NewRat(math.MaxInt64, 1)},
	"float":  {new(big.Rat).SetFloat64(-math.MaxFloat32), new(big.Rat).SetFloat64(math.MaxFloat32)},
	"double": {new(big.Rat).SetFloat64(-math.MaxFloat64), new(big.Rat).SetFloat64(math.MaxFloat64)},
}

func (s *shape) addNumbers(p *schema.Schema) {
	if p.Minimum != nil {
		s.lower(bound{p.Minimum, false, "minimum"})
	}
	if p.ExclusiveMinimum != nil {
		s.lower(bound{p.ExclusiveMinimum, true, "exclusiveMinimum"})
	}
	if p.Maximum != nil {
		s.upper(bound{p.Maximum, false, "maximum"})
	}
	if p.ExclusiveMaximum != nil {
		s.upper(bound{p.ExclusiveMaximum, true, "exclusiveMaximum"})
	}
	if r, ok := formatRanges[p.Format]; ok {
		s.lower(bound{r[0], false, "format"})
		s.upper(bound{r[1], false, "format"})
		if p.Format == "int32" || p.Format == "int64" {
			s.types &^= tFraction
		}
	}
	if p.MultipleOf != nil && p.MultipleOf.Sign() > 0 {
		s.step = commonStep(s.step, p.MultipleOf)
	}
}

func (s *shape) lower(b bound) {
	if s.lo.at == nil || b.at.Cmp(s.lo.at) > 0 || b.at.Cmp(s.lo.at) == 0 && b.open {
		s.lo = b
	}
}

func (s *shape) upper(b bound) {
	if s.hi.at == nil || b.at.Cmp(s.hi.at) < 0 || b.at.Cmp(s.hi.at) == 0 && b.open {
		s.hi = b
	}
}

// commonStep gives the least number that is a multiple of both: lcm(a/b, c/d) = lcm(a·d, c·b) / (b·d).
func commonStep(x, y *big.Rat) *big.Rat {
	if x == nil {
		return y
	}
	a := new(big.Int).Mul(x.Num(), y.Denom())
	b := new(big.Int).Mul(y.Num(), x.Denom())
	g := new(big.Int).GCD(nil, nil, a, b)
	lcm := a.Div(a.Mul(a, b), g)
	return new(big.Rat).SetFrac(lcm, new(big.Int).Mul(x.Denom(), y.Denom()))
}

// checkNumbers drops the number types where no number is left.
func (s *shape) checkNumbers() {
	if s.types&tNumber == 0 || s.lo.at == nil && s.hi.at == nil && s.step == nil {
		return
	}
	if s.types&tInteger != 0 && s.lattice(true).empty() {
		s.types &^= tInteger
	}
	if s.types&tFraction != 0 && s.types&tInteger == 0 && s.empty() {
		s.types &^= tFraction
	}
	if s.types == 0 {
		p, keyword := s.parts[0], s.lo.from
		for _, part := range s.parts {
			if part.Minimum != nil || part.Maximum != nil || part.MultipleOf != nil {
				p = part
				break
			}
		}
		if keyword == "" {
			keyword = "multipleOf"
		}
		s.forbid(p, keyword)
	}
}

// empty reports whether the range has no numbers at all.
func (s *shape) empty() bool {
	if s.step != nil {
		return s.lattice(false).empty()
	}
	if s.lo.at == nil || s.hi.at == nil {
		return false
	}
	c := s.lo.at.Cmp(s.hi.at)
	return c > 0 || c == 0 && (s.lo.open || s.hi.open)
}

// lattice is a range of multiples of a step: step·from … step·to.
type lattice struct {
	step     *big.Rat
	from, to *big.Int // nil: no end
}

func (s *shape) lattice(integer bool) lattice {
	step := s.step
	if integer {
		step = commonStep(step, one)
	}
	return s.lines(step)
}

// lines lays a step over the range.
func (s *shape) lines(step *big.Rat) lattice {
	l := lattice{step: step}
	if s.lo.at != nil {
		l.from = ceil(s.lo.at, step, s.lo.open)
	}
	if s.hi.at != nil {
		neg := ceil(new(big.Rat).Neg(s.hi.at), step, s.hi.open)
		l.to = neg.Neg(neg)
	}
	return l
}

// ceil gives the least k with k·step ≥ at, or > at.
func ceil(at, step *big.Rat, open bool) *big.Int {
	q := new(big.Rat).Quo(at, step)
	k := new(big.Int)
	rest := new(big.Int)
	k.DivMod(q.Num(), q.Denom(), rest) // Euclidean: rest is never negative, so this is the floor
	if rest.Sign() > 0 || open {
		k.Add(k, big.NewInt(1))
	}
	return k
}

func (l lattice) empty() bool { return l.from != nil && l.to != nil && l.from.Cmp(l.to) > 0 }

func (l lattice) at(k *big.Int) *big.Rat {
	r := new(big.Rat).SetInt(k)
	return r.Mul(r, l.step)
}

// clamp brings an index into the range.
func (l lattice) clamp(k *big.Int) *big.Int {
	if l.from != nil && k.Cmp(l.from) < 0 {
		return l.from
	}
	if l.to != nil && k.Cmp(l.to) > 0 {
		return l.to
	}
	return k
}
