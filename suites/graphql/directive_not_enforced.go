package graphql

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const directiveNotEnforced = "graphql.directive-not-enforced"

// DirectiveNotEnforced finds fields that serve whom their directive turns away elsewhere.
var DirectiveNotEnforced = &harness.Check{
	ID: directiveNotEnforced,
	Doc: `Fields that are closed by the same directive with the same arguments turn the same callers away.

A directive in the schema is a promise to whoever reads it. Executors enforce none by themselves, and a list of closed fields that
somebody keeps by hand is short of the newest.

Nothing says who satisfies @auth(role: MODERATOR): roles may be ordered or not. So the service itself is asked. A query that
needs no arguments refuses every actor of a class as forbidden and serves another class; the field under test has exactly the same
directives with the same arguments. The promise is broken when it serves an actor of the first class with something in the
answer, and one of the other as well.

Ignored: directives without arguments, which ask for any credential; callers whose class is named by the arguments, who are
refused for another reason; classes that any field with the directive serves; queries that need arguments as those that tell,
since they may refuse somebody because of what is asked for; operations that remove; 401, which is about the credential; answers
that hold no value.`,
	Severity: harness.High,
	Language: language,
	Security: true,
	CWE:      []int{285, 862, 269},
	OWASP:    []string{"API5:2023"},
	Rules:    []string{"GraphQL 3.13", "OWASP API5:2023"},
	Story:    true,
	Propose:  tales.Propose(directiveNotEnforced, tellDirective),
	Judge:    judgeDirective,
}

// The labels are followed by whether the directive names the caller's class, and by the class.
const (
	labelSibling = "sibling " // a query with the same directive
	labelTarget  = "target "  // the field under test
	namedClass   = "named "
	otherClass   = "other "
)

// maxSiblings bounds how many fields tell whom a directive turns away.
const maxSiblings = 3

func tellDirective(p *harness.Plan) []tales.Tale {
	guard, words := graphql.Guard(p.Operation)
	if guard == "" || p.Operation.Streams || p.Operation.Removes() {
		return nil
	}
	var siblings []*harness.Operation
	for _, op := range queries(p.Contract) {
		same, _ := graphql.Guard(op)
		if same == guard && op != p.Operation && !demanding(op) && len(siblings) < maxSiblings {
			siblings = append(siblings, op)
		}
	}
	cast := classes(p)
	if len(siblings) == 0 || len(cast) < 2 {
		return nil
	}
	return []tales.Tale{tales.Tell("use what the directive closes elsewhere", func(s *harness.Story) {
		for _, op := range append(siblings, p.Operation) {
			label := labelSibling
			if op == p.Operation {
				label = labelTarget
			}
			for _, a := range cast {
				kind := otherClass
				if slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, a.Class) }) {
					kind = namedClass
				}
				tales.By(s, p, a.Name).Use(op, label+kind+a.Class, s.Inputs(op, 0))
			}
		}
	})}
}

// demanding reports whether an operation has arguments that must be given.
func demanding(op *harness.Operation) bool {
	return slices.ContainsFunc(op.Options(), func(o *harness.Parameter) bool { return o.Required })
}

// classes casts up to two actors of each class, of the first one's tenant where there are such.
func classes(p *harness.Plan) []*harness.Actor {
	var list []*harness.Actor
	count := map[string]int{}
	for _, near := range []bool{true, false} {
		for _, a := range p.Cast {
			if !tales.Plain(a) || a.Class == "" || (a.Tenant == p.Cast[0].Tenant) != near || count[a.Class] == 2 {
				continue
			}
			count[a.Class]++
			list = append(list, a)
		}
	}
	if len(count) < 2 {
		return nil
	}
	return list
}

// asks is what came of the calls of one class.
type asks struct {
	sibling, target []came
	named           bool
	shown           *harness.Exchange // a call of the field under test that was served
}

func judgeDirective(p *harness.Pass) {
	if !p.Own() {
		return
	}
	by, order := byClass(p)
	if !slices.ContainsFunc(order, func(class string) bool { return by[class].entitled() }) {
		p.Inconclusive("no class is served both by the field and by another with the same directive")
		return
	}
	told := false
	for _, class := range order {
		a := by[class]
		switch {
		case !a.turnedAway():
		case a.shown != nil:
			reportDirective(p, a.shown, class)
			told = true
		case !slices.ContainsFunc(a.target, func(c came) bool { return c.is != withheld }):
			p.Kept()
			told = true
		}
	}
	if !told {
		p.Inconclusive("no class is refused by another field with the same directive, and answered by this one")
	}
}

// byClass sorts the calls of a case by the caller's class, in their order.
func byClass(p *harness.Pass) (by map[string]*asks, order []string) {
	by = map[string]*asks{}
	for i, step := range p.Case.Steps {
		label, of := strings.CutPrefix(step.Label, labelSibling)
		rest, isTarget := strings.CutPrefix(label, labelTarget)
		if i >= len(p.Trace) || !of && !isTarget {
			continue
		}
		class, named := strings.CutPrefix(rest, namedClass)
		class = strings.TrimPrefix(class, otherClass)
		if by[class] == nil {
			by[class] = &asks{named: named}
			order = append(order, class)
		}
		by[class].take(p.Trace[i], isTarget)
	}
	return by, order
}

func (a *asks) take(x *harness.Exchange, isTarget bool) {
	c := cameOf(x)
	if !isTarget {
		a.sibling = append(a.sibling, c)
		return
	}
	a.target = append(a.target, c)
	if c.is == given && filled(c.value) && a.shown == nil {
		a.shown = x
	}
}

// entitled reports whether the class is served everywhere.
func (a *asks) entitled() bool {
	served := func(list []came) bool {
		return slices.ContainsFunc(list, func(c came) bool { return c.is == given }) &&
			!slices.ContainsFunc(list, func(c came) bool { return c.is == withheld })
	}
	return served(a.sibling) && served(a.target)
}

// turnedAway reports whether other fields refuse the whole class, and none serves it.
func (a *asks) turnedAway() bool {
	return !a.named && len(a.sibling) > 0 && !slices.ContainsFunc(a.sibling, func(c came) bool { return c.is != withheld || c.status != 403 })
}

func reportDirective(p *harness.Pass, x *harness.Exchange, class string) {
	p.Report(harness.Break{
		Exchange: x,
		Site:     class,
		Message:  x.Operation.ID + " serves a class of callers whom every other field with the same directive refuses",
		Promised: "403 Forbidden, as from the fields that are closed alike",
		Got:      "a value",
		Place:    x.Operation.Source,
	})
}

// filled reports whether a value holds anything but empty lists and null.
func filled(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case map[string]any:
		for name, e := range v {
			if name != "__typename" && filled(e) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, filled)
	}
	return true
}
