package feature

import "math/bits"

// hash is FNV-1a with 64 bits, which is the same in every process.
type hash uint64

const (
	basis hash = 0xcbf29ce484222325
	prime hash = 0x100000001b3
)

// text adds a string and an end mark, so that "a" and "bc" differ from "ab" and "c".
func (h hash) text(s string) hash {
	for i := range len(s) {
		h = (h ^ hash(s[i])) * prime
	}
	return (h ^ 0xff) * prime
}

func (h hash) number(n int) hash {
	return h.mix(hash(n))
}

func (h hash) mix(o hash) hash {
	for range 8 {
		h = (h ^ o&0xff) * prime
		o >>= 8
	}
	return h
}

// bucket is the power of two below n.
func bucket(n int) int { return bits.Len(uint(max(n, 0))) }
