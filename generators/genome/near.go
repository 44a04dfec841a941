package genome

import (
	"cmp"
	"slices"
)

// The bounds of what is changed in a genome, so that none costs more than others by orders of magnitude.
const (
	nearTexts = 24 // bytes of a text, from its beginning
	nearSpots = 512
	nearWords = 24 // listed or boundary values
	nearSteps = 8  // up and down from an integer
)

// Near gives the genomes that differ from one by one small change of one value: another printable character at one spot of a text,
// an integer a little higher or lower, another digit of a number, another listed value, a boolean turned round. The engine's mutations meet each of them
// only by chance, about once in ten thousand executions; who knows that an input is promising tries them one after the other.
type Near struct {
	data  []byte
	spots []spot
	at, n int
}

// spot is where a genome is changed.
type spot struct {
	from, to int // the bytes that another value replaces
	mode     byte
	depth    int // which byte of a text
	step     int // of the genome
}

// Near lists the small changes of a genome. The spots behind the byte at after come first, those of the last step before those of
// what leads to it, and of texts the first characters: what compares a text mostly does so from its beginning. Decode may refuse what it gives, or read it as the same case.
func (c *Codec) Near(data []byte, after int) *Near {
	if len(data) > MaxBytes || len(data) == 0 || data[0] != version {
		return &Near{}
	}
	n := &Near{data: slices.Clone(data), spots: c.spots(data)}
	slices.SortStableFunc(n.spots, func(a, b spot) int {
		behind := func(p spot) int {
			if p.from > after {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(behind(a), behind(b)), cmp.Compare(b.step, a.step), cmp.Compare(a.depth, b.depth))
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

// printable is the printable characters of ASCII, those first that names and codes are made of.
const printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_.,:/@#+*=%&?!$()[]{}<>|~^;'`\"\\"

// value is the i-th value that is tried in a spot.
func (p spot) value(now []byte, i int) ([]byte, bool) {
	switch p.mode {
	case modeText:
		if i >= len(printable) {
			return nil, false
		}
		return []byte{printable[i]}, true
	case modeNumber:
		return []byte{byte('0' + i)}, i <= 9 // #nosec G115 -- a digit
	case modeInteger:
		step := int64(i/2 + 1)
		if i%2 == 1 {
			step = -step
		}
		return appendStuffed(nil, appendInteger(nil, readInteger(unstuff(now))+step)), i < 2*nearSteps
	case modeEdge, modeWord, modeChoices:
		return appendStuffed(nil, appendIndex(nil, i)), i < nearWords
	case modeTrue:
		return []byte{modeFalse}, i == 0
	}
	return []byte{modeTrue}, i == 0
}

// spots finds the values of a genome.
func (c *Codec) spots(data []byte) (list []spot) {
	d := &decoder{codec: c, data: data}
	for at := 1; at < len(data) && len(list) < 4*nearSpots; {
		record, left := next(data[at:])
		if mode, ok := d.modeAt(record); ok {
			before := len(list)
			list = appendSpots(list, data, at+mode, at+len(record))
			for i := range list[before:] {
				list[before+i].step = len(d.steps)
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

// modeAt finds the byte of a field's record that says what its data is.
func (d *decoder) modeAt(r []byte) (int, bool) {
	if len(r) < 3 || r[0] < firstKey || len(d.steps) == 0 {
		return 0, false
	}
	s := &d.steps[len(d.steps)-1]
	if s.o == nil {
		return 0, false
	}
	table := s.o.params
	if s.body != nil {
		table = s.body.table
	}
	f := table.find(key{r[0], r[1]})
	if f == nil || len(r) <= 2+f.stars {
		return 0, false
	}
	return 2 + f.stars, true
}

// appendSpots adds what may be changed in the value whose mode is at a byte, and whose data goes up to another.
func appendSpots(list []spot, data []byte, at, end int) []spot {
	switch mode := data[at] % modes; mode {
	case modeText:
		for i := at + 1; i < min(end, at+1+nearTexts); i++ {
			if data[i] < 0x80 { // the others are parts of characters
				list = append(list, spot{from: i, to: i + 1, mode: mode, depth: i - at})
			}
		}
	case modeNumber:
		for i := at + 1; i < end; i++ {
			if isDigit(data[i]) {
				list = append(list, spot{from: i, to: i + 1, mode: mode, depth: i - at})
			}
		}
	case modeInteger, modeEdge, modeWord, modeChoices:
		list = append(list, spot{from: at + 1, to: end, mode: mode})
	case modeTrue, modeFalse:
		list = append(list, spot{from: at, to: at + 1, mode: mode})
	}
	return list
}
