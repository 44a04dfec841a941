package authz

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const objectRead = "authz.object-read"

// ObjectRead finds objects that are shown to others than those they belong to.
var ObjectRead = &harness.Check{
	ID: objectRead,
	Doc: `Nobody is shown an object that is somebody else's.

Broken object level authorization is the most frequent hole of APIs: the credential is looked at, and the name of the object
in the address is believed. Whoever counts names up reads everybody's data.

One actor makes an object with a canary in every text of it, and reads it. Another of the same class, in the same tenant or
in another one, makes one of its own, reads that, and then reads the first one's with the same request. The promise is broken
when the canary, or a value that only this object has, stands anywhere in the answer, whatever the status is, and the
service itself says that the object is private: it hides it from the same caller where it lists such objects, or denies
another use of it, or this one. The roles are swapped, and a finding is made again twice with new objects.

Ignored: objects that are shown to others without such a contradiction, since much is shared on purpose (the outcome is
"unknown"); actors of another class, such as administrators; operations that the contract opens to everybody; what the
request itself said; objects of which the owner's own view shows nothing that tells them apart; calls that fail for the owner,
or for the other actor on its own object.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 862, 863},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 15.5.4"},
	Story:    true,
	Propose:  tales.Propose(objectRead, tellRead),
	Judge:    judgeObjectRead,
}

// shownBy finds the kind whose objects the operation under test shows, or nil.
func shownBy(p *harness.Plan) *harness.Kind {
	if !p.Operation.Safe() || p.Operation.Method == "OPTIONS" || p.Operation.Method == "TRACE" {
		return nil
	}
	return kindOf(p, func(k *harness.Kind) bool { return k.Read == p.Operation || slices.Contains(k.Actions, p.Operation) })
}

func tellRead(p *harness.Plan) []tales.Tale {
	k := shownBy(p)
	if k == nil || public(p) {
		return nil
	}
	var list []tales.Tale
	for _, a := range assaults(p) {
		list = append(list, tales.Tell("read another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, p.Operation, labelBefore, c.owned)
			c.lists(a.owner, labelOwnerList)
			c.compete()
			c.act(labelSelf, c.theirs)
			c.missing()
			if k.Read != p.Operation && k.Read != nil {
				c.look(a.attacker, k.Read, labelProbe, c.owned)
			}
			c.attack()
			c.actAs(a.owner, labelAfter, c.owned)
		}))
	}
	for _, a := range onlookers(p) {
		list = append(list, tales.Tell("read another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, p.Operation, labelBefore, c.owned)
			c.attack()
			c.actAs(a.owner, labelAfter, c.owned)
		}))
	}
	return list
}

func judgeObjectRead(p *harness.Pass) {
	if !p.Own() {
		return
	}
	d, ok := decide(p)
	if !ok || noted(p, d) {
		return
	}
	switch d.Verdict {
	case Denied, Masked:
		if known(p) {
			p.Kept()
		} else {
			p.Inconclusive("the owner's own view shows nothing that tells the object apart")
		}
	case Leak:
		reportForeign(p, d, "is shown an object", "with what only this object holds")
	default:
		p.Inconclusive("%s", unsettled(d))
	}
}

// reportForeign reports a foreign success where something says that the object is private. Else it is a question.
func reportForeign(p *harness.Pass, d decision, does, got string) {
	x, _ := attacked(p)
	if d.Witness == NoWitness {
		p.Inconclusive("unknown: %s %s, and nothing says that it is private", who(d.Relation), does)
		return
	}
	p.Report(harness.Break{
		Exchange: x,
		Site:     string(d.Relation),
		Message:  who(d.Relation) + " " + does + ", although " + d.Witness.because(),
		Promised: "nothing for a caller to whom the object does not belong",
		Got:      answer.Status(x) + ", " + got,
		Place:    x.Operation.Source,
	})
}

// unsettled says why a row settles nothing.
func unsettled(d decision) string {
	if d.Reason != "" {
		return d.Reason
	}
	return "the call of " + who(d.Relation) + " is answered 2xx, and nothing shows what came of it"
}
