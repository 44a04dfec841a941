package generators

import (
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// choice names a choice that has been made, so that merging again does not bring it back.
type choice struct {
	owner   *schema.Schema
	keyword string
}

// choose gives the shape that follows from one alternative of the first open choice. Each is worked out once.
func (s *shape) choose(i int) *shape {
	if s.kids == nil {
		s.kids = make([]*shape, len(s.groups[0].alts))
	}
	if s.kids[i] == nil {
		g := s.groups[0]
		roots := append(slices.Clone(s.roots), g.alts[i].add...)
		deny := append(slices.Clone(s.given), g.alts[i].deny...)
		made := append(slices.Clone(s.made), choice{g.owner, g.keyword})
		s.kids[i] = merge(roots, deny, made)
		for _, branch := range g.alts[i].add {
			if slices.Contains(s.parts, branch.Resolve()) {
				s.kids[i].guessed = true // the choice leads back to itself and has decided nothing
			}
		}
	}
	return s.kids[i]
}

// addGroup opens a choice unless it was made already.
func (s *shape) addGroup(g group) {
	if slices.Contains(s.made, choice{g.owner, g.keyword}) {
		return
	}
	s.groups = append(s.groups, g)
}
