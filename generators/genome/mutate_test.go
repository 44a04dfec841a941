package genome_test

import (
	"encoding/binary"
	"slices"

	"github.com/contravene-dev/contravene/generators"
)

// mutate changes data as the native engine does (internal/fuzz, mutators_byteslice.go): one of its mutations, at random.
func mutate(c generators.Choices, data []byte) []byte {
	n := func(limit int) int { return int(c.Draw(uint64(max(1, limit)))) }
	data = slices.Clone(data)
	for try := 0; try < 20; try++ {
		at := n(len(data))
		length := min(n(len(data)-at)+1, 1+n(16))
		switch kind := n(14); {
		case kind == 0 && len(data) > 1: // remove a range
			return slices.Delete(data, at, min(at+length, len(data)))
		case kind == 1: // insert random bytes
			extra := make([]byte, 1+n(8))
			for i := range extra {
				extra[i] = byte(n(256))
			}
			return slices.Insert(data, at, extra...)
		case kind == 2 && len(data) > 1: // double a range
			return slices.Insert(data, n(len(data)), slices.Clone(data[at:min(at+length, len(data))])...)
		case kind == 3 && len(data) > 1: // overwrite a range with another
			copy(data[n(len(data)):], data[at:min(at+length, len(data))])
			return data
		case kind == 4 && len(data) > 0: // flip a bit
			data[at] ^= 1 << n(8)
			return data
		case kind == 5 && len(data) > 0: // set a byte
			data[at] ^= byte(1 + n(255))
			return data
		case kind == 6 && len(data) > 1: // swap two bytes
			other := n(len(data))
			data[at], data[other] = data[other], data[at]
			return data
		case kind == 7 && len(data) > 0: // count a byte up or down
			data[at] += byte(n(71) - 35)
			return data
		case kind == 8 && len(data) > at+4:
			binary.LittleEndian.PutUint32(data[at:], binary.LittleEndian.Uint32(data[at:])+uint32(n(71)-35))
			return data
		case kind == 9 && len(data) > at+2:
			binary.BigEndian.PutUint16(data[at:], binary.BigEndian.Uint16(data[at:])+uint16(n(71)-35))
			return data
		case kind == 10 && len(data) > 0: // an interesting byte
			data[at] = []byte{0x80, 0xff, 0, 1, 16, 32, 64, 100, 127}[n(9)]
			return data
		case kind == 11 && len(data) > at+4: // an interesting number
			binary.LittleEndian.PutUint32(data[at:], []uint32{0x80000000, 0xffff, 0x7fffffff, 128, 255, 256, 1024, 100663045}[n(8)])
			return data
		case kind == 12: // insert a constant
			return slices.Insert(data, at, slices.Repeat([]byte{byte(n(256))}, 1+n(8))...)
		case kind == 13 && len(data) > 1: // shuffle a range
			span := data[at:min(at+length, len(data))]
			for i := range span {
				j := n(len(span))
				span[i], span[j] = span[j], span[i]
			}
			return data
		}
	}
	return data
}
