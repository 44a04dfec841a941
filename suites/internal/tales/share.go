package tales

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// By lets an actor send what follows. The usual one is not named: what it shares was made before the run's stories, and
// keeps its names.
func By(s *harness.Story, p *harness.Plan, actor string) *harness.Story {
	if len(p.Cast) > 0 && p.Cast[0].Name == actor {
		actor = ""
	}
	return s.As(actor)
}

// share lets the other actors of a story use what the usual one shares, where that is of another kind than what the story is
// about: the stories of that kind may be told at the same time, and nobody else may make its objects meanwhile. Who may not
// see it, as in another tenant, gets the first that the list shows. Who has no credential that works shares everything.
func share(s *harness.Story, p *harness.Plan, about *harness.Kind) {
	for at := 0; s.Step(at).Operation != ""; at++ {
		step := s.Step(at)
		shared, ok := strings.CutSuffix(step.Once, " as "+step.Actor)
		kind := p.Objects.Kind(strings.TrimPrefix(step.Label, "obtain "))
		if !ok || step.Actor == "" || kind == nil || Root(kind) == Root(about) && Owns(p, step.Actor) {
			continue
		}
		switch {
		case step.Renew || !Owns(p, step.Actor):
			step.Once, step.Actor = shared, ""
		case !akin(p, step.Actor):
			step.Else = 0
			prefer(s, at)
		}
	}
}

// Root is the kind at the top of one's parents; nil for nil.
func Root(k *harness.Kind) *harness.Kind {
	for k != nil && k.Parent != nil {
		k = k.Parent
	}
	return k
}

// Owns reports whether an actor may have objects of its own: nobody and a dead credential may not.
func Owns(p *harness.Plan, actor string) bool {
	return slices.ContainsFunc(p.Cast, func(a *harness.Actor) bool { return a.Name == actor && Plain(a) })
}

// akin reports whether an actor is of the usual one's tenant.
func akin(p *harness.Plan, actor string) bool {
	at := slices.IndexFunc(p.Cast, func(a *harness.Actor) bool { return a.Name == actor })
	return at >= 0 && p.Cast[at].Tenant == p.Cast[0].Tenant
}

// prefer lets later steps take what they need from one step rather than from others.
func prefer(s *harness.Story, from int) {
	for at := from + 1; s.Step(at).Operation != ""; at++ {
		slices.SortStableFunc(s.Step(at).Bind, func(a, b harness.Binding) int {
			switch {
			case a.Step == from && b.Step != from:
				return -1
			case a.Step != from && b.Step == from:
				return 1
			}
			return 0
		})
	}
}
