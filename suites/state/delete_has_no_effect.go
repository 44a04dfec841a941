package state

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const deleteHasNoEffect = "state.delete-has-no-effect"

// DeleteHasNoEffect finds deletions that are confirmed and do nothing.
var DeleteHasNoEffect = &harness.Check{
	ID: deleteHasNoEffect,
	Doc: `An object whose deletion was confirmed is gone.

Whoever deletes something has a reason: a person asked for it, a credential leaked, a bill should stop. A service that
confirms the deletion and keeps the object breaks a promise that others have built on.

An object is made, read, deleted and read again. It is reported when the last answer shows it as it was before. A finding
is made again twice with new objects, and the service is given time before each look.

Ignored: 202, which says that the deletion will happen later; an object that is still shown but with any member changed,
as services do that only mark an object as deleted; every answer other than 2xx, 404 and 410 to the last read. Both are
inconclusive.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 9.3.5"},
	Story:    true,
	Propose:  tales.Propose(deleteHasNoEffect, tellDeleted),
	Judge:    judgeDeleteHasNoEffect,
}

func tellDeleted(p *harness.Plan) []tales.Tale {
	k := deleted(p)
	if k == nil || k.Read == nil {
		return nil
	}
	return []tales.Tale{tales.Tell("delete a "+k.Name+" and read it", func(s *harness.Story) {
		if o := create(s, p, k, 0); o != nil {
			read(s, k, labelBefore, o)
			remove(s, k, o)
			s.Observe(k.Read, labelAfter, o)
		}
	})}
}

func judgeDeleteHasNoEffect(p *harness.Pass) {
	list := steps(p, labelBefore, labelDelete, labelAfter)
	if !p.Own() || list == nil {
		return
	}
	before, removed, after := list[0], list[1], list[2]
	switch {
	case agreed(before, removed) != "":
		p.Inconclusive("%s", agreed(before, removed))
	case gone(after):
		p.Kept()
	case !done(after):
		p.Inconclusive("the deleted object's read is answered %s", answer.Status(after))
	case !sameObject(before, after):
		p.Inconclusive("the deleted object is still shown, but not as it was: it may only be marked as deleted")
	default:
		p.Report(harness.Break{
			Exchange: after,
			Site:     "status",
			Message:  "what " + removed.Operation.ID + " confirmed to have deleted is still there, unchanged",
			Promised: "404 or 410, after " + answer.Status(removed),
			Got:      answer.Status(after),
			Place:    removed.Operation.Source,
		})
	}
}

// sameObject reports whether two answers show the same object. Where the contract's language tells it from what stands around
// and below it, its own members decide: the others change with other objects.
func sameObject(a, b *harness.Exchange) bool {
	if c := a.Operation.Concern; c != nil && c.Shown != "" {
		one, ok := a.Operation.Concern.Members(a.Response)
		two, ok2 := a.Operation.Concern.Members(b.Response)
		return ok && ok2 && len(one) > 1 && schema.Equal(one, two)
	}
	return sameBody(a, b)
}

// sameBody reports whether two answers show the same, and something.
func sameBody(a, b *harness.Exchange) bool {
	if len(a.Response.Body) == 0 || a.Response.Truncated || b.Response.Truncated {
		return false
	}
	one, err := a.Response.JSON()
	two, err2 := b.Response.JSON()
	if err != nil || err2 != nil {
		return string(a.Response.Body) == string(b.Response.Body)
	}
	return schema.Equal(one.Value, two.Value)
}
