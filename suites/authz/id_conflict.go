package authz

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const idConflict = "authz.id-conflict"

// IDConflict finds operations that check one name of an object and use another.
var IDConflict = &harness.Check{
	ID: idConflict,
	Doc: `A request that names two objects gets at none that its caller may not have.

Frameworks merge path, query and body into one bag of parameters. When the check reads the path and the handler reads the bag,
a second name decides what is loaded.

One actor makes an object with a canary in it. Another is refused it, and then names an object of its own in the path and the
first actor's beside it: in the query, under the name of the path's parameter and as id, and, where JSON is sent, as a member
of the body. The promise is broken when the answer shows what only the first object holds, or when its owner finds it changed.

Ignored: objects that the other actor is not refused; names that the contract declares for something else in that place;
answers that refuse the second name, or pass it over.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 235, 436},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 15.5.4"},
	Story:    true,
	Propose:  tales.Propose(idConflict, tellConflict),
	Judge:    func(p *harness.Pass) { judgeDetours(p, "gets at an object by naming it beside one of its own") },
}

func tellConflict(p *harness.Plan) []tales.Tale {
	k := operates(p)
	if k == nil || public(p) {
		return nil
	}
	var ways []way
	for _, place := range []string{"query", "body"} {
		if targets := beside(p, k, place); len(targets) > 0 {
			ways = append(ways, way{place, true, func(c *scene, step *harness.Step) {
				for target, from := range targets {
					for _, b := range c.bound(from) {
						b.Target, b.Soft = target, false
						step.Bind = append(step.Bind, b)
					}
				}
			}})
		}
	}
	if len(ways) == 0 {
		return nil
	}
	return detours(p, k, assaults(p), ways)
}

// beside lists the inputs of a place, by which a kind's object can be named once more, with the path's input of the name.
func beside(p *harness.Plan, k *harness.Kind, place string) map[string]string {
	targets := map[string]string{}
	for _, need := range p.Objects.NeedsOf(p.Operation) {
		name, inPath := strings.CutPrefix(need.Target, "path.")
		if !inPath || need.Kind != k {
			continue
		}
		for _, other := range []string{name, "id"} {
			switch {
			case place == "query" && p.Operation.Parameter("query", other) == nil:
				targets["query."+other] = need.Target
			case place == "body" && takesObject(p):
				targets["body#/"+other] = need.Target
			}
		}
	}
	return targets
}

// takesObject reports whether the operation under test takes a JSON object.
func takesObject(p *harness.Plan) bool {
	if p.Operation.Body == nil {
		return false
	}
	in, err := p.Make(p, p.Operation, 2)
	if err != nil || in.Body == nil || !harness.IsJSON(in.Body.Media) {
		return false
	}
	_, is := in.Body.Value.(map[string]any)
	return is
}
