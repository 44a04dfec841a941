package genome

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// The bounds of what is changed in a genome, so that none costs more than others by orders of magnitude.
const (
	nearHeads = 24 // bytes of a text, from its beginning
	nearTails = 8  // bytes of a text, from its end
	nearSpots = 1024
	nearWords = 24   // listed or boundary values
	nearSteps = 8    // up and down from an integer
	nearRange = 1024 // integers between the bounds of a schema: hours, minutes, years
	nearCount = 100  // integers from 0 on where the bounds are further apart
)

// Near gives the genomes that differ from one by one small change of one value: another printable character at one spot of a text,
// an integer a little higher or lower, a small one, another digit of a number, another listed value, a boolean turned round, a member or the items
// of an array where there were none. The engine's mutations meet each of them only by chance, about once in ten thousand executions;
// who knows that an input is promising tries them one after the other.
type Near struct {
	data  []byte
	spots []spot
	at, n int
}

// spot is where a genome is changed.
type spot struct {
	from, to int // the bytes that another value replaces
	mode     byte
	kind     int // of what is tried in a text or for an integer: kin or others
	depth    int // how far a byte of a text is from one of its ends
	step     int // of the genome
	low      int64
	count    int // integers from low on
}

// Near lists the small changes of a genome. The character behind the byte at after comes first, in which a lead was just changed; then
// the values of the last step before those of what leads to it, and of texts the first and last characters, since what compares a
// text mostly begins there; a letter in the place of a letter comes before a digit, because what checks a text mostly refuses the
// latter. Decode may refuse what Near gives, or read it as the same case.
func (c *Codec) Near(data []byte, after int) *Near {
	if len(data) > MaxBytes || len(data) == 0 || data[0] != version {
		return &Near{}
	}
	n := &Near{data: slices.Clone(data), spots: c.spots(data)}
	late := func(s spot) int {
		if s.mode == modeText && s.from == after+1 {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(n.spots, func(a, b spot) int {
		return cmp.Or(cmp.Compare(late(a), late(b)), cmp.Compare(b.step, a.step), cmp.Compare(a.kind, b.kind), cmp.Compare(a.depth, b.depth),
			cmp.Compare(a.from, b.from))
	})
	n.spots = n.spots[:min(len(n.spots), nearSpots)]
	return n
}

// Literal reports whether all values are written as they are. Of those that choices or a list stand for Near gives others; the genome that
// Encode makes of the case has them written out.
func (n *Near) Literal() bool {
	return !slices.ContainsFunc(n.spots, func(s spot) bool {
		return s.mode == modeEdge || s.mode == modeWord || s.mode == modeChoices
	})
}

// Next gives the next change and where it is. It is false when there is no more.
func (n *Near) Next() (changed []byte, at int, ok bool) {
	for n.at < len(n.spots) {
		p := n.spots[n.at]
		value, more := p.value(n.data[p.from:p.to], n.n)
		if !more {
			n.at, n.n = n.at+1, 0
			continue
		}
		n.n++
		if slices.Equal(value, n.data[p.from:p.to]) {
			continue
		}
		return slices.Concat(n.data[:p.from], value, n.data[p.to:]), p.from, true
	}
	return nil, 0, false
}

// The printable characters of ASCII.
const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
	signs   = " -_.,:/@#+*=%&?!$()[]{}<>|~^;'`\"\\"
)

// In the place of a character come those of its kind, and in another spot the others.
const (
	kin = iota
	others
)

// alphabet is what is tried in the place of a character.
func alphabet(now byte, kind int) string {
	kinds := []string{letters, digits, signs}
	i := slices.IndexFunc(kinds, func(kind string) bool { return strings.IndexByte(kind, now) >= 0 })
	if i < 0 {
		i = len(kinds) - 1 // it cannot be printed
	}
	if kind == kin {
		return kinds[i]
	}
	return strings.Join(slices.Delete(kinds, i, i+1), "")
}

// value is the i-th value that is tried in a spot.
func (p spot) value(now []byte, i int) ([]byte, bool) {
	switch p.mode {
	case modeText:
		list := alphabet(now[0], p.kind)
		if i >= len(list) {
			return nil, false
		}
		return []byte{list[i]}, true
	case modeNumber:
		return []byte{byte('0' + i)}, i <= 9 // #nosec G115 -- a digit
	case modeInteger:
		n, more := p.integer(readInteger(unstuff(now)), i)
		return appendStuffed(nil, appendInteger(nil, n)), more
	case modeEdge, modeWord, modeChoices:
		return appendStuffed(nil, appendIndex(nil, i)), i < nearWords
	case modeAbsent:
		return made(i)
	case modeTrue:
		return []byte{modeFalse}, i == 0
	}
	return []byte{modeTrue}, i == 0
}

// integer is the i-th that is tried in the place of one.
func (p spot) integer(now int64, i int) (n int64, more bool) {
	if p.kind == others {
		return p.low + int64(i), i < p.count
	}
	step := int64(i/2 + 1)
	if i%2 == 1 {
		step = -step
	}
	return now + step, i < 2*nearSteps
}

// made is the i-th value that is tried where there is none: what the contract lists, what is at a border, and what some choices make.
func made(i int) ([]byte, bool) {
	switch choices := "\x00\xff\x40\x80\xc0"; {
	case i == 0:
		return []byte{modeWord, 0}, true
	case i <= len(choices):
		return append([]byte{modeChoices}, appendStuffed(nil, []byte(strings.Repeat(choices[i-1:i], 6)))...), true
	default:
		i -= 1 + len(choices)
		return []byte{modeEdge, byte(i)}, i < 4 // #nosec G115 -- few
	}
}

// spots finds the values of a genome.
func (c *Codec) spots(data []byte) (list []spot) {
	d := &decoder{codec: c, data: data}
	for at := 1; at < len(data) && len(list) < 4*nearSpots; {
		record, left := next(data[at:])
		if f, mode := d.modeAt(record); f != nil {
			before := len(list)
			list = appendSpots(list, data, at+mode, at+len(record))
			low, count := f.facts.integers()
			for i := range list[before:] {
				list[before+i].step, list[before+i].low, list[before+i].count = len(d.steps), low, count
			}
		}
		if len(record) > 0 && record[0] != recordCase && d.record(record) != nil {
			return list
		}
		at = len(data) - len(left)
		if len(left) == 0 {
			break
		}
	}
	return list
}

// modeAt finds the field of a record, and the byte that says what its data is; nil: it is of none.
func (d *decoder) modeAt(r []byte) (*field, int) {
	if len(r) < 3 || r[0] < firstKey || len(d.steps) == 0 {
		return nil, 0
	}
	s := &d.steps[len(d.steps)-1]
	if s.o == nil {
		return nil, 0
	}
	table := s.o.params
	if s.body != nil {
		table = s.body.table
	}
	f := table.find(key{r[0], r[1]})
	if f == nil || len(r) <= 2+f.stars {
		return nil, 0
	}
	return f, 2 + f.stars
}

// integers are those that are tried one after the other: from the first on so many.
func (f *facts) integers() (low int64, count int) {
	if f == nil || f.low == nil || f.high == nil || !f.low.IsInt() || !f.high.IsInt() || !f.low.Num().IsInt64() || !f.high.Num().IsInt64() {
		return 0, nearCount
	}
	low = f.low.Num().Int64()
	width := new(big.Int).Sub(f.high.Num(), f.low.Num())
	if !width.IsInt64() || width.Int64() >= nearRange {
		return 0, nearCount
	}
	return low, int(width.Int64()) + 1
}

// appendSpots adds what may be changed in the value whose mode is at a byte, and whose data goes up to another.
func appendSpots(list []spot, data []byte, at, end int) []spot {
	switch mode := data[at] % modes; mode {
	case modeText:
		list = appendCharacters(list, data, at+1, end)
	case modeNumber:
		for i := at + 1; i < end; i++ {
			if isDigit(data[i]) {
				list = append(list, spot{from: i, to: i + 1, mode: mode, depth: i - at - 1})
			}
		}
	case modeInteger:
		list = append(list, spot{from: at + 1, to: end, mode: mode}, spot{from: at + 1, to: end, mode: mode, kind: others})
	case modeEdge, modeWord, modeChoices:
		list = append(list, spot{from: at + 1, to: end, mode: mode})
	case modeTrue, modeFalse:
		list = append(list, spot{from: at, to: at + 1, mode: mode})
	case modeAbsent, modeNull, modeArray: // an array that has items has spots of theirs as well
		list = append(list, spot{from: at, to: end, mode: modeAbsent})
	}
	return list
}

// appendCharacters adds the first and the last characters of a text.
func appendCharacters(list []spot, data []byte, from, end int) []spot {
	for i := from; i < end; i++ {
		head, tail := i-from, end-1-i
		if head >= nearHeads && tail >= nearTails || data[i] >= 0x80 { // from there on they are parts of characters
			continue
		}
		for _, kind := range []int{kin, others} {
			list = append(list, spot{from: i, to: i + 1, mode: modeText, kind: kind, depth: min(head, tail)})
		}
	}
	return list
}
