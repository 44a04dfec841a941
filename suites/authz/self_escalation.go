package authz

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/accounts"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const selfEscalation = "authz.self-escalation"

// The labels of the story's steps; "plain" is the account that claims nothing.
const (
	labelPlainLogin  = "plain-login"
	labelPlainTries  = "plain-tries"
	labelClaimed     = "claimed"
	labelClaimLogin  = "claimed-login"
	labelClaimTries  = "claimed-tries"
	mostClaimedRoles = 3
)

// SelfEscalation finds registrations in which one can say what one may do.
var SelfEscalation = &harness.Check{
	ID: selfEscalation,
	Doc: `Nobody gives rights to itself.

A registration that is decoded into the user's row takes the role along, if somebody sends one.

An account is made, logs in, and is refused an operation that names a role which others have. Then another account is made by
the same request with that role in members that services keep it in: role, roles, class, type, isAdmin and the like. It logs in,
too, and calls the same operation. The promise is broken when that is answered 2xx.

Ignored: contracts in which no operation makes accounts, logs them in and gives out a token; operations that name no role, or
none that an actor is configured to have; members that the contract itself lets a client send; registrations that are refused.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{269, 915},
	OWASP:    []string{"API3:2023", "API5:2023"},
	Rules:    []string{"OWASP API3:2023", "OpenAPI 3.1 Security Requirement Object"},
	Story:    true,
	Propose:  tales.Propose(selfEscalation, tellEscalation),
	Judge:    judgeEscalation,
}

// roleMembers are members in which services keep what somebody may do, with the value that claims a role.
var roleMembers = map[string]func(role string) any{
	"role": func(r string) any { return r }, "roles": func(r string) any { return []any{r} }, "class": func(r string) any { return r },
	"type": func(r string) any { return r }, "userType": func(r string) any { return r }, "permissions": func(r string) any { return []any{r} },
	"scopes":  func(r string) any { return []any{r} },
	"isAdmin": func(string) any { return true }, "is_admin": func(string) any { return true }, "admin": func(string) any { return true },
}

// tellEscalation tells its story about the operation that makes accounts.
func tellEscalation(p *harness.Plan) []tales.Tale {
	k, named := p.Objects.Of(p.Operation), accounts.Named(p.Operation)
	if k == nil || k.Creator(p.Operation) == nil || named.Name == "" || named.Password == "" {
		return nil
	}
	at := slices.IndexFunc(p.Contract.Operations, func(op *harness.Operation) bool {
		by, ok := accounts.LogsIn(op)
		return ok && by == named && op != p.Operation && accounts.Token(op) != ""
	})
	guarded, roles := reserved(p)
	if at < 0 || guarded == nil {
		return nil
	}
	login := p.Contract.Operations[at]
	var list []tales.Tale
	for _, role := range roles[:min(len(roles), mostClaimedRoles)] {
		list = append(list, tales.Tell("register as "+role+" and call "+guarded.ID, func(s *harness.Story) {
			d := door{k, accounts.Named(login), login, guarded}
			d.enter(s, p, labelPlainLogin, labelPlainTries)
			if made := d.enter(s, p, labelClaimLogin, labelClaimTries); made != nil {
				claim(s.Step(made.Step), p.Operation, role)
			}
		}))
	}
	return list
}

// reserved finds an operation that reads and is for roles which the usual actor is known not to have and others are, and these.
func reserved(p *harness.Plan) (*harness.Operation, []string) {
	for _, op := range p.Contract.Operations {
		if op.Method != http.MethodGet || strings.Contains(op.Path, "{") || !op.Secured() || p.Objects.Logouts[op.ID] {
			continue
		}
		roles := map[string]bool{}
		for _, a := range p.Cast {
			is, known := entitled(a, op, p.Cast)
			if a.Name == tales.Usual(p) && (is || !known) {
				roles = nil
				break
			}
			if is && tales.Plain(a) && a.Class != "" {
				roles[a.Class] = true
			}
		}
		if len(roles) > 0 {
			return op, slices.Sorted(maps.Keys(roles))
		}
	}
	return nil, nil
}

// door is what leads from an account to an operation that is not for everybody.
type door struct {
	kind           *harness.Kind
	named          accounts.Login
	login, guarded *harness.Operation
}

// enter makes an account, logs it in, and calls the operation with the credential that it got.
func (d *door) enter(s *harness.Story, p *harness.Plan, loginLabel, triesLabel string) *harness.Object {
	account := tales.By(s, p, tales.Usual(p)).Obtain(d.kind)
	if account == nil || s.Step(account.Step).Operation != p.Operation.ID {
		return nil
	}
	tales.By(s, p, harness.Anonymous)
	in := s.Use(d.login, loginLabel, s.Inputs(d.login, 0))
	for _, member := range []string{d.named.Name, d.named.Password} {
		s.Step(in).Bind = append(s.Step(in).Bind, harness.Binding{
			Step: account.Step, From: "request.body#/" + member, Target: "body#/" + member,
		})
	}
	tries := s.Observe(d.guarded, triesLabel)
	s.Step(tries).Bind = append(s.Step(tries).Bind, harness.Binding{
		Step: in, From: "body#/" + accounts.Token(d.login), Target: "header.Authorization", Scheme: "Bearer",
	})
	return account
}

// claim adds a role to a registration, in every member that the contract does not declare.
func claim(step *harness.Step, op *harness.Operation, role string) {
	step.Label = labelClaimed
	step.Must = false // a registration that is refused keeps the promise
	if step.Inputs.Body == nil {
		return
	}
	body, _ := step.Inputs.Body.Value.(map[string]any)
	body = maps.Clone(body)
	declared := shape.Properties(shape.JSON(op.Body.Contents))
	for member, value := range roleMembers {
		if declared[member] == nil && body != nil {
			body[member] = value(role)
		}
	}
	step.Inputs.Body = &harness.Payload{Media: step.Inputs.Body.Media, Value: body}
}

func judgeEscalation(p *harness.Pass) {
	plain, claimed, x := p.Step(labelPlainTries), p.Step(labelClaimed), p.Step(labelClaimTries)
	switch {
	case plain == nil:
	case plain.Status() != http.StatusForbidden:
		p.Inconclusive("an account that claims nothing is answered %s", answer.Status(plain))
	case claimed != nil && claimed.Status()/100 == 4:
		p.Kept()
	case x == nil || claimed == nil || !done(claimed):
		p.Inconclusive("the account that claims a role cannot be made, or cannot log in")
	case done(x) && fits(x):
		p.Report(harness.Break{
			Exchange: x,
			Site:     x.Operation.ID,
			Message:  "an account that was made with a role in its request may do what that role may",
			Promised: "a refusal, as for an account that claims nothing: " + answer.Status(plain),
			Got:      answer.Status(x),
			Place:    p.Operation.Source,
		})
	case denied(x):
		p.Kept()
	default:
		p.Inconclusive("the account that claims a role is answered %s", answer.Status(x))
	}
}
