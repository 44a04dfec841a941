package diff

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// limit is one end of a range.
type limit struct {
	at   *big.Rat // nil: no end
	open bool     // the end itself is outside
}

func (l limit) String() string {
	switch {
	case l.at == nil:
		return "none"
	case l.open:
		return schema.FormatNumber(l.at) + " itself left out"
	}
	return schema.FormatNumber(l.at)
}

// numbers is what is demanded of numbers.
type numbers struct {
	low, high limit
	steps     []*big.Rat // in order, each once
	whole     bool       // a step leaves whole numbers only
	formats   []string
}

func (n numbers) free() bool {
	return n.low.at == nil && n.high.at == nil && len(n.steps) == 0 && len(n.formats) == 0
}

func readNumbers(parts []*schema.Schema, mask kinds) numbers {
	var n numbers
	for _, s := range parts {
		n.low = tighter(n.low, limit{s.Minimum, false}, 1)
		n.low = tighter(n.low, limit{s.ExclusiveMinimum, true}, 1)
		n.high = tighter(n.high, limit{s.Maximum, false}, -1)
		n.high = tighter(n.high, limit{s.ExclusiveMaximum, true}, -1)
		if s.MultipleOf != nil && !slices.ContainsFunc(n.steps, func(o *big.Rat) bool { return o.Cmp(s.MultipleOf) == 0 }) {
			n.steps = append(n.steps, s.MultipleOf)
			n.whole = n.whole || s.MultipleOf.IsInt()
		}
		if s.Format != "" && limitsNumbers(s.Format) && !slices.Contains(n.formats, s.Format) {
			n.formats = append(n.formats, s.Format)
		}
	}
	slices.Sort(n.formats)
	if mask&kFraction == 0 || n.whole {
		n.low, n.high = wholeLimit(n.low, 1), wholeLimit(n.high, -1)
		n.steps = slices.DeleteFunc(n.steps, func(r *big.Rat) bool { return r.Cmp(one) == 0 })
	}
	n.steps = slices.DeleteFunc(n.steps, func(r *big.Rat) bool { // what a larger step implies
		return slices.ContainsFunc(n.steps, func(o *big.Rat) bool { return o.Cmp(r) > 0 && new(big.Rat).Quo(o, r).IsInt() })
	})
	slices.SortFunc(n.steps, func(a, b *big.Rat) int { return a.Cmp(b) })
	return n
}

var one = big.NewRat(1, 1)

// tighter gives the limit that leaves less; sign is 1 for lower ends.
func tighter(a, b limit, sign int) limit {
	if b.at == nil || a.at == nil {
		if a.at == nil {
			return b
		}
		return a
	}
	switch c := b.at.Cmp(a.at) * sign; {
	case c > 0, c == 0 && b.open:
		return b
	}
	return a
}

// wholeLimit moves a limit to the first whole number inside.
func wholeLimit(l limit, sign int64) limit {
	if l.at == nil {
		return l
	}
	floor := new(big.Int).Div(l.at.Num(), l.at.Denom()) // rounds down, as denominators are positive
	at := new(big.Rat).SetInt(floor)
	if l.at.IsInt() {
		if l.open {
			at.Add(at, big.NewRat(sign, 1))
		}
	} else if sign > 0 {
		at.Add(at, one)
	}
	return limit{at: at}
}

// texts is what is demanded of texts.
type texts struct {
	min, max          int // max is -1 where there is none
	patterns, formats []string
}

func (t texts) free() bool {
	return t.min == 0 && t.max < 0 && len(t.patterns) == 0 && len(t.formats) == 0
}

func readTexts(parts []*schema.Schema) texts {
	t := texts{max: -1}
	for _, s := range parts {
		t.min = most(t.min, s.MinLength)
		t.max = least(t.max, s.MaxLength)
		if s.Pattern != "" && s.Pattern != ".*" && !slices.Contains(t.patterns, s.Pattern) {
			t.patterns = append(t.patterns, s.Pattern)
		}
		if s.Format != "" && limitsTexts(s.Format) && !slices.Contains(t.formats, s.Format) {
			t.formats = append(t.formats, s.Format)
		}
	}
	slices.Sort(t.patterns)
	slices.Sort(t.formats)
	return t
}

func most(n int, m *int) int {
	if m != nil {
		return max(n, *m)
	}
	return n
}

func least(n int, m *int) int {
	if m == nil {
		return n
	}
	if n < 0 {
		return *m
	}
	return min(n, *m)
}

// unlikely are texts of which each format refuses one, if it refuses any.
var unlikely = []string{"\x00", "(", strings.Repeat("%", 300)}

// limitsTexts reports whether a format is one that texts are judged by.
func limitsTexts(format string) bool {
	return slices.ContainsFunc(unlikely, func(text string) bool {
		known, valid := schema.FormatValid(format, text)
		return known && !valid
	})
}

// limitsNumbers reports whether a format is one that numbers are judged by. What is no double cannot be read by most clients
// of JSON anyway, so that this format says nothing.
func limitsNumbers(format string) bool {
	return format != "double" && slices.ContainsFunc([]json.Number{"0.5", "1e400", "-1"}, func(n json.Number) bool {
		known, valid := schema.FormatValid(format, n)
		return known && !valid
	})
}
