package authz

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const countLeak = "authz.count-leak"

// The labels of the attacker's looks at a list: two before the owner makes anything, and one after each thing that it makes.
const (
	labelCount      = "count"
	labelCountAgain = "count-again"
	labelCountOne   = "count-one"
	labelCountTwo   = "count-two"
)

// CountLeak finds lists that hide objects and count them.
var CountLeak = &harness.Check{
	ID: countLeak,
	Doc: `A list that does not show an object does not count it either.

How many orders a shop gets, how many patients a doctor has: the rows are filtered, and the number beside them comes from the
whole table.

An actor that is refused another's object lists where it stands, twice. Then the owner makes an object like it, the actor
lists, the owner makes one more, and the actor lists again. The promise is broken when a number in the answer, in a header or
outside the rows, is the same in the first two and one higher after each object, while no answer shows any of them.

Ignored: numbers that move by themselves; lists that show the objects; callers who may read them; actors of another class.`,
	Severity: harness.Low,
	Security: true,
	CWE:      []int{200, 203},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023"},
	Story:    true,
	Propose:  tales.Propose(countLeak, tellCounts),
	Judge:    judgeCounts,
}

func tellCounts(p *harness.Plan) []tales.Tale {
	k := kindOf(p, func(k *harness.Kind) bool { return k.Lister(p.Operation) != nil && k.Read != nil })
	if k == nil || !p.Operation.Reads() || public(p) {
		return nil
	}
	var list []tales.Tale
	for _, a := range assaults(p) {
		if a.swapped {
			continue
		}
		list = append(list, tales.Tell("count another's "+k.Name+" as "+a.title(), func(s *harness.Story) {
			c := begin(s, p, k, a)
			c.look(a.attacker, k.Read, labelProbe, c.owned)
			c.enumerate(a.attacker, labelCount)
			c.enumerate(a.attacker, labelCountAgain)
			for _, label := range []string{labelCountOne, labelCountTwo} {
				tales.By(s, p, a.owner).Planting().Obtain(k)
				c.enumerate(a.attacker, label)
			}
		}))
	}
	return list
}

func judgeCounts(p *harness.Pass) {
	probe := p.Step(labelProbe)
	var looks []*harness.Exchange
	for _, label := range []string{labelCount, labelCountAgain, labelCountOne, labelCountTwo} {
		x := p.Step(label)
		if probe == nil || x == nil {
			return
		}
		looks = append(looks, x)
	}
	if at := slices.IndexFunc(looks, func(x *harness.Exchange) bool { return !done(x) }); at >= 0 {
		if denied(looks[at]) && denied(looks[0]) {
			p.Kept()
		} else {
			p.Inconclusive("a list is answered %s", answer.Status(looks[at]))
		}
		return
	}
	if !denied(probe) || shown(p, looks) {
		p.Inconclusive("the objects are not kept from who lists them")
		return
	}
	if at, n, found := counts(looks); found {
		p.Report(harness.Break{
			Exchange: looks[3],
			Site:     at,
			Message:  "a list that hides the objects of others counts them",
			Promised: "a number that does not change with what is hidden",
			Got:      fmt.Sprintf("%d, %d and %d, while another made two objects", n-2, n-1, n),
			Place:    p.Operation.Source,
		})
		return
	}
	p.Kept()
}

// shown reports whether a list holds a canary of what the owner has made.
func shown(p *harness.Pass, looks []*harness.Exchange) bool {
	for i, step := range p.Case.Steps {
		made := step.Label == labelOwned || strings.HasPrefix(step.Label, "obtain ")
		if !made || i >= len(p.Trace) {
			continue
		}
		canaries := harness.Canaries(p.Trace[i])
		if slices.ContainsFunc(looks, func(x *harness.Exchange) bool { return len(seen(x, canaries)) > 0 }) {
			return true
		}
	}
	return false
}

// counts finds a number that stays while nothing is made, and is one higher after each thing that is.
func counts(looks []*harness.Exchange) (site string, last int, found bool) {
	var all [4]map[string]int
	for i, x := range looks {
		all[i] = numbers(x)
	}
	for _, at := range slices.Sorted(maps.Keys(all[0])) {
		n := all[0][at]
		again, one, two := all[1], all[2], all[3]
		if _, has := again[at]; has && again[at] == n && one[at] == n+1 && two[at] == n+2 {
			return at, n + 2, true
		}
	}
	return "", 0, false
}

// numbers gives the whole numbers of an answer by their place: in headers, and in the body outside of arrays.
func numbers(x *harness.Exchange) map[string]int {
	found := map[string]int{}
	for name, values := range x.Response.Header {
		if n, err := strconv.Atoi(strings.TrimSpace(values[0])); err == nil && name != "Content-Length" && name != "Age" {
			found["header."+strings.ToLower(name)] = n
		}
	}
	decoded, err := x.Response.JSON()
	if err != nil {
		return found
	}
	var walk func(v any, at string, depth int)
	walk = func(v any, at string, depth int) {
		object, _ := v.(map[string]any)
		for name, inner := range object {
			place := at + shape.Join([]string{name})
			if number, ok := inner.(json.Number); ok {
				if n, err := strconv.Atoi(string(number)); err == nil {
					found["body#"+place] = n
				}
			} else if depth < 4 {
				walk(inner, place, depth+1)
			}
		}
	}
	walk(decoded.Value, "", 0)
	return found
}
