package authz

import (
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const objectWrite = "authz.object-write"

// ObjectWrite finds objects that others than those they belong to can change.
var ObjectWrite = &harness.Check{
	ID: objectWrite,
	Doc: `Nobody changes an object that is somebody else's.

The owner's data are overwritten, orders cancelled, addresses redirected, by whoever puts another name into the address.
Reading is often guarded where an action that was added later is not.

One actor makes an object and reads it. Another of the same class, in the same tenant or in another one, makes one of its own,
does the operation on that, and then does it on the first one's, with a canary of its own in the request. The promise is
broken when what the owner reads has changed since right before, or the answer shows what only this object holds, and the
service itself says that the object is private: it hides it from the same caller where it lists such objects, or refuses to
show it. The roles are swapped, and a finding is made again twice with new objects.

Ignored: objects that others may change without such a contradiction, since much is shared on purpose (the outcome is
"unknown"); members that change by themselves: those that differ between two earlier looks, times, and numbers that the
request did not give; refusals (a refusal with an effect belongs to authz.denied-with-effect); 2xx answers without an effect;
actors of another class; operations that the contract opens to everybody; calls that fail for the owner, or for the other
actor on its own object.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 862, 863},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 15.5.4"},
	Story:    true,
	Propose:  tales.Propose(objectWrite, tellWritten),
	Judge:    func(p *harness.Pass) { judgeForeignWrite(p, "changes an object") },
}

// writtenBy finds the kind whose objects the operation under test changes without removing them, or nil.
func writtenBy(p *harness.Plan) *harness.Kind {
	if p.Operation.Safe() || p.Operation.Removes() {
		return nil
	}
	return kindOf(p, func(k *harness.Kind) bool {
		return k.Read != nil && k.Creator(p.Operation) == nil &&
			(k.Replace == p.Operation || k.Patch == p.Operation || slices.Contains(k.Actions, p.Operation))
	})
}

func tellWritten(p *harness.Plan) []tales.Tale {
	k := writtenBy(p)
	if k == nil || public(p) {
		return nil
	}
	return foreignWrites(p, k, "change")
}

// foreignWrites tells how an actor does the operation under test on another's object, for each assault.
func foreignWrites(p *harness.Plan, k *harness.Kind, verb string) []tales.Tale {
	var list []tales.Tale
	for _, a := range assaults(p) {
		list = append(list, tales.Tell(verb+" another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, k.Read, labelBefore, c.owned)
			c.lists(a.owner, labelOwnerList)
			c.compete()
			c.act(labelSelf, c.theirs)
			c.look(a.attacker, k.Read, labelProbe, c.owned)
			c.look(a.owner, k.Read, labelAgain, c.owned)
			c.attack()
			c.look(a.owner, k.Read, labelAfter, c.owned)
			c.prove()
		}))
	}
	for _, a := range onlookers(p) {
		list = append(list, tales.Tell(verb+" another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, k.Read, labelBefore, c.owned)
			c.look(a.owner, k.Read, labelAgain, c.owned)
			c.attack()
			c.look(a.owner, k.Read, labelAfter, c.owned)
			c.prove()
		}))
	}
	return list
}

func judgeForeignWrite(p *harness.Pass, does string) {
	d, ok := decide(p)
	x, _ := attacked(p)
	switch {
	case !p.Own() || !ok || noted(p, d):
	case d.Verdict == Denied:
		p.Kept()
	case d.Verdict == Effect && done(x):
		reportForeign(p, d, does, "and the owner's view has changed")
	case d.Verdict == Leak:
		reportForeign(p, d, "is shown an object", "with what only this object holds")
	case d.Verdict == Effect:
		p.Inconclusive("the owner's view has changed, although the call is answered %d", x.Status())
	default:
		p.Inconclusive("%s", unsettled(d))
	}
}
