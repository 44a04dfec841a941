package generators

import "encoding/binary"

// Choices is the one seam through which chance enters. Everything random in a case is a number drawn here, so that a seed,
// the bytes of `go test -fuzz` and a recording of an earlier run are three sources of the same thing.
//
// Draw returns a number below n. Drawing 0 every time leads to the simplest value, which is what makes short recordings
// mean simple cases.
type Choices interface {
	Draw(n uint64) uint64
}

// Plainest always draws 0: the simplest of everything.
var Plainest Choices = plainest{}

type plainest struct{}

func (plainest) Draw(uint64) uint64 { return 0 }

// Seeded gives the endless stream that belongs to a seed. The algorithm is SplitMix64 (Steele, Lea, Flood 2014), written
// out here because the results of a seed must not change with the Go version.
func Seeded(seed uint64) Choices { return &seeded{state: seed} }

type seeded struct{ state uint64 }

func (s *seeded) Draw(n uint64) uint64 {
	if n < 2 {
		return 0
	}
	s.state += 0x9e3779b97f4a7c15
	return mix(s.state) % n
}

// mix is the finalizer of SplitMix64: every bit of the input reaches every bit of the output.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Derive makes the seed of one stream out of the run's seed and what the stream is for, such as an operation, a generator
// and an index. Streams made this way depend neither on each other nor on the order in which they are used.
func Derive(seed uint64, index int, names ...string) uint64 {
	h := mix(seed ^ 0x6a09e667f3bcc909)
	for _, name := range names {
		for i := range len(name) {
			h = (h ^ uint64(name[i])) * 0x100000001b3
		}
		h = mix(h ^ 0xff) // so that ("ab", "c") and ("a", "bc") differ
	}
	return mix(h + uint64(index)) // #nosec G115 -- any bits will do
}

// Bytes draws from a fuzzer's input, as few bytes as the range needs. Where the input ends the simplest choices follow.
func Bytes(data []byte) Choices { return &fuzzed{data: data} }

type fuzzed struct{ data []byte }

func (f *fuzzed) Draw(n uint64) uint64 {
	if n < 2 {
		return 0
	}
	width := 1
	for limit := n - 1; limit > 0xff; limit >>= 8 {
		width++
	}
	var word [8]byte
	taken := copy(word[:width], f.data)
	f.data = f.data[taken:]
	return binary.LittleEndian.Uint64(word[:]) % n
}

// Recorder passes on another source and remembers what it said.
type Recorder struct {
	From  Choices
	Drawn []uint64
}

// Draw asks the source and notes the answer.
func (r *Recorder) Draw(n uint64) uint64 {
	v := r.From.Draw(n)
	r.Drawn = append(r.Drawn, v)
	return v
}

// Replay repeats what a Recorder noted. Numbers that have become too large are brought into range and missing ones are 0,
// so that an edited recording still means something.
func Replay(drawn []uint64) Choices { return &replayed{drawn: drawn} }

type replayed struct{ drawn []uint64 }

func (r *replayed) Draw(n uint64) uint64 {
	if len(r.drawn) == 0 {
		return 0
	}
	v := r.drawn[0]
	r.drawn = r.drawn[1:]
	if n == 0 {
		return 0
	}
	return v % n
}

// below draws an index for a list of n elements.
func below(c Choices, n int) int {
	if n < 2 {
		return 0
	}
	return int(c.Draw(uint64(n))) // #nosec G115 -- n is positive and the answer smaller
}

// pick draws an element.
func pick[T any](c Choices, list []T) T { return list[below(c, len(list))] }

// rarely is true once in n draws, and never for the simplest choice.
func rarely(c Choices, n int) bool { return below(c, n) == n-1 && n > 1 }
