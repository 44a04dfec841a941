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

// Row is what one story says of one operation and one relation: a cell of the authorization matrix.
type Row struct {
	Operation string           `json:"operation"`
	Relation  harness.Relation `json:"relation"`
	Verdict   Verdict          `json:"verdict"`
	Witness   Witness          `json:"witness,omitempty"`
	Reason    string           `json:"reason,omitempty"` // of a verdict that settles nothing
}

// String gives the row in one line, such as "GET /orders/{id} peer: leak (list-contradiction)".
func (r Row) String() string {
	text := fmt.Sprintf("%s %s: %s", r.Operation, r.Relation, r.Verdict)
	if r.Witness != NoWitness {
		text += " (" + string(r.Witness) + ")"
	}
	if r.Reason != "" {
		text += ": " + r.Reason
	}
	return text
}

// Decide gives the row of a story in which an actor attacks another's object; ok is false when the case is no such story, or
// the attack was not answered.
func Decide(p *harness.Pass) (row Row, ok bool) {
	x, relation := attacked(p)
	if x == nil || relation == harness.Expired {
		return Row{}, false
	}
	row = Row{Operation: x.Operation.ID, Relation: relation}
	if row.Reason = unfounded(p); row.Reason != "" {
		row.Verdict = NotReached
		return row, true
	}
	row.Verdict, row.Reason = weigh(p, x)
	if row.Verdict == Leak || row.Verdict == Effect {
		row.Witness = witness(p, x)
	}
	return row, true
}

// Rows gives what a story of the family says of the authorization matrix: of attacks on objects, and of calls without a
// credential or with one that must not work. It is empty for every other case.
func Rows(p *harness.Pass) []Row {
	x, relation := attacked(p)
	switch {
	case x != nil && relation == harness.Expired:
		return []Row{credential(p, x, relation)}
	case x != nil:
		row, _ := Decide(p)
		return []Row{row}
	}
	if x := p.Step(labelAnonymous); x != nil && x.Operation.Secured() {
		return []Row{credential(p, x, harness.Nobody)}
	}
	return nil
}

// credential gives the row of a call whose credential does not suffice. Where the contract asks for one, it is the witness.
func credential(p *harness.Pass, x *harness.Exchange, relation harness.Relation) Row {
	row := Row{Operation: x.Operation.ID, Relation: relation, Verdict: Inconclusive}
	control := p.Step(labelControl)
	changed, _ := changedBy(p, x, p.Step(labelAgain), p.Step(labelAfter))
	switch {
	case changed:
		row.Verdict, row.Witness = Effect, Declared
	case !done(x) && !done(control):
		row.Verdict, row.Reason = NotReached, "the call fails with a credential, too"
	case denied(x):
		row.Verdict = Denied
	case !done(x) || !fits(x):
		row.Reason = fmt.Sprintf("the call is answered %d, but not as the contract describes success", x.Status())
	case harness.Safe(x.Request.Method):
		row.Verdict, row.Witness = Leak, Declared
	case changes(x.Operation):
		row.Verdict = SoftOK
	default:
		row.Verdict, row.Witness = Effect, Declared
	}
	return row
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

// weigh decides what came of an attack.
func weigh(p *harness.Pass, x *harness.Exchange) (Verdict, string) {
	if leaks(p, x) {
		return Leak, ""
	}
	after := p.Step(labelAfter)
	if !harness.Safe(x.Request.Method) {
		changed, reason := effect(p, x)
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
	case harness.Safe(x.Request.Method) && known(p):
		return Masked, ""
	}
	return SoftOK, ""
}
