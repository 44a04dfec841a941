package authz

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

// assault is who makes an object and who tries to get at it.
type assault struct {
	owner, attacker string
	relation        harness.Relation // the attacker's to the owner
	class           string           // the attacker's, where it is not the owner's
	swapped         bool             // the same two with their roles swapped
}

// label is that of the attack's step.
func (a assault) label() string {
	if a.class != "" {
		return labelAttack + string(a.relation) + ":" + a.class
	}
	return labelAttack + string(a.relation)
}

// title names the assault in a case: relations stay the same when users are added.
func (a assault) title() string {
	if a.swapped {
		return string(a.relation) + " with swapped roles"
	}
	return strings.TrimPrefix(a.label(), labelAttack)
}

// assaults casts a plan's actors: the first that has an equal is the owner, its first peer and its first equal in another
// tenant attack, and then the roles are swapped. Without two actors of one class there is none.
func assaults(p *harness.Plan) []assault {
	var list, swapped []assault
	for _, r := range tales.Rivals(p) {
		list = append(list, assault{owner: r.Owner, attacker: r.Other, relation: r.Relation})
		swapped = append(swapped, assault{owner: r.Other, attacker: r.Owner, relation: r.Relation, swapped: true})
	}
	return append(list, swapped...)
}

// onlookers casts who may have more or fewer rights than the owner: one actor of each other class, of the owner's tenant where
// there is one, and the owner with fewer scopes. What they may do is written down; it is no finding of these checks.
func onlookers(p *harness.Plan) []assault {
	var owner *harness.Actor
	for _, a := range p.Cast {
		if tales.Plain(a) && (owner == nil || len(assaults(p)) > 0 && a.Name == assaults(p)[0].owner) {
			owner = a
		}
	}
	if owner == nil {
		return nil
	}
	var list []assault
	for _, a := range p.Cast {
		relation := a.To(owner)
		if relation != harness.Elevated && relation != harness.Narrow || relation == harness.Elevated && !tales.Plain(a) {
			continue
		}
		next := assault{owner: owner.Name, attacker: a.Name, relation: relation}
		if relation == harness.Elevated {
			next.class = a.Class
		}
		at := slices.IndexFunc(list, func(o assault) bool { return o.relation == relation && o.class == next.class })
		switch {
		case at < 0:
			list = append(list, next)
		case a.Tenant == owner.Tenant && !akinTo(p, list[at].attacker, owner):
			list[at] = next
		}
	}
	return list
}

// akinTo reports whether an actor is of another's tenant.
func akinTo(p *harness.Plan, actor string, other *harness.Actor) bool {
	return slices.ContainsFunc(p.Cast, func(a *harness.Actor) bool { return a.Name == actor && a.Tenant == other.Tenant })
}

// who names an attacker by its relation to the owner.
func who(r harness.Relation) string { return tales.Who(r) }

// kindOf finds the kind on one of whose objects the operation works, or nil.
func kindOf(p *harness.Plan, is func(*harness.Kind) bool) *harness.Kind {
	if at := slices.IndexFunc(p.Objects.Kinds, is); at >= 0 {
		return p.Objects.Kinds[at]
	}
	return nil
}

// public reports whether the contract lets everybody call an operation. One that declares no credentials at all says
// nothing about it.
func public(p *harness.Plan) bool {
	return !p.Operation.Secured() && !p.Contract.SecurityUnsaid && (len(p.Contract.Schemes) > 0 || len(p.Operation.Security) > 0)
}
