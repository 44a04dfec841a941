package openapi

import (
	"fmt"
	"sync"

	"github.com/pb33f/go-yaml"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// dialect is the specification that a document follows.
type dialect int

const (
	swagger20 dialect = iota
	openapi30
	openapi31
	openapi32
)

// loader holds one contract while it is read, and afterwards whatever its lazily translated schemas need. Everything that
// schemas reach after loading may be called from many goroutines.
type loader struct {
	dialect dialect
	set     *schema.Set
	root    *file
	schemas sync.Map // *yaml.Node to *schema.Schema, filled by schema as schemas are asked for

	mu       sync.Mutex
	files    map[string]*file // by path
	resolved map[refKey]place // by the file that refers and the text of the reference
	indexes  map[*yaml.Node]map[string]int
	anchors  map[*file]map[string]place
	problems []harness.Problem
	open     func(path string) (*file, error) // nil once loading has ended: nothing is read later
}

// refKey identifies a reference: equal texts in one file mean the same place.
type refKey struct {
	from *file
	text string
}

// problem notes something that the document gets wrong without making it unusable. Loading collects these; what a lazily
// translated schema finds later is nobody's to read and is dropped.
func (l *loader) problem(p place, format string, args ...any) { l.note(p.source(), format, args...) }

// note is problem for a place that is known as a source only.
func (l *loader) note(at schema.Source, format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open != nil {
		l.problems = append(l.problems, harness.Problem{Source: at, Message: fmt.Sprintf(format, args...)})
	}
}
