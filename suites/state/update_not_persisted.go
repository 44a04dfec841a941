package state

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const updateNotPersisted = "state.update-not-persisted"

// UpdateNotPersisted finds updates that are confirmed and not kept.
var UpdateNotPersisted = &harness.Check{
	ID: updateNotPersisted,
	Doc: `What an update was confirmed to have changed stays changed.

A client that is answered 200 or 204 throws its own copy away. If the service did not keep the change, nobody has it.

An object is made and read, updated with PUT or PATCH, and read again. A second one is updated by something plain, which
services accept more often; the two updates differ from each other and from what was there in every member that can. Of
the members that an update gave another value, each that shows exactly its old value is reported, of medium severity; when
all of them do, the update had no effect, and that is reported once. Members are compared as in state.read-back-differs.

Ignored: 202, which says that the change will be made later; an update that is refused; members that show neither the old
value nor the new one; a null; members that services often set themselves. What the update did not give is the business
of state.put-replaces-partially and state.merge-patch-misapplied.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 9.3.4", "RFC 5789 2"},
	Story:    true,
	Propose:  tales.Propose(updateNotPersisted, tellUpdate),
	Judge:    judgeUpdateNotPersisted,
}

// tellUpdate tells of two updates that differ wherever they can. The second one is plain, for services that refuse the first
// by rules that their contract does not tell; and what one of them gives as it was, such as a default, the other one changes.
func tellUpdate(p *harness.Plan) []tales.Tale {
	k := changed(p)
	if k == nil || k.Read == nil {
		return nil
	}
	made := creation(p, k, 0)
	tell := func(n int, others ...side) func(*harness.Story) {
		return func(s *harness.Story) {
			if o := create(s, p, k, 0); o != nil {
				read(s, k, labelBefore, o)
				must(s, s.Use(p.Operation, labelUpdate, unlike(s, p, p.Operation, n, others...), o))
				read(s, k, labelAfter, o)
			}
		}
	}
	in := unlike(harness.NewStory(p), p, p.Operation, 2, made)
	first, _ := meant(p.Operation, &in)
	return []tales.Tale{
		tales.Tell("change a "+k.Name+" and read it", tell(2, made)),
		tales.Tell("change a "+k.Name+" to something plain and read it", tell(1, made, first)),
	}
}

func judgeUpdateNotPersisted(p *harness.Pass) {
	list := steps(p, labelBefore, labelUpdate, labelAfter)
	if !p.Own() || list == nil {
		return
	}
	if why := agreed(list...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	update, after := list[1], list[2]
	want, ok := sent(update)
	was, ok2 := owned(list[0], update)
	old, ok3 := seen(list[0])
	now, ok4 := seen(after)
	switch {
	case !ok || !ok2 || !ok3 || !ok4:
		return
	case !update.Reading.Valid():
		p.Inconclusive("the update did not keep the contract")
		return
	}
	changes := compare(want, old).Certain()
	if len(changes) == 0 {
		p.Inconclusive("the update gave nothing that the object did not have")
		return
	}
	arrived := compare(want, now)
	lost := among(arrived.Certain(), changes, compare(was, now).Same)
	switch {
	case len(lost) > 0:
		reportLost(p, after, lost, len(lost) == len(changes))
	case len(arrived.Certain()) > 0:
		p.Inconclusive("%s shows neither what it was nor what was sent", arrived.Certain()[0].site())
	default:
		settle(p, arrived)
	}
}

// among gives the differences at places where the update changes something and the object is still the same.
func among(all, changes []difference, same []string) (lost []difference) {
	for _, d := range all {
		changes := slices.ContainsFunc(changes, func(c difference) bool { return c.Place == d.Place })
		if changes && slices.Contains(same, d.Place) {
			lost = append(lost, d)
		}
	}
	return lost
}

// reportLost reports the members that an update did not change, as one where it changed nothing at all.
func reportLost(p *harness.Pass, after *harness.Exchange, lost []difference, all bool) {
	if all {
		p.Report(harness.Break{
			Exchange: after,
			Site:     "body",
			Message:  "an update by " + p.Operation.ID + " is confirmed and has no effect: " + lost[0].site() + " is what it was",
			Promised: show(lost[0].Want),
			Got:      lost[0].got(),
			Place:    p.Operation.Source,
		})
		return
	}
	medium := harness.Medium // it may be a member that only creation sets, though the contract does not say so
	for _, d := range lost {
		p.Report(harness.Break{
			Severity: &medium,
			Exchange: after,
			Site:     d.site(),
			Message:  "an update by " + p.Operation.ID + " is confirmed and leaves " + d.site() + " as it was",
			Promised: show(d.Want),
			Got:      d.got(),
			Place:    d.Declared,
		})
	}
}
