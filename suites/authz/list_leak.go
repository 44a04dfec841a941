package authz

import (
	"bytes"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const listLeak = "authz.list-leak"

// ListLeak finds lists that show objects which the caller may not read.
var ListLeak = &harness.Check{
	ID: listLeak,
	Doc: `A list shows nobody an object that they may not read.

A list is written before anybody owns anything, and its query has no owner in it. One call then gives away what each single
read refuses.

One actor makes an object with a canary in every text of it. Another of the same class, in the same tenant or in another one,
reads one of its own, tries to read the first one's, and lists. The promise is broken when the list shows the canary although
the read is answered 404 or 410, as if there were no such object; or 401 or 403, if the list shows every text that the owner
reads. The roles are swapped, and a finding is made again twice with new objects.

Ignored: objects that the caller may read; lists that show a part of what may not be read openly, as directories do; objects
that can hold no canary; actors of another class; operations that the contract opens to everybody.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 200},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 15.5.4"},
	Story:    true,
	Propose:  tales.Propose(listLeak, tellListed),
	Judge:    judgeListLeak,
}

func tellListed(p *harness.Plan) []tales.Tale {
	k := kindOf(p, func(k *harness.Kind) bool { return k.Lister(p.Operation) != nil && k.Read != nil })
	if k == nil || !p.Operation.Reads() || public(p) {
		return nil
	}
	var list []tales.Tale
	for _, a := range assaults(p) {
		list = append(list, tales.Tell("list another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, k.Read, labelBefore, c.owned)
			c.rival()
			c.look(a.attacker, k.Read, labelSelf, c.theirs)
			c.look(a.attacker, k.Read, labelProbe, c.owned)
			c.enumerate(a.attacker, a.label())
			c.look(a.owner, k.Read, labelAfter, c.owned)
			c.enumerate(a.owner, labelPower)
		}))
	}
	for _, a := range onlookers(p) {
		list = append(list, tales.Tell("list another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, k.Read, labelBefore, c.owned)
			c.enumerate(a.attacker, a.label())
			c.look(a.owner, k.Read, labelAfter, c.owned)
			c.enumerate(a.owner, labelPower)
		}))
	}
	return list
}

// enumerate adds the list under test.
func (c *scene) enumerate(actor, label string) {
	if c.owned != nil {
		at := tales.By(c.s, c.p, actor).Use(c.p.Operation, label, wide(c.s, c.p.Operation), c.owned)
		c.s.Step(at).Observe = true
		c.seek(c.s.Step(at))
	}
}

func judgeListLeak(p *harness.Pass) {
	d, ok := decide(p)
	x, _ := attacked(p)
	probe := p.Step(labelProbe)
	switch {
	case !p.Own() || !ok || noted(p, listing(p, d)):
	case d.Verdict != Leak && d.Verdict != Denied && d.Verdict != Masked && d.Verdict != SoftOK:
		p.Inconclusive("%s", unsettled(d))
	case len(planted(p)) == 0 || !known(p):
		p.Inconclusive("the owner's own view shows nothing that tells the object apart")
	case probe == nil || !denied(probe):
		p.Inconclusive("the object may be read, or it is not known whether it may")
	case d.Verdict != Leak:
		p.Kept()
	case !done(x) || !gone(probe) && !showsAll(p, x):
		p.Inconclusive("unknown: a part of the object is listed that may not be read as a whole")
	default:
		p.Report(harness.Break{
			Exchange: x,
			Site:     string(d.Relation),
			Message:  who(d.Relation) + " is shown an object in a list, although reading it is answered " + answer.Status(probe),
			Promised: "no object that the caller may not read",
			Got:      answer.Status(x) + ", with what only this object holds",
			Place:    x.Operation.Source,
		})
	}
}

// listing is a decision in which a list that names the object shows it, also where no canary stands in lists. That is enough
// to write down what is listed, and not enough for a finding.
func listing(p *harness.Pass, d decision) decision {
	if (d.Verdict == Masked || d.Verdict == SoftOK) && listed(p, d.x) {
		d.Verdict, d.Witness = Leak, NoWitness
	} else if d.Verdict == SoftOK && listed(p, p.Step(labelPower)) {
		d.Verdict = Masked // the owner's list names the object, so that this one would, too
	}
	return d
}

// listed reports whether a list names the owner's object.
func listed(p *harness.Pass, x *harness.Exchange) bool {
	return x != nil && done(x) && shows(x, nameIn(p.Step(labelBefore)), planted(p))
}

// showsAll reports whether a list shows as many texts of the object as the owner reads.
func showsAll(p *harness.Pass, x *harness.Exchange) bool {
	before := p.Step(labelBefore)
	for _, c := range planted(p) {
		if n := bytes.Count(before.Response.Body, []byte(c)); n > 0 && bytes.Count(x.Response.Body, []byte(c)) >= n {
			return true
		}
	}
	return false
}
