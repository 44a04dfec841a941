package graphql

import (
	"cmp"
	"iter"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const aliasesGrow = "graphql.aliases-grow"

// AliasesGrow finds services that load the same list as often as a document names it.
var AliasesGrow = &harness.Check{
	ID: aliasesGrow,
	Doc: `A document that asks for the same list under ever more keys is refused before its answers do harm.

Each key has the list loaded once more, and costs a few bytes to write. Limits that look at the number of requests do not see
it, those that hold one field after the other do not either, and some forget to look into fragments. It is not the number of keys
that is judged but what comes of it.

The three costliest lists, as the schema lets one estimate it, are asked for ten rows with everything a row has, under 20 to 320
keys, first plainly and then in a fragment. The promise is broken when nothing is refused and the largest answer has more than 100
bytes for one of its request and more than 128 KiB. No clock decides.

Ignored: lists that need arguments; services whose lists hold too little, and documents that are refused at once for another
reason, which are inconclusive; services on another machine, which are not put under load.`,
	Severity: harness.Medium,
	Language: language,
	Security: true,
	CWE:      []int{770, 400},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"GraphQL 2.7", "OWASP API4:2023"},
	Story:    true,
	Propose:  proposeAliases,
	Judge:    judgeAliases,
}

const (
	plainKeys  = "keys"
	hiddenKeys = "keys in a fragment"
	costliest  = 3
)

// keys are the numbers of keys that are asked for.
var keys = []int{20, 40, 80, 160, 320}

func proposeAliases(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		types, known := graphql.Of(p.Operation)
		if !known || !near(p) || !slices.Contains(costly(p, types), p.Operation) {
			return
		}
		g, _ := types.Grower(p.Operation)
		var steps []harness.Step
		for _, name := range []string{plainKeys, hiddenKeys} {
			var list []sized
			for _, n := range keys {
				list = append(list, sized{n, g.Aliased(n, name == hiddenKeys)})
			}
			steps = append(steps, series(p.Operation, name, list)...)
		}
		yield(grows(p.Operation, aliasesGrow, "keys of "+p.Operation.Name, steps...))
	}
}

// costly lists the queries for the costliest lists.
func costly(p *harness.Plan, types *graphql.TypeSystem) []*harness.Operation {
	var list []*harness.Operation
	for _, op := range queries(p.Contract) {
		if g, ok := types.Grower(op); ok && g.Many() {
			list = append(list, op)
		}
	}
	slices.SortStableFunc(list, func(a, b *harness.Operation) int { return -cmp.Compare(types.Cost(a.Name), types.Cost(b.Name)) })
	return list[:min(len(list), costliest)]
}

func judgeAliases(p *harness.Pass) {
	if !p.Own() {
		return
	}
	untold := ""
	for _, name := range []string{plainKeys, hiddenKeys} {
		g := growthOf(p, name)
		if g.unclear == "" && !g.refused && len(g.points) > 0 && g.outgrows(level) {
			p.Report(harness.Break{
				Exchange: g.end().Exchange, Service: true,
				Site:     name,
				Message:  "a list is loaded as often as a document names it: ever more " + name + " are let pass",
				Promised: "a refusal, or answers that stay in proportion to the document",
				Got:      g.says(),
			})
			return // what passes plainly passes in a fragment as well
		}
		if why := g.untold(); why != "" {
			untold = why
		}
	}
	if untold != "" {
		p.Inconclusive("%s", untold)
		return
	}
	p.Kept()
}
