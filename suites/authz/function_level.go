package authz

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const functionLevel = "authz.function-level"

// FunctionLevel finds operations that callers without the declared role or scope can use.
var FunctionLevel = &harness.Check{
	ID: functionLevel,
	Doc: `An operation that names roles or scopes refuses whoever has none of them.

The menu hides what a user may not do, and the handler behind it asks for any credential that works. Whoever reads the
contract finds the address.

The contract's security requirements name scopes, or, since OpenAPI 3.1, roles. A caller has those that are its class or
among its scopes, by the very same name; of oauth2 and openIdConnect, which know no roles, those among its scopes. The same request is sent by one who has none of the alternatives, and by one who
has. The promise is broken when the first is answered 2xx as the contract describes it, with something in it: a creation
with 201, or a read that shows at least one element.

Ignored: callers of whom it is not configured whether they have the name: without scopes where scopes are asked for, without
a class where roles are; operations of which some alternative names neither role
nor scope; runs in which nobody has what is asked for; PUT, PATCH, DELETE and actions, whose effect belongs to the owner of
an object; empty lists, which are as good as a refusal; every other answer.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{285, 862, 269},
	OWASP:    []string{"API5:2023"},
	Rules:    []string{"OpenAPI 3.1 Security Requirement Object", "RFC 6750 3.1", "RFC 9110 15.5.4"},
	Story:    true,
	Propose:  tales.Propose(functionLevel, tellFunction),
	Judge:    judgeFunctionLevel,
}

// entitled reports whether an actor has what one of the alternatives of an operation names, and whether that is known.
func entitled(a *harness.Actor, op *harness.Operation, cast []*harness.Actor) (is, known bool) {
	known = true
	for _, alternative := range op.Security {
		all := true
		for _, demand := range alternative {
			if len(demand.Scopes) == 0 {
				continue
			}
			roles, scopes := vocabulary(demand.Scheme, op, cast)
			known = known && (roles || scopes) && (a.Class != "" || !roles) && (len(a.Scopes) > 0 || !scopes)
			for _, name := range demand.Scopes {
				all = all && (roles && a.Class == name || slices.Contains(a.Scopes, name))
			}
		}
		is = is || all
	}
	return is, is || known
}

// vocabulary says whether the names that an operation asks for under a scheme are classes or scopes of the run's actors.
// OAuth 2.0 knows scopes alone (RFC 6749 3.3); what other schemes name is read from who is configured.
func vocabulary(scheme *harness.SecurityScheme, op *harness.Operation, cast []*harness.Actor) (roles, scopes bool) {
	oauth := scheme.Type == "oauth2" || scheme.Type == "openIdConnect"
	for _, alternative := range op.Security {
		for _, demand := range alternative {
			for _, a := range cast {
				if demand.Scheme == scheme {
					roles = roles || !oauth && slices.Contains(demand.Scopes, a.Class)
					scopes = scopes || slices.ContainsFunc(a.Scopes, func(s string) bool { return slices.Contains(demand.Scopes, s) })
				}
			}
		}
	}
	return roles, scopes || oauth
}

func tellFunction(p *harness.Plan) []tales.Tale {
	if !p.Operation.Secured() || p.Objects.Logouts[p.Operation.ID] ||
		!p.Operation.Safe() && kindOf(p, func(k *harness.Kind) bool { return k.Creator(p.Operation) != nil }) == nil {
		return nil
	}
	var insider *harness.Actor
	for _, a := range p.Cast {
		if is, known := entitled(a, p.Operation, p.Cast); is && known && tales.Plain(a) && insider == nil {
			insider = a
		}
	}
	if insider == nil {
		return nil
	}
	var list []tales.Tale
	told := map[string]bool{}
	for _, a := range p.Cast {
		is, known := entitled(a, p.Operation, p.Cast)
		as := assault{owner: insider.Name, attacker: a.Name, relation: harness.Narrow} // whoever it is, it has fewer scopes
		if a.To(insider) == harness.Elevated {
			as.relation, as.class = harness.Elevated, a.Class
		}
		if is || !known || a.Dead || told[as.label()] {
			continue
		}
		told[as.label()] = true
		list = append(list, tales.Tell("use what is not for "+as.title(), func(s *harness.Story) {
			objects := need(tales.By(s, p, insider.Name), p)
			call(s, p, a.Name, as.label(), objects)
			call(s, p, insider.Name, labelControl, objects)
		}))
	}
	return list
}

func judgeFunctionLevel(p *harness.Pass) {
	x, relation := attacked(p)
	control := p.Step(labelControl)
	if x == nil || control == nil {
		return
	}
	got := done(x) && fits(x) && holds(x)
	row := harness.Row{Operation: x.Operation.ID, Relation: relation, Class: classIn(p), Basis: string(Declared), Proof: []*harness.Exchange{x, control}}
	switch {
	case got:
		row.Ruling = harness.Leaked
		p.Report(harness.Break{
			Exchange: x,
			Site:     strings.TrimSuffix(string(relation)+":"+row.Class, ":"),
			Message:  x.Operation.ID + " serves a caller who has none of the roles or scopes that the contract names",
			Promised: "403 Forbidden",
			Got:      answer.Status(x),
			Place:    x.Operation.Source,
		})
	case !done(control):
		row.Ruling, row.Basis, row.Reason = harness.NotReached, "", "the call fails for a caller who has the role, too"
		p.Inconclusive("the call is answered %s for a caller who has the role, too", answer.Status(control))
	case denied(x):
		row.Ruling, row.Status, row.Power = harness.Denied, x.Status(), harness.Killed
		if !fits(control) || !holds(control) {
			row.Power, row.Reason = harness.Powerless, "a caller who has the role is shown nothing either"
		}
		p.Kept()
	default:
		row.Ruling, row.Basis, row.Reason = harness.NotReached, "", "the answer is neither a refusal nor shows anything"
		p.Inconclusive("the call is answered %s, and shows nothing", answer.Status(x))
	}
	p.Row(row)
}

// holds reports whether an answer gives something: a creation, or a read that shows more than an empty list.
func holds(x *harness.Exchange) bool {
	if !x.Safe() {
		return x.Status() == http.StatusCreated
	}
	rows, isList := rowsOf(x)
	return len(x.Response.Body) > 0 && (!isList || len(rows) > 0)
}
