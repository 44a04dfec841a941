package graphql

import (
	"iter"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const depthGrows = "graphql.depth-grows"

// DepthGrows finds cycles of the schema that documents may follow until the answer has outgrown them.
var DepthGrows = &harness.Check{
	ID: depthGrows,
	Doc: `A document that goes round in the schema's cycles is refused before its answer outgrows it.

Where a user has topics and a topic has an author, a document may ask for the topics of the author of the topics, and so on. Each
round multiplies what is loaded by the rows of a page, so that a request of a kilobyte keeps a service busy for as long as anybody
likes. A limit of cost that knows of no pages does not see it.

Each cycle through fields that need no arguments is gone round once to twelve times, five rows of each page, until the service
refuses, an answer has 2 MiB, or one to five rounds or more has 128 KiB. The promise is broken when nothing is refused, the
largest answer has more than 100 bytes for one of its request and more than 128 KiB, and answers grow at least with the request's
size to the power of 1.5. No clock decides.

Ignored: cycles that no query without arguments reaches; services whose lists hold too little for anything to grow, and documents that
are refused at once for another reason, which are inconclusive; services on another machine, which are not put under load.`,
	Severity: harness.Medium,
	Language: language,
	Security: true,
	CWE:      []int{770, 400, 674},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"GraphQL 6.3", "OWASP API4:2023"},
	Story:    true,
	Propose:  proposeDepth,
	Judge:    judgeDepth,
}

const (
	deepest  = 12 // rounds
	plenty   = 5  // rounds that no limit lets pass which counts the rows of pages
	pageRows = 5  // of each list on the way
	rounds   = "rounds"
)

func proposeDepth(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		types, known := graphql.Of(p.Operation)
		if !known || !near(p) {
			return
		}
		g, ok := types.Grower(p.Operation)
		if !ok {
			return
		}
		for _, c := range types.Cycles() {
			if !enters(p, types, c) {
				continue
			}
			var list []sized
			for n := 1; n <= deepest; n++ {
				list = append(list, sized{n, g.Rounds(c, n, pageRows)})
			}
			steps := series(p.Operation, rounds, list)
			for i := plenty; i < len(steps); i++ {
				steps[i].Under = loud
			}
			if !yield(grows(p.Operation, depthGrows, c.String(), steps...)) {
				return
			}
		}
	}
}

func judgeDepth(p *harness.Pass) {
	if !p.Own() {
		return
	}
	g := growthOf(p, rounds)
	switch why := g.untold(); {
	case g.unclear == "" && !g.refused && len(g.points) > 0 && g.outgrows(steep):
		p.Report(harness.Break{
			Exchange: g.end().Exchange, Service: true,
			Site:     p.Case.Title,
			Message:  "a document may go round " + p.Case.Title + " until its answer has outgrown it",
			Promised: "a refusal, or answers that grow as the document does",
			Got:      g.says(),
		})
	case why == "", g.last && len(g.points) > 2 && !multiplies(p):
		p.Kept()
	default:
		p.Inconclusive("%s", why)
	}
}

// multiplies reports whether the cycle of a case goes through a list. Round any other nothing can grow but with the document.
func multiplies(p *harness.Pass) bool {
	types, ok := graphql.Of(p.Operation)
	if !ok {
		return true
	}
	for _, c := range types.Cycles() {
		if c.String() == p.Case.Title {
			return c.Lists() > 0
		}
	}
	return true
}
