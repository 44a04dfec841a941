package authz

import (
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const (
	createOnBehalf = "authz.create-on-behalf"
	labelMade      = "made" // the owner looks for what the attacker has made
)

// CreateOnBehalf finds objects that can be put where only somebody else may put any.
var CreateOnBehalf = &harness.Check{
	ID: createOnBehalf,
	Doc: `Who may not replace an object of somebody else's may not make a new one beside it.

One request makes what is not there and replaces what is. The check of whose it is stands in the branch that replaces, where
there is a row to look at.

An actor makes an object under a parent of its own. Another is refused to replace it, and then sends the same operation with a
new name and canaries in the body. The promise is broken when the owner is shown the canary under that name.

Ignored: operations that only make or only replace, such as POST to a collection: much may be left with others on purpose, like
messages, and nothing in the answers tells that apart (an owner's list that shows it is a question of the lockfile); callers
who may replace the object; objects without a parent, under which everybody has names of their own.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 862},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 9.3.4"},
	Story:    true,
	Propose:  tales.Propose(createOnBehalf, tellBehalf),
	Judge:    judgeBehalf,
}

func tellBehalf(p *harness.Plan) []tales.Tale {
	k := p.Objects.Of(p.Operation)
	if k == nil || k.Parent == nil || k.Read == nil || k.Replace != p.Operation || k.Creator(p.Operation) == nil || public(p) {
		return nil
	}
	var named []harness.Need // the inputs that name the object itself
	for _, need := range p.Objects.NeedsOf(p.Operation) {
		if need.Kind == k && strings.HasPrefix(need.Target, "path.") {
			named = append(named, need)
		}
	}
	var list []tales.Tale
	for _, a := range assaults(p) {
		if a.swapped || len(named) == 0 {
			continue
		}
		list = append(list, tales.Tell("make a "+k.Name+" under another's "+k.Parent.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.owner, k.Read, labelBefore, c.owned)
			c.act(labelProbe, c.owned)
			c.beside(named)
		}))
	}
	return list
}

// beside adds the operation with a new name beside the owner's object, and the owner's look at what it makes.
func (c *scene) beside(named []harness.Need) {
	if c.owned == nil {
		return
	}
	unnamed := func(step *harness.Step) {
		step.Bind = slices.DeleteFunc(step.Bind, func(b harness.Binding) bool {
			return slices.ContainsFunc(named, func(n harness.Need) bool { return n.Target == b.Target })
		})
	}
	at := c.attack()
	unnamed(c.s.Step(at))
	c.s.Step(at).Renew = true
	look := tales.By(c.s, c.p, c.a.owner).Observe(c.k.Read, labelMade, c.owned)
	unnamed(c.s.Step(look))
	for _, need := range named {
		c.s.Step(look).Bind = append(c.s.Step(look).Bind, harness.Binding{Step: at, From: "request." + need.Target, Target: need.Target, Soft: true})
	}
}

func judgeBehalf(p *harness.Pass) {
	x, relation := attacked(p)
	before, probe, made := p.Step(labelBefore), p.Step(labelProbe), p.Step(labelMade)
	switch {
	case x == nil || before == nil || probe == nil:
		return
	case !done(before) || !denied(probe):
		p.Inconclusive("the owner's own look is answered %s, and replacing the object %s", answer.Status(before), answer.Status(probe))
	case made != nil && done(made) && len(seen(made, harness.Canaries(x))) > 0:
		p.Report(harness.Break{
			Exchange: x,
			Site:     string(relation),
			Message:  who(relation) + " makes an object beside one that it may not replace",
			Promised: "a refusal, as to replace the object: " + answer.Status(probe),
			Got:      answer.Status(x) + ", and the owner is shown what was sent",
			Place:    x.Operation.Source,
		})
	case denied(x):
		p.Kept()
	case done(x) || x.Status() >= http.StatusInternalServerError:
		p.Inconclusive("the attempt is answered %s, and the owner is not shown what came of it", answer.Status(x))
	default:
		p.Inconclusive("the attempt is answered %s, which is no refusal of the caller", answer.Status(x))
	}
}
