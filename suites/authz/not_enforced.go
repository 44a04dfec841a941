package authz

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	notEnforced    = "authz.not-enforced"
	labelAnonymous = "anonymous" // the call without a credential
	labelMangled   = "mangled"   // the call with a credential that nobody has
	labelControl   = "control"   // the call with a credential that works
)

// NotEnforced finds operations that ask for a credential in the contract only.
var NotEnforced = &harness.Check{
	ID: notEnforced,
	Doc: `An operation that asks for a credential refuses whoever has none.

A route that was registered outside the middleware, or a middleware that only decodes the token, opens the operation to
everybody, while the contract tells everybody that it is closed.

The same valid request is sent without a credential, with one that nobody has (of the form that the contract declares), and
with one that works. When the last is answered 2xx and one of the others is, too, with an answer such as the contract
describes, the promise is broken.

Ignored: operations whose contract has an alternative without a credential; PUT, PATCH and DELETE, which belong to
authz.anonymous-write; refusals by 403 or 404 instead of 401; every other answer (redirects, 400, 429, 5xx), which is
inconclusive; 2xx answers that do not match the contract, since they may be refusals in disguise.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{306, 287},
	OWASP:    []string{"API2:2023"},
	Rules:    []string{"OpenAPI 3.1 Security Requirement Object", "RFC 9110 11.6.1", "RFC 9110 15.5.2"},
	Story:    true,
	Propose:  tales.Propose(notEnforced, tellNotEnforced),
	Judge:    judgeNotEnforced,
}

// changes reports whether an operation changes or removes an object.
func changes(op *harness.Operation) bool {
	if c := op.Concern; c != nil {
		return c.Verb == "patches" || c.Verb == "deletes" || c.Verb == "acts on" && !op.Safe()
	}
	return op.Method == http.MethodPut || op.Method == http.MethodPatch || op.Method == http.MethodDelete
}

func tellNotEnforced(p *harness.Plan) []tales.Tale {
	actor := tales.Usual(p)
	if actor == "" || !p.Operation.Secured() || changes(p.Operation) || p.Objects.Logouts[p.Operation.ID] {
		return nil
	}
	return []tales.Tale{tales.Tell("call without a credential", func(s *harness.Story) {
		objects := need(tales.By(s, p, actor), p)
		bare(s, p, labelAnonymous, nil, objects)
		for _, edits := range mangled(p.Operation) {
			bare(s, p, labelMangled, edits, objects)
		}
		call(s, p, actor, labelControl, objects)
	})}
}

// need obtains the object that the operation under test works on, as the story's own.
func need(s *harness.Story, p *harness.Plan) []*harness.Object {
	if c := p.Operation.Concern; c != nil {
		for _, n := range p.Objects.NeedsOf(p.Operation) {
			if n.Kind.Name == c.Kind {
				return []*harness.Object{s.Obtain(n.Kind)}
			}
		}
		return nil
	}
	k := kindOf(p, func(k *harness.Kind) bool {
		return k.Item != "" && strings.HasPrefix(p.Operation.Path, k.Item) && len(k.Item) > 0 && deepestIn(p, k)
	})
	if k == nil {
		return nil
	}
	return []*harness.Object{s.Obtain(k)}
}

// deepestIn reports whether no kind below another one stands in the path of the operation under test.
func deepestIn(p *harness.Plan, k *harness.Kind) bool {
	return kindOf(p, func(other *harness.Kind) bool {
		return other.Item != "" && len(other.Item) > len(k.Item) && strings.HasPrefix(p.Operation.Path, other.Item)
	}) == nil
}

// call adds the operation under test as an actor.
func call(s *harness.Story, p *harness.Plan, actor, label string, objects []*harness.Object) int {
	at := tales.By(s, p, actor).Use(p.Operation, label, s.Inputs(p.Operation, 0), objects...)
	s.Step(at).Renew = p.Operation.Method == http.MethodPost && !p.Operation.Safe()
	return at
}

// bare adds the operation under test without a credential, or with one that edits write.
func bare(s *harness.Story, p *harness.Plan, label string, edits []harness.Edit, objects []*harness.Object) int {
	at := call(s, p, harness.Anonymous, label, objects)
	s.Step(at).Edits = edits
	return at
}

// nobodys is a credential that nobody has.
const nobodys = "contravene-nobody-has-this-credential"

// mangled gives the edits that write a credential of the declared form that nobody has, for the first way of calling the
// operation that can be written; none where there is none.
func mangled(op *harness.Operation) [][]harness.Edit {
	for _, requirement := range op.Security {
		var edits []harness.Edit
		for _, demand := range requirement {
			edit, ok := forged(demand.Scheme)
			if !ok {
				edits = nil
				break
			}
			edits = append(edits, edit)
		}
		if len(edits) > 0 {
			return [][]harness.Edit{edits}
		}
	}
	return nil
}

func forged(s *harness.SecurityScheme) (harness.Edit, bool) {
	switch {
	case s == nil:
	case s.Type == "apiKey" && s.In == "header":
		return harness.Edit{Kind: harness.EditHeader, Name: s.Parameter, Value: []byte(nobodys)}, true
	case s.Type == "apiKey" && s.In == "query":
		return harness.Edit{Kind: harness.EditQuery, Value: []byte(s.Parameter + "=" + nobodys)}, true
	case s.Type == "apiKey" && s.In == "cookie":
		return harness.Edit{Kind: harness.EditHeader, Name: "Cookie", Value: []byte(s.Parameter + "=" + nobodys)}, true
	case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"):
		return harness.Edit{Kind: harness.EditHeader, Name: "Authorization", Value: []byte("Basic Y29udHJhdmVuZTpub2JvZHk=")}, true
	case s.Type == "http" && strings.EqualFold(s.Scheme, "bearer"), s.Type == "oauth2", s.Type == "openIdConnect":
		return harness.Edit{Kind: harness.EditHeader, Name: "Authorization", Value: []byte("Bearer " + nobodys)}, true
	}
	return harness.Edit{}, false
}

func judgeNotEnforced(p *harness.Pass) {
	control := p.Step(labelControl)
	if !p.Own() || control == nil {
		return
	}
	if x := p.Step(labelAnonymous); x != nil {
		noteCredential(p, x, harness.Nobody, done(x) && fits(x))
	}
	if !done(control) && !done(p.Step(labelAnonymous)) && !done(p.Step(labelMangled)) {
		p.Inconclusive("the call is answered %s with a credential, too", answer.Status(control))
		return
	}
	refused := false
	for _, label := range []string{labelAnonymous, labelMangled} {
		x := p.Step(label)
		switch {
		case x == nil:
			continue
		case denied(x):
			refused = true
			continue
		case !done(x):
			p.Inconclusive("the call without a credential that works is answered %s", answer.Status(x))
		case !fits(x):
			p.Inconclusive("the call without a credential that works is answered %s, but not as the contract describes it", answer.Status(x))
		default:
			reportUnauthenticated(p, x, label)
			continue
		}
		return
	}
	if refused {
		p.Kept()
	}
}

// fits reports whether an answer is one that the contract describes: a page that asks people to log in is not.
func fits(x *harness.Exchange) bool {
	documented := answer.Documented(x)
	if documented == nil || x.Response.Truncated || len(x.Response.Body) > 0 && answer.Content(x) == nil && len(documented.Contents) > 0 {
		return false
	}
	s, value, ok := answer.JSON(x)
	return !ok || s.Valid(schema.Response, value)
}

func reportUnauthenticated(p *harness.Pass, x *harness.Exchange, label string) {
	how := "without a credential"
	if label == labelMangled {
		how = "with a credential that nobody has"
	}
	p.Report(harness.Break{
		Exchange: x,
		Site:     label,
		Message:  x.Operation.ID + " is carried out " + how + ", although the contract asks for one",
		Promised: "401 Unauthorized",
		Got:      answer.Status(x),
		Place:    x.Operation.Source,
	})
}
