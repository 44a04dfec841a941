package harness

import (
	"bytes"
	"cmp"
	"hash/maphash"
)

// interner lets equal bodies of one operation share what was worked out about them.
type interner struct {
	seed  maphash.Seed
	known map[uint64]*content // by the hash of the body; of two bodies with the same hash the first
	bytes int
	most  int // of bytes; 0: mostInterned
}

// It remembers no more than this of an operation: repeated bodies are short, and come early.
const (
	longestInterned = 16 << 10
	mostInterned    = 1 << 20
)

func (i *interner) share(r *Response) {
	if r == nil || len(r.Body) == 0 || len(r.Body) > longestInterned {
		return
	}
	if i.known == nil {
		i.seed, i.known = maphash.MakeSeed(), map[uint64]*content{}
	}
	hash := maphash.Bytes(i.seed, r.Body)
	if c, ok := i.known[hash]; ok {
		if bytes.Equal(c.text, r.Body) {
			r.body = c
		}
		return
	}
	if i.bytes+len(r.Body) > cmp.Or(i.most, mostInterned) {
		return
	}
	i.bytes += len(r.Body)
	i.known[hash] = r.content()
}
