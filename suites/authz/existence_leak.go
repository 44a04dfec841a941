package authz

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const existenceLeak = "authz.existence-leak"

// ExistenceLeak finds refusals that tell whether there is such an object.
var ExistenceLeak = &harness.Check{
	ID: existenceLeak,
	Doc: `A refusal does not tell whether an object exists that the caller may not know of.

Whoever gets 403 for what is there and 404 for what is not can count the objects of others, and find the names that are worth
an attack.

One actor makes an object. Another of the same class, in the same tenant or in another one, reads it, and reads one that does
not exist. The promise is broken when the first is answered 401 or 403 and the second 404 or 410, and the service hides the
object from the same caller where it lists such objects.

Ignored: objects below others, where 404 may honestly speak of what the caller's own parent object has; objects that no list
hides, since they may be known to all (the outcome is "unknown"); times and wordings of answers; operations that the contract
opens to everybody.`,
	Severity: harness.Low,
	Security: true,
	CWE:      []int{204, 203},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"RFC 9110 15.5.4", "OWASP API1:2023"},
	Story:    true,
	Propose:  tales.Propose(existenceLeak, tellExistence),
	Judge:    judgeExistenceLeak,
}

func tellExistence(p *harness.Plan) []tales.Tale {
	k := kindOf(p, func(k *harness.Kind) bool { return k.Read == p.Operation && k.Parent == nil && listOf(p, k) != nil })
	if k == nil || public(p) || p.Operation.Concern == nil && strings.Count(p.Operation.Path, "{") != 1 {
		return nil
	}
	var list []tales.Tale
	for _, a := range assaults(p) {
		if a.swapped {
			continue
		}
		list = append(list, tales.Tell("ask for another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, p.Operation, labelBefore, c.owned)
			c.lists(a.owner, labelOwnerList)
			c.lists(a.attacker, labelOthersList)
			c.missing()
			c.attack()
		}))
	}
	return list
}

func judgeExistenceLeak(p *harness.Pass) {
	x, relation := attacked(p)
	missing := p.Step(labelMissing)
	if !p.Own() || x == nil || missing == nil {
		return
	}
	switch {
	case unfounded(p) != "":
		p.Inconclusive("%s", unfounded(p))
	case !missing.Reading.Valid():
		p.Inconclusive("the name of the object that does not exist is not one that the contract allows")
	case !denied(x) || !gone(missing):
		p.Inconclusive("the reads are answered %s and %s", answer.Status(x), answer.Status(missing))
	case x.Status() != http.StatusUnauthorized && x.Status() != http.StatusForbidden:
		p.Kept()
	case !hidden(p):
		p.Inconclusive("unknown: the refusals differ, and nothing says that the object is not known to all")
	default:
		p.Report(harness.Break{
			Exchange: x,
			Site:     string(relation),
			Message:  who(relation) + " is told that an object exists that the service hides from the same caller where it lists such objects",
			Promised: answer.Status(missing) + ", as for an object that does not exist",
			Got:      answer.Status(x),
			Place:    x.Operation.Source,
		})
	}
}
