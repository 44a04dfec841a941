package authz

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

// The labels of steps. That of the attack is followed by the attacker's relation to the owner, since a judge sees the case
// alone.
const (
	labelOwned       = "owned"        // the owner makes the object
	labelBefore      = "before"       // the owner looks at it
	labelAgain       = "again"        // and again, right before the attack
	labelAfter       = "after"        // and after it
	labelOwnerList   = "owner-list"   // the owner lists
	labelOwn         = "own"          // the attacker makes an object
	labelOthersFirst = "others-first" // the attacker lists where the owner's object stands, before making its own
	labelOthersList  = "others-list"  // and after
	labelSelf        = "self"         // the attacker does the operation on its own object
	labelMissing     = "missing"      // and on one that does not exist
	labelProbe       = "probe"        // and reads the owner's object, where that is not the operation
	labelAttack      = "attack "      // and does the operation on the owner's object
	labelEnds        = "ends"         // the attacker ends its own credential
	labelPower       = "power"        // the owner sends the attacker's very request
	labelPowerAfter  = "power-after"  // and looks at the object after it
)

// scene is a story in which one actor attacks another's object.
type scene struct {
	s             *harness.Story
	p             *harness.Plan
	k             *harness.Kind
	a             assault
	theirs, owned *harness.Object // the attacker's object and the owner's
}

// begin lets the owner make an object with canaries in it.
func begin(s *harness.Story, p *harness.Plan, k *harness.Kind, a assault) *scene {
	c := &scene{s: s, p: p, k: k, a: a}
	c.owned = tales.By(s, p, a.owner).Planting().Obtain(k)
	if c.owned != nil {
		s.Step(c.owned.Step).Label = labelOwned
	}
	return c
}

// look adds an actor's look at an object with an operation that reads.
func (c *scene) look(actor string, op *harness.Operation, label string, o *harness.Object) {
	if o != nil {
		tales.By(c.s, c.p, actor).Observe(op, label, o)
	}
}

// lists adds the owner's list of the objects, where there is one.
func (c *scene) lists(actor, label string) {
	if op := listOf(c.p, c.k); op != nil && c.owned != nil {
		at := tales.By(c.s, c.p, actor).Use(op, label, wide(c.s, op), c.owned)
		c.s.Step(at).Observe = true
	}
}

// rival lets the attacker make an object like the owner's.
func (c *scene) rival() {
	c.theirs = tales.By(c.s, c.p, c.a.attacker).Obtain(c.k)
	if c.theirs != nil {
		c.s.Step(c.theirs.Step).Label = labelOwn
	}
}

// compete lets the attacker make an object like the owner's, and list where the owner's stands. Where only its length tells
// whether a list is whole, the attacker lists before as well: then there are two lengths, and the shorter is no full page.
func (c *scene) compete() {
	if op := listOf(c.p, c.k); op != nil && guessed(op) {
		c.lists(c.a.attacker, labelOthersFirst)
	}
	c.rival()
	c.lists(c.a.attacker, labelOthersList)
}

// act adds the operation under test on an object. The owner's, the attacker's and the missing one get the same request, so
// that only the name of the object differs, or only the credential.
func (c *scene) act(label string, o *harness.Object) int { return c.actAs(c.a.attacker, label, o) }

func (c *scene) actAs(actor, label string, o *harness.Object) int {
	if o == nil {
		return 0
	}
	at := tales.By(c.s, c.p, actor).Use(c.p.Operation, label, request(c.s, c.p.Operation), o)
	step := c.s.Step(at)
	step.Observe = c.p.Operation.Safe()
	step.Plant = !step.Observe
	step.Renew = !step.Observe && c.p.Operation.Body != nil
	return at
}

// missing adds the operation on an object that does not exist, where its name can be made up.
func (c *scene) missing() {
	key, name, ok := absent(c.p, c.k)
	if !ok || c.owned == nil {
		return
	}
	at := c.act(labelMissing, c.owned)
	step := c.s.Step(at)
	kept := step.Bind[:0:0]
	for _, b := range step.Bind {
		if b.Target != key {
			kept = append(kept, b)
		}
	}
	step.Bind = kept
	if step.Inputs.Put(key, name) != nil {
		c.s.Drop(at)
	}
}

// attack adds the operation under test on the owner's object.
func (c *scene) attack() int { return c.act(c.a.label(), c.owned) }

// prove lets the owner send the attacker's very request: what is judged a denial has to be judged a success then.
func (c *scene) prove() {
	c.actAs(c.a.owner, labelPower, c.owned)
	if !c.p.Operation.Safe() {
		c.look(c.a.owner, c.k.Read, labelPowerAfter, c.owned)
	}
}

// request makes inputs with everything in the body that may be given, and no more beside it than must: a parameter that may
// be given can ask for a trial run, or set a condition.
func request(s *harness.Story, op *harness.Operation) harness.Inputs {
	in := s.Inputs(op, 0)
	if op.Body != nil {
		in.Body = s.Inputs(op, 2).Body
	}
	return in
}

// attacked finds the exchange of the attack and the attacker's relation to the owner.
func attacked(p *harness.Pass) (*harness.Exchange, harness.Relation) {
	for i, step := range p.Case.Steps {
		if relation, ok := strings.CutPrefix(step.Label, labelAttack); ok && i < len(p.Trace) && p.Trace[i].Answered() {
			relation, _, _ = strings.Cut(relation, ":")
			return p.Trace[i], harness.Relation(relation)
		}
	}
	return nil, ""
}

// classIn is the attacker's class, where it is not the owner's.
func classIn(p *harness.Pass) string {
	for _, step := range p.Case.Steps {
		if relation, ok := strings.CutPrefix(step.Label, labelAttack); ok {
			_, class, _ := strings.Cut(relation, ":")
			return class
		}
	}
	return ""
}

// done reports whether an answer says that what was asked is done or will be.
func done(x *harness.Exchange) bool { return x != nil && x.Status()/100 == 2 }

// denied reports whether an answer refuses the caller, openly or by denying that there is such an object.
func denied(x *harness.Exchange) bool {
	if x == nil {
		return false
	}
	switch x.Status() {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return true
	}
	return false
}

// gone reports whether an answer says that there is no such object.
func gone(x *harness.Exchange) bool {
	return x.Status() == http.StatusNotFound || x.Status() == http.StatusGone
}
