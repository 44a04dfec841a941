package authz

import (
	"github.com/contravene-dev/contravene/harness"
)

// Why a row is believed, beside the witnesses.
const (
	basisObserved = "observed" // nothing but the evidence of the run
	basisControl  = "control"  // the caller's call on what is its own
)

// noted writes what a story came to into the authorization matrix. It reports whether that is all: what other classes, and
// credentials with fewer scopes, may do is no finding.
func noted(p *harness.Pass, d decision) bool {
	noteSelf(p, d.x.Operation)
	noteMembers(p, d)
	r := harness.Row{
		Operation: d.x.Operation.ID, Relation: d.Relation, Class: d.Class, Basis: basisObserved,
		Proof: []*harness.Exchange{d.x, p.Step(labelBefore)},
	}
	other := d.Relation == harness.Elevated || d.Relation == harness.Narrow
	switch d.Verdict {
	case Leak, Effect:
		switch {
		case other:
			r.Ruling = harness.Allowed
		case d.Witness == NoWitness:
			r.Ruling, r.Basis = harness.Unknown, ""
		default:
			r.Ruling, r.Basis = harness.Leaked, string(d.Witness)
		}
	case Denied, Masked:
		r.Ruling, r.Status = harness.Denied, refusal(d.x)
		r.Power, r.Reason = power(p, d.x)
	default:
		r.Ruling, r.Basis, r.Reason = harness.NotReached, "", unsettled(d)
	}
	p.Row(r)
	return other
}

// refusal is the status of an answer that refuses, or 0 where it only shows nothing.
func refusal(x *harness.Exchange) int {
	if denied(x) {
		return x.Status()
	}
	return 0
}

// noteSelf writes down what the owner, and the attacker on its own object, may do.
func noteSelf(p *harness.Pass, op *harness.Operation) {
	for _, label := range []string{labelSelf, labelBefore, labelPower} {
		if x := p.Step(label); x != nil && x.Operation == op && done(x) {
			p.Row(posture(harness.Row{
				Operation: op.ID, Relation: harness.Self, Ruling: harness.Allowed, Basis: basisControl, Proof: []*harness.Exchange{x},
			}, x))
			return
		}
	}
}

// power judges the attacker's request once more with the owner's credential in its place, by the same rules: where that is
// no success, a denial proves nothing.
func power(p *harness.Pass, x *harness.Exchange) (harness.Power, string) {
	y, before, after := p.Step(labelPower), p.Step(labelAfter), p.Step(labelPowerAfter)
	if y == nil && after == nil && before != nil && before.Operation == x.Operation {
		y, after = before, before
	}
	if y == nil || y.Operation != x.Operation {
		return harness.Powerless, "the owner's own request was not answered"
	}
	switch verdict, reason := weigh(p, y, before, after); {
	case verdict == Leak || verdict == Effect || p.Check.ID == listLeak && listed(p, y):
		return harness.Killed, ""
	case reason != "":
		return harness.Powerless, "with the owner's credential: " + reason
	}
	return harness.Powerless, "with the owner's credential nothing shows a success either"
}

// noteCredential writes down what came of a call whose credential does not suffice. Where the contract asks for one, it is
// the witness.
func noteCredential(p *harness.Pass, x *harness.Exchange, relation harness.Relation, got bool) {
	control := p.Step(labelControl)
	r := harness.Row{Operation: x.Operation.ID, Relation: relation, Proof: []*harness.Exchange{x, control}}
	switch {
	case got:
		r.Ruling, r.Basis = harness.Leaked, string(Declared)
	case !done(control):
		r.Ruling, r.Reason = harness.NotReached, "the call fails with a credential, too"
	case denied(x):
		r.Ruling, r.Status, r.Basis = harness.Denied, x.Status(), string(Declared)
	default:
		r.Ruling, r.Reason = harness.NotReached, "the answer is neither a refusal nor such as the contract describes"
	}
	if r.Ruling == harness.Denied {
		r.Power, r.Reason = credentialPower(p, control)
	}
	p.Row(r)
	noteControl(p, control)
}

// credentialPower judges the call with a credential that works as if it had none.
func credentialPower(p *harness.Pass, control *harness.Exchange) (harness.Power, string) {
	after := p.Step(labelPowerAfter)
	if after == nil {
		if done(control) && fits(control) {
			return harness.Killed, ""
		}
		return harness.Powerless, "with a credential, the answer is not such as the contract describes"
	}
	changed, reason := changedBy(p, control, lastLook(p), after)
	switch {
	case changed:
		return harness.Killed, ""
	case reason == "":
		reason = "the owner's view does not change"
	}
	return harness.Powerless, "with the owner's credential: " + reason
}

// noteControl writes down whether the usual actor may call an operation at all.
func noteControl(p *harness.Pass, control *harness.Exchange) {
	if control == nil {
		return
	}
	r := harness.Row{
		Operation: control.Operation.ID, Relation: harness.Self, Basis: basisControl, Proof: []*harness.Exchange{control},
	}
	switch {
	case done(control):
		r.Ruling = harness.Allowed
		r = posture(r, control)
	case denied(control):
		r.Ruling, r.Status, r.Power, r.Reason = harness.Denied, control.Status(), harness.Powerless, "it is the usual actor that is refused"
	default:
		return
	}
	p.Row(r)
}
