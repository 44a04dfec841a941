package authz

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const parentMismatch = "authz.parent-mismatch"

// ParentMismatch finds objects that are reached under a parent which is not theirs.
var ParentMismatch = &harness.Check{
	ID: parentMismatch,
	Doc: `An object is found under its own parent and under no other.

The path names two objects, the handler checks whether the first is the caller's, and loads the second by its own name.

One actor makes an object with a canary in it under a parent of its own. Another is refused that object, and then asks for it
under a parent that it has made itself: /parents/{its own}/children/{the other's}. The promise is broken when the answer shows
what only that object holds, or when the owner finds it changed or gone.

Ignored: objects that the other actor is not refused under their own parent; kinds whose path names no parent; attempts in
which both objects happen to have the same name.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 863},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 15.5.5"},
	Story:    true,
	Propose:  tales.Propose(parentMismatch, tellMismatch),
	Judge:    func(p *harness.Pass) { judgeDetours(p, "gets at an object under a parent that is not the object's") },
}

func tellMismatch(p *harness.Plan) []tales.Tale {
	k := operates(p)
	if k == nil || k.Parent == nil || public(p) {
		return nil
	}
	var above []string // inputs that name the parent or what stands above it
	for _, need := range p.Objects.NeedsOf(p.Operation) {
		if strings.HasPrefix(need.Target, "path.") && over(k, need.Kind) {
			above = append(above, need.Target)
		}
	}
	if len(above) == 0 {
		return nil
	}
	return detours(p, k, assaults(p), []way{{"own-parent", true, func(c *scene, step *harness.Step) {
		step.Bind = slices.DeleteFunc(step.Bind, func(b harness.Binding) bool {
			return strings.HasPrefix(b.Target, "path.") && !slices.Contains(above, b.Target)
		})
		for _, need := range p.Objects.NeedsOf(p.Operation) {
			if need.Kind == k {
				step.Bind = append(step.Bind, c.bound(need.Target)...)
			}
		}
	}}})
}

// over reports whether a kind is a parent of another, or a parent's parent.
func over(k, above *harness.Kind) bool {
	for at := k.Parent; at != nil; at = at.Parent {
		if at == above {
			return true
		}
	}
	return false
}
