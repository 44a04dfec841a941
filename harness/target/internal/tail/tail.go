// Package tail keeps the last lines of an endless log in bounded memory.
package tail

import (
	"bytes"
	"strings"
	"sync"
)

// Size is how many bytes a buffer keeps at least, once it has got them.
const Size = 256 << 10

// Buffer is a writer that remembers the end of what was written. Its zero value is ready. It may be used from many
// goroutines.
type Buffer struct {
	mu   sync.Mutex
	data []byte
	cut  bool // something was forgotten
}

// Write never fails.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(p)
	if n > Size {
		p, b.cut = p[n-Size:], true
	}
	b.data = append(b.data, p...)
	// Moving the rest to the front only at twice the size makes each byte move at most once.
	if len(b.data) > 2*Size {
		b.data = append(b.data[:0], b.data[len(b.data)-Size:]...)
		b.cut = true
	}
	return n, nil
}

// String gives what is remembered, beginning with a whole line.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	data := b.data
	if len(data) > Size {
		data = data[len(data)-Size:]
	}
	if b.cut || len(data) < len(b.data) {
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			data = data[i+1:]
		}
	}
	return string(data)
}

// Last gives at most n lines from the end, each cut to a readable length, for an error message.
func (b *Buffer) Last(n int) string {
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	lines = lines[max(0, len(lines)-n):]
	for i, line := range lines {
		if len(line) > 300 {
			lines[i] = strings.ToValidUTF8(line[:300], "") + "…"
		}
	}
	return strings.Join(lines, "\n")
}
