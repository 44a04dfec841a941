package generators

import (
	"encoding/json"
	"math/big"

	"github.com/contravene-dev/contravene/harness/schema"
)

// maxDecimals bounds how finely a number may have to be written to lie between two bounds.
const maxDecimals = 60

// number makes a number, as whole and as small as the bounds allow.
func (m *maker) number(s *shape, integer bool) (any, error) {
	l, ok := s.pickStep(integer, m)
	if !ok {
		return nil, impossible(s.parts[0], s.lo.from, "no number lies within the bounds")
	}
	k := m.index(l)
	if !integer && s.types&tInteger != 0 && l.at(k).IsInt() {
		if next := new(big.Int).Add(k, big.NewInt(1)); l.clamp(next).Cmp(next) == 0 {
			k = next
		} else {
			k = l.clamp(new(big.Int).Sub(k, big.NewInt(1)))
		}
	}
	return asNumber(l.at(k)), nil
}

func asNumber(r *big.Rat) json.Number { return json.Number(schema.FormatNumber(r)) }

// pickStep chooses how fine the number will be.
func (s *shape) pickStep(integer bool, c Choices) (lattice, bool) {
	if integer || s.step != nil {
		l := s.lattice(integer)
		return l, !l.empty()
	}
	if s.types&tInteger == 0 { // whole numbers are a type of their own, unless something took them out
		if l := s.lines(one); !l.empty() && !rarely(c, 3) {
			return l, true
		}
	}
	step, tenth := big.NewRat(1, 1), big.NewRat(1, 10)
	for range maxDecimals {
		step = new(big.Rat).Mul(step, tenth)
		if l := s.lines(step); !l.empty() {
			return l, true
		}
	}
	return lattice{}, false
}

// index picks which of the possible numbers: mostly one near 1, sometimes one anywhere in the range.
func (m *maker) index(l lattice) *big.Int {
	if m.spread {
		return m.anywhere(l)
	}
	start := big.NewInt(1)
	if l.step.Cmp(one) < 0 { // decimals: start near one whole
		start = new(big.Int).Quo(l.step.Denom(), l.step.Num())
	}
	start = l.clamp(start)
	switch below(m, 8) {
	case 0, 1, 2, 3:
		return l.clamp(new(big.Int).Add(start, big.NewInt(int64(below(m, 10)))))
	case 4, 5:
		return l.clamp(new(big.Int).Add(start, big.NewInt(int64(below(m, 1000)))))
	case 6:
		return l.clamp(big.NewInt(-int64(below(m, 100))))
	}
	return m.anywhere(l)
}

// anywhere draws from the whole range, or from what 32 bits hold where there is no end.
func (m *maker) anywhere(l lattice) *big.Int {
	from, to := l.from, l.to
	wide := big.NewInt(1 << 31)
	switch {
	case from == nil && to == nil:
		from, to = new(big.Int).Neg(wide), wide
	case from == nil:
		from = new(big.Int).Sub(to, wide)
	case to == nil:
		to = new(big.Int).Add(from, wide)
	}
	span := new(big.Int).Sub(to, from)
	span.Add(span, big.NewInt(1))
	drawn := new(big.Int).SetUint64(m.Draw(1 << 62))
	if span.BitLen() > 62 {
		drawn.Lsh(drawn, uint(span.BitLen()-61)) // #nosec G115 -- positive
	}
	drawn.Mod(drawn, span)
	return drawn.Add(drawn, from)
}
