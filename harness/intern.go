package harness

import "cmp"

// interner lets equal bodies of one operation share what was worked out about them.
type interner struct {
	known map[string]*content
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
	if c, ok := i.known[string(r.Body)]; ok {
		r.body = c
		return
	}
	if i.bytes+len(r.Body) > cmp.Or(i.most, mostInterned) {
		return
	}
	if i.known == nil {
		i.known = map[string]*content{}
	}
	i.bytes += len(r.Body)
	i.known[string(r.Body)] = r.content()
}
