package schema

import (
	"fmt"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Set keeps what has been compiled of one contract. Each schema is compiled at most once per face, when a value first
// reaches it, and everything that refers to it shares the result. A Set is safe for use by many goroutines.
type Set struct {
	faces    [2]compiler
	patterns sync.Map // pattern text to compiledPattern

	mu    sync.Mutex
	notes []Problem
}

// NewSet makes an empty store.
func NewSet() *Set {
	s := &Set{}
	for i := range s.faces {
		s.faces[i] = compiler{set: s, face: Face(i), circles: newCircles(), problems: map[*Schema][]Problem{}, hopeless: map[*Schema]bool{}}
	}
	return s
}

// Problem is a part of the contract that cannot be judged, so that values are judged by the rest.
type Problem struct {
	Place   Source
	Message string
}

// Error makes a problem usable as an error.
func (p Problem) Error() string { return fmt.Sprintf("%s: %s", p.Place, p.Message) }

// maxNotes bounds the problems that are kept: a document with wrong types everywhere has as many as it has lines.
const maxNotes = 1000

// Note records a problem that was found while a schema was read. Schemas are read when they are first needed, which may be
// long after the contract was loaded.
func (s *Set) Note(p Problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.notes) < maxNotes {
		s.notes = append(s.notes, p)
	}
}

// Problems lists what the schemas read and compiled so far could not honour, in the order of the contract's lines.
func (s *Set) Problems() []Problem {
	s.mu.Lock()
	all := slices.Clone(s.notes)
	s.mu.Unlock()
	for i := range s.faces {
		all = append(all, s.faces[i].toldAll()...)
	}
	sortProblems(all)
	return slices.Compact(all)
}

type compiledPattern struct {
	pattern Pattern
	err     error
}

// pattern compiles a regular expression once per contract: large contracts repeat a few of them everywhere.
func (s *Set) pattern(text string) (Pattern, error) {
	if hit, ok := s.patterns.Load(text); ok {
		found := hit.(compiledPattern)
		return found.pattern, found.err
	}
	p, err := CompilePattern(text)
	s.patterns.Store(text, compiledPattern{p, err})
	return p, err
}

// compiled gives the validator's form of a schema, made on first use.
func (s *Schema) compiled(face Face) (*jsonschema.Schema, *compiler) {
	set := s.Set
	if set == nil {
		set = NewSet()
	}
	c := &set.faces[face&1]
	return c.root(s.Resolve()), c
}
