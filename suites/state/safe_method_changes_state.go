package state

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const safeMethod = "state.safe-method-changes-state"

// SafeMethodChangesState finds reads that change what they read.
var SafeMethodChangesState = &harness.Check{
	ID: safeMethod,
	Doc: `GET and HEAD change nothing that clients have written.

Browsers, caches, crawlers and monitors send them unasked, and clients send them again whenever an answer is late. All of
them would change data without knowing.

Judged on GET operations that read an object, list its kind or show a part of it. An object is made and read, the operation
is called, and the object is read again, two times over. A member that clients own and that was given when the object was
made must not change. It counts as changed when it was as it was given before and stays as it became, or when it changes
every time; and for other operations than the one that reads, when two reads with nothing in between agree. An object that
is gone after the operation was called has changed as well.

Ignored: members that services set, such as counters, times, versions and states; what has changed only once, or back
again, while it was not as it was given: the service may not have settled; objects that cannot be read, and those that can
be read only once: inconclusive.`,
	Severity: harness.High,
	Rules:    []string{"RFC 9110 9.2.1", "RFC 9110 9.3.1"},
	Story:    true,
	Propose:  tales.Propose(safeMethod, safeTales),
	Judge:    judgeSafe,
}

const (
	labelFirst = "first"
	labelSafe  = "safe"
	labelLater = "later"
)

func safeTales(p *harness.Plan) []tales.Tale {
	op := p.Operation
	if !op.Reads() {
		return nil
	}
	k := kindOf(p, func(k *harness.Kind) bool { return k.Read == op || slices.Contains(k.Actions, op) })
	if k == nil {
		k = kindOf(p, func(k *harness.Kind) bool { return k.Lister(op) != nil })
	}
	if k == nil || k.Read == nil {
		return nil
	}
	title := "read an object again and again"
	if k.Read != op {
		title = "call a safe method between reads"
	}
	return []tales.Tale{tales.Tell(title, func(s *harness.Story) {
		o := create(s, p, k, 1)
		if k.Read == op {
			read(s, k, labelBefore, o)
			head := s.Use(op, labelSafe, s.Inputs(op, 0), o)
			if op.Method == http.MethodGet {
				s.Step(head).Edits = []harness.Edit{{Kind: harness.EditMethod, Value: []byte(http.MethodHead)}}
			}
			s.Observe(op, labelAfter, o)
			s.Observe(op, labelLater, o)
			return
		}
		read(s, k, labelFirst, o)
		read(s, k, labelBefore, o)
		s.Use(op, labelSafe, s.Inputs(op, 0), o)
		s.Observe(k.Read, labelAfter, o)
		s.Use(op, labelSafe, s.Inputs(op, 0), o)
		s.Observe(k.Read, labelLater, o)
	})}
}

func judgeSafe(p *harness.Pass) {
	list := steps(p, labelCreate, labelBefore, labelAfter, labelLater)
	if !p.Own() || list == nil {
		return
	}
	made, before, after, later := list[0], list[1], list[2], list[3]
	if why := agreed(made, before); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	first := p.Step(labelFirst)
	switch {
	case gone(after) && gone(later) && first != nil && done(first):
		p.Report(harness.Break{
			Exchange: after, Site: "status",
			Message:  fmt.Sprintf("an object is gone after %s", p.Operation.ID),
			Promised: "the object as it was", Got: fmt.Sprint(after.Status()),
		})
		return
	case agreed(after, later) != "":
		p.Inconclusive("%s", agreed(after, later))
		return
	}
	judgeUnchanged(p, list, first)
}

// judgeUnchanged compares an object that was made with what three reads showed of it, and perhaps one before them.
func judgeUnchanged(p *harness.Pass, list []*harness.Exchange, first *harness.Exchange) {
	given, ok := sent(list[0])
	shown, ok2 := seen(list[1])
	change, ok3 := between(list[0], list[1], list[2])
	again, ok4 := between(list[0], list[2], list[3])
	if !ok || !ok2 || !ok3 || !ok4 {
		p.Inconclusive("the object that was made cannot be compared with what is read")
		return
	}
	w := watched{given: compare(given, shown), again: again, after: list[2]}
	if first != nil {
		if w.idle, ok = between(list[0], first, list[1]); !ok {
			return
		}
	}
	changes := change.Certain()
	for i := range changes {
		w.judge(p, &changes[i])
	}
	switch {
	case len(changes) > 0:
	case len(change.Same) == 0:
		p.Inconclusive("the object shows nothing that was given")
	default:
		p.Kept()
	}
}

// watched is an object over several reads.
type watched struct {
	given *comparison // what it was made from, and the read before
	again *comparison // the read after the safe method, and a later one
	idle  *comparison // two reads before the safe method; nil when reading is the method
	after *harness.Exchange
}

// judge judges a member that changed.
func (w *watched) judge(p *harness.Pass, d *difference) {
	settled := slices.Contains(w.given.Same, d.Place) && slices.Contains(w.again.Same, d.Place)
	moving := w.given.has(d.Place) && w.again.differs(d.Place)
	switch {
	case !settled && !moving:
		p.Inconclusive("a member changed that was not as it was given; the service may not have settled")
	case w.idle != nil && !slices.Contains(w.idle.Same, d.Place):
		p.Inconclusive("reading the object changes it; see the operation that reads it")
	default:
		p.Report(harness.Break{
			Exchange: w.after, Site: d.site(), Place: d.Declared,
			Message:  fmt.Sprintf("%s changes %s of an object", p.Operation.ID, d.site()),
			Promised: show(d.Want), Got: d.got(),
		})
	}
}

// between compares two reads of an object by the members that its maker could write.
func between(made, before, after *harness.Exchange) (*comparison, bool) {
	want, ok := owned(before, made)
	got, ok2 := seen(after)
	if !ok || !ok2 {
		return nil, false
	}
	return compare(want, got), true
}

// differs reports whether a member certainly differs.
func (c *comparison) differs(place string) bool {
	return slices.ContainsFunc(c.Differences, func(d difference) bool { return d.Certain && d.Place == place })
}

// has reports whether a member was compared.
func (c *comparison) has(place string) bool {
	return slices.Contains(c.Same, place) || slices.ContainsFunc(c.Differences, func(d difference) bool { return d.Place == place })
}
