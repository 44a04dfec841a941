package authz

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
)

// Verdict says what an attack came to, decided by evidence. As text it is its own name.
type Verdict string

const (
	// Leak means that the attacker was shown what only the owner's object holds, whatever the status was.
	Leak Verdict = "leak"
	// Effect means that what the owner sees has changed, whatever the status was.
	Effect Verdict = "effect"
	// Denied means that the attacker was refused, and that nothing came of the attack.
	Denied Verdict = "denied"
	// Masked means that the attacker was answered 2xx and shown nothing of the object.
	Masked Verdict = "masked"
	// SoftOK means that the attacker was answered 2xx without any effect.
	SoftOK Verdict = "soft-ok"
	// Inconclusive means that the attack was answered in a way that settles nothing.
	Inconclusive Verdict = "inconclusive"
	// NotReached means that the owner's or the attacker's own call failed, so that the attack proves nothing.
	NotReached Verdict = "not-reached"
)

// Witness says why an object is held to be private: much is shared on purpose, and evidence without a witness is a question
// and no finding. As text it is its own name.
type Witness string

const (
	// NoWitness means that nothing says that the object is private.
	NoWitness Witness = ""
	// Declared means that the contract says who may.
	Declared Witness = "contract"
	// ListContradiction means that the service hides the object from the attacker where it lists such objects.
	ListContradiction Witness = "list-contradiction"
	// VerbContradiction means that the service refuses the attacker another use of the object, or this one, which it carries
	// out all the same.
	VerbContradiction Witness = "verb-contradiction"
)

// because completes a sentence about a foreign success.
func (w Witness) because() string {
	switch w {
	case ListContradiction:
		return "the service hides the object from the same caller where it lists such objects"
	case VerbContradiction:
		return "the service denies the object to the same caller"
	}
	return "nothing says that the object is private"
}

// decision is what a story says of one attack.
type decision struct {
	Relation harness.Relation
	Class    string // the attacker's, where it is not the owner's
	Verdict  Verdict
	Witness  Witness
	Reason   string // of a verdict that settles nothing

	x *harness.Exchange // the attack
}

// decide gives the decision of a story in which an actor attacks another's object; ok is false when the case is no such
// story, or the attack was not answered.
func decide(p *harness.Pass) (d decision, ok bool) {
	x, relation := attacked(p)
	if x == nil || relation == harness.Expired {
		return decision{}, false
	}
	d = decision{Relation: relation, Class: classIn(p), x: x}
	if d.Reason = unfounded(p); d.Reason != "" {
		d.Verdict = NotReached
		return d, true
	}
	d.Verdict, d.Reason = weigh(p, x, p.Step(labelAgain), p.Step(labelAfter))
	if d.Verdict == Leak || d.Verdict == Effect {
		d.Witness = witness(p, x)
	}
	return d, true
}

// unfounded says why an attack would prove nothing: the owner does not see the object, or the attacker's own is refused too.
func unfounded(p *harness.Pass) string {
	for _, control := range []struct{ label, who string }{
		{labelBefore, "the owner's own call"}, {labelAgain, "the owner's own call before the attack"}, {labelSelf, "the attacker's call on its own object"},
	} {
		at, sent := p.Step(control.label), told(p, control.label)
		switch {
		case at == nil && (sent || control.label == labelBefore):
			return control.who + " was not answered"
		case at != nil && !done(at):
			return fmt.Sprintf("%s is answered %d", control.who, at.Status())
		}
	}
	return ""
}

// told reports whether a case has a step with a label.
func told(p *harness.Pass, label string) bool {
	for _, step := range p.Case.Steps {
		if step.Label == label {
			return true
		}
	}
	return false
}

// weigh decides what came of a request, of which the owner's looks before and after it tell.
func weigh(p *harness.Pass, x, before, after *harness.Exchange) (Verdict, string) {
	if leaks(p, x) {
		return Leak, ""
	}
	if !x.Safe() {
		changed, reason := changedBy(p, x, before, after)
		switch {
		case changed:
			return Effect, ""
		case reason != "":
			return Inconclusive, reason
		}
	} else if after != nil && !done(after) {
		return NotReached, fmt.Sprintf("the owner's own call after the attack is answered %d", after.Status())
	}
	switch {
	case x.Reading.Elsewhere != "" || x.Response.Truncated:
		return Inconclusive, "the attack did not reach the operation, or its answer is not whole"
	case denied(x):
		return Denied, ""
	case !done(x):
		return Inconclusive, fmt.Sprintf("the attack is answered %d", x.Status())
	case sameAnswer(x, p.Step(labelMissing)):
		return Denied, ""
	case x.Safe() && known(p):
		return Masked, ""
	}
	return SoftOK, ""
}
