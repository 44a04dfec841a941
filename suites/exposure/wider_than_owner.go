package exposure

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const widerThanOwner = "exposure.wider-than-owner"

// WiderThanOwner finds members that are shown to callers with fewer rights and kept from those with more.
var WiderThanOwner = &harness.Check{
	ID: widerThanOwner,
	Doc: `Nobody is shown more of an object than a caller with at least the same rights.

"If it is no customer, it is staff" is true until somebody comes who is neither. What is meant for a few then goes to those of
whom nothing is known.

The usual actor reads, somebody with fewer rights reads the same, and the usual actor reads again. With fewer rights come:
nobody's credential, where the contract asks for none; the same subject with fewer scopes; and, for an object that the usual
actor has made, another of the same class. Objects are told by the path or by their id. The promise is broken when a member
has a value in the answer to the other, and in neither answer to the usual actor.

Ignored: actors of another class, such as support, who may be shown more; objects that are not in all three answers; members
that are null; objects without an id in lists.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{213, 200},
	OWASP:    []string{"API3:2023"},
	Rules:    []string{"OWASP API3:2023"},
	Story:    true,
	Propose:  tales.Propose(widerThanOwner, tellWider),
	Judge:    judgeWider,
}

const (
	labelOwner      = "owner"
	labelLesser     = "lesser " // followed by the relation to the owner
	labelOwnerAgain = "owner-again"
)

func tellWider(p *harness.Plan) []tales.Tale {
	owner := tales.Usual(p)
	if owner == "" || !p.Operation.Reads() || p.Objects.Logouts[p.Operation.ID] || jsonAnswer(p.Operation) == nil {
		return nil
	}
	var list []tales.Tale
	for _, lesser := range lessers(p, owner) {
		list = append(list, tales.Tell("read as one who is "+string(lesser.relation), func(s *harness.Story) {
			objects := made(tales.By(s, p, owner), p)
			for _, look := range []struct{ who, label string }{
				{owner, labelOwner}, {lesser.actor, labelLesser + string(lesser.relation)}, {owner, labelOwnerAgain},
			} {
				tales.By(s, p, look.who).Observe(p.Operation, look.label, objects...)
			}
		}))
	}
	return list
}

func jsonAnswer(op *harness.Operation) *harness.Media {
	if reply := op.Reply(http.StatusOK); reply != nil {
		if at := slices.IndexFunc(reply.Contents, func(m *harness.Media) bool { return harness.IsJSON(m.Type) }); at >= 0 {
			return reply.Contents[at]
		}
	}
	return nil
}

type lesser struct {
	actor    string
	relation harness.Relation
}

// lessers casts who has no more rights on what the operation shows than its owner.
func lessers(p *harness.Plan, owner string) []lesser {
	var list []lesser
	if !p.Operation.Secured() && len(p.Contract.Schemes) > 0 && !p.Contract.SecurityUnsaid {
		list = append(list, lesser{harness.Anonymous, harness.Nobody})
	}
	at := slices.IndexFunc(p.Cast, func(a *harness.Actor) bool { return a.Name == owner })
	seen := map[harness.Relation]bool{}
	for _, a := range p.Cast {
		relation := a.To(p.Cast[at])
		peer := relation == harness.Peer && readKind(p) != nil && tales.Plain(a)
		if (relation == harness.Narrow && !a.Dead || peer) && !seen[relation] {
			seen[relation] = true
			list = append(list, lesser{a.Name, relation})
		}
	}
	return list
}

// readKind finds the kind of which the operation under test reads one object, or nil.
func readKind(p *harness.Plan) *harness.Kind {
	if at := slices.IndexFunc(p.Objects.Kinds, func(k *harness.Kind) bool { return k.Read == p.Operation }); at >= 0 {
		return p.Objects.Kinds[at]
	}
	return nil
}

// made lets the owner make what the operation reads.
func made(s *harness.Story, p *harness.Plan) []*harness.Object {
	if k := readKind(p); k != nil {
		if o := s.Obtain(k); o != nil {
			return []*harness.Object{o}
		}
	}
	return nil
}

func judgeWider(p *harness.Pass) {
	first, again := p.Step(labelOwner), p.Step(labelOwnerAgain)
	var x *harness.Exchange
	for i, step := range p.Case.Steps {
		if strings.HasPrefix(step.Label, labelLesser) && i < len(p.Trace) && p.Trace[i].Answered() {
			x = p.Trace[i]
		}
	}
	if first == nil || again == nil || x == nil {
		return
	}
	switch refused := x.Status() == http.StatusUnauthorized || x.Status() == http.StatusForbidden || x.Status() == http.StatusNotFound; {
	case refused:
		p.Kept()
		return
	case first.Status() != http.StatusOK || again.Status() != http.StatusOK || x.Status() != http.StatusOK:
		p.Inconclusive("the reads are answered %s, %s and %s", answer.Status(first), answer.Status(x), answer.Status(again))
		return
	}
	named := strings.Contains(p.Operation.Path, "{")
	at, compared := wider(profiles(x, named), profiles(first, named), profiles(again, named))
	switch {
	case at != "":
		p.Report(harness.Break{
			Exchange: x,
			Site:     "body#" + at,
			Message:  "a caller with fewer rights is shown " + at + ", which the owner of the same object is not",
			Promised: "no more than for a caller with at least the same rights",
			Got:      "a value at " + at,
			Place:    p.Operation.Source,
		})
	case compared:
		p.Kept()
	default:
		p.Inconclusive("the answers have no object in common")
	}
}
