// Package races finds the reports of Go's race detector in what a service writes to its output.
package races

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// Pair is the functions at the top of the two stacks of a report, in alphabetical order.
type Pair struct{ One, Other string }

// Scanner is a writer that remembers each pair of functions once. Its zero value is ready. It may be used from many goroutines.
//
// A report is known by its build (runtime/race, tsan): a line of its own that says so, two accesses with their addresses, and under
// each a frame with its place. A service that writes the same words about something else, or as part of a line, reports nothing.
type Scanner struct {
	mu    sync.Mutex
	line  []byte // the beginning of the next one
	long  bool   // it is too long to matter
	in    int    // lines of the report so far; 0: there is none
	heads int    // accesses seen in it
	name  string // the function of the frame whose place comes next
	tops  []string
	seen  map[Pair]bool
	pairs []Pair
}

const (
	longestLine   = 4 << 10
	longestReport = 400 // lines
	mostPairs     = 100
)

var (
	access = regexp.MustCompile(`^(?:Previous )?(?:[Aa]tomic )?(?:[Rr]ead|[Ww]rite) at 0x[0-9a-f]+ by (?:main goroutine|goroutine \d+|finalizer goroutine)[^:]*:$`)
	frame  = regexp.MustCompile(`^  (\S.*)\(\)$`)
	place  = regexp.MustCompile(`^      \S.*:\d+ \+0x[0-9a-f]+$`)
)

// Write never fails.
func (s *Scanner) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(p)
	for len(p) > 0 {
		rest, whole := []byte(nil), false
		if i := bytes.IndexByte(p, '\n'); i >= 0 {
			p, rest, whole = p[:i], p[i+1:], true
		}
		if len(s.line)+len(p) > longestLine {
			s.line, s.long = s.line[:0], true
		} else if !s.long {
			s.line = append(s.line, p...)
		}
		if whole {
			if !s.long {
				s.read(strings.TrimSuffix(string(s.line), "\r"))
			}
			s.line, s.long = s.line[:0], false
		}
		p = rest
	}
	return n, nil
}

// read takes one line. Lines that the service writes in between do no harm.
func (s *Scanner) read(line string) {
	switch {
	case line == "WARNING: DATA RACE":
		s.in, s.heads, s.name, s.tops = 1, 0, "", nil
		return
	case s.in == 0:
		return
	case s.in > longestReport || strings.Trim(line, "=") == "" && len(line) >= 10:
		s.in = 0
		return
	}
	s.in++
	if access.MatchString(line) {
		s.heads, s.name = s.heads+1, ""
		return
	}
	if len(s.tops) >= s.heads {
		return
	}
	if m := frame.FindStringSubmatch(line); m != nil {
		s.name = m[1]
	} else if s.name != "" && place.MatchString(line) {
		s.tops, s.name = append(s.tops, s.name), ""
		if len(s.tops) == 2 {
			s.keep()
		}
	}
}

func (s *Scanner) keep() {
	p := Pair{min(s.tops[0], s.tops[1]), max(s.tops[0], s.tops[1])}
	if s.in = 0; s.seen[p] || len(s.pairs) >= mostPairs {
		return
	}
	if s.seen == nil {
		s.seen = map[Pair]bool{}
	}
	s.seen[p] = true
	s.pairs = append(s.pairs, p)
}

// Count is how many pairs there are.
func (s *Scanner) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pairs)
}

// Pairs lists them in the order in which they came.
func (s *Scanner) Pairs() []Pair {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Pair(nil), s.pairs...)
}
