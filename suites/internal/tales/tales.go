// Package tales holds what checks that tell stories have in common: who plays in them, and how a story becomes a case.
package tales

import (
	"iter"

	"github.com/contravene-dev/contravene/harness"
)

// Tale is a story that a check wants to be told about the operation under test.
type Tale struct {
	title string
	tell  func(s *harness.Story)
}

// Tell makes a tale.
func Tell(title string, tell func(s *harness.Story)) Tale { return Tale{title, tell} }

// Propose makes the Propose of a check from the tales that it wants for an operation. A tale that cannot be told, because
// nothing makes the objects it needs, is left out.
func Propose(id string, tales func(p *harness.Plan) []Tale) func(*harness.Plan) iter.Seq[*harness.Case] {
	return func(p *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			if p.Objects == nil || p.Make == nil {
				return
			}
			for _, t := range tales(p) {
				s := harness.NewStory(p)
				t.tell(s)
				share(s, p, p.Objects.Of(p.Operation))
				if c := s.Case(id, t.title); c != nil && !yield(c) {
					return
				}
			}
		}
	}
}

// Plain reports whether an actor is a subject of its own with a credential that works.
func Plain(a *harness.Actor) bool { return !a.Dead && a.Of == "" }

// Usual is the actor whose calls have to be accepted, or nothing.
func Usual(p *harness.Plan) string {
	for _, a := range p.Cast {
		if Plain(a) {
			return a.Name
		}
	}
	return ""
}
