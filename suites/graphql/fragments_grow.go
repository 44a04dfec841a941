package graphql

import (
	"iter"
	"math"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const fragmentsGrow = "graphql.fragments-grow"

// FragmentsGrow finds documents of few fragments that become large ones.
var FragmentsGrow = &harness.Check{
	ID: fragmentsGrow,
	Doc: `A document whose fragments unfold into a large one is refused before it does harm.

A fragment that spreads another one twice, which spreads a third one twice, doubles what is executed with every line. Limits that
count what is written see nothing, and those that follow fragments only so far see little. Validation has a trap of its own: fields
under the same key are compared in pairs, so that many fragments with the same field cost their number squared.

Round two cycles of the schema, fragments spread each other twice under two keys, up to sixteen deep and one row of each page,
until the service refuses or an answer has 2 MiB. The promise is broken when nothing is refused, the largest answer has more than
100 bytes for one of its request and more than 128 KiB, and answers grow at least with the request's size to the power of 1.5.

300, 600 and 1200 fragments with the same two fields are sent three times each. What is executed is one field, so that only time
can tell: the promise is broken when the quickest answer to the largest takes more than a second, and time grows with more
than the power of 1.8 over all three and 1.5 between any two. Less than a quarter of a second keeps it; anything else is inconclusive.

Ignored: cycles that no query without arguments reaches; services whose objects do not lead round, and documents that are refused at
once for another reason, which are inconclusive; services on another machine, which are not put under load.`,
	Severity: harness.Medium,
	Language: language,
	Security: true,
	CWE:      []int{770, 400, 776},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"GraphQL 2.8", "GraphQL 5.3.2", "OWASP API4:2023"},
	Story:    true,
	Propose:  proposeFragments,
	Judge:    judgeFragments,
}

const (
	levels   = "levels"
	overlaps = "fragments"
	tallest  = 16
	shortest = 2 // of the cycles; what a limit makes of fragments does not depend on what is in them
)

// fragments are how many fragments overlap, and sends is how often each number is sent.
var (
	fragments = []int{300, 600, 1200}
	sends     = 3
)

func proposeFragments(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		types, known := graphql.Of(p.Operation)
		if !known || !near(p) {
			return
		}
		g, ok := types.Grower(p.Operation)
		if !ok {
			return
		}
		cycles := types.Cycles()
		for _, c := range cycles[:min(len(cycles), shortest)] {
			if !enters(p, types, c) {
				continue
			}
			var list []sized
			for n := 2; n <= tallest; n++ {
				list = append(list, sized{n, g.Fan(c, n)})
			}
			if !yield(grows(p.Operation, fragmentsGrow, "levels of "+c.String(), series(p.Operation, levels, list)...)) {
				return
			}
		}
		if _, ok := g.Overlap(1); ok && p.Operation == overlapping(p, types) {
			var list []sized
			for _, n := range fragments {
				q, _ := g.Overlap(n)
				for range sends {
					list = append(list, sized{n, q})
				}
			}
			yield(grows(p.Operation, fragmentsGrow, "fragments that overlap", series(p.Operation, overlaps, list)...))
		}
	}
}

// overlapping is the query that documents with overlapping fields ask: the first that can be asked so.
func overlapping(p *harness.Plan, types *graphql.TypeSystem) *harness.Operation {
	for _, op := range queries(p.Contract) {
		if g, ok := types.Grower(op); ok {
			if _, ok := g.Overlap(1); ok {
				return op
			}
		}
	}
	return nil
}

func judgeFragments(p *harness.Pass) {
	if !p.Own() {
		return
	}
	if p.Case.Title == "fragments that overlap" {
		judgeOverlap(p)
		return
	}
	g := growthOf(p, levels)
	if g.unclear == "" && !g.refused && len(g.points) > 0 && g.outgrows(steep) {
		p.Report(harness.Break{
			Exchange: g.end().Exchange, Service: true,
			Site:     levels,
			Message:  "a few fragments that spread each other unfold into an answer that has outgrown them",
			Promised: "a refusal, or answers that grow as the document does",
			Got:      g.says(),
		})
		return
	}
	if why := g.untold(); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	p.Kept()
}

const (
	swift = 250 * time.Millisecond
	slow  = time.Second
)

// judgeOverlap is the one judgement of this family that looks at the clock, and speaks only when it cannot be mistaken: three
// sizes, the quickest of three answers each.
func judgeOverlap(p *harness.Pass) {
	g := growthOf(p, overlaps)
	if g.refused {
		p.Kept()
		return
	}
	if g.unclear != "" || !g.last || len(g.points) < len(fragments)*sends {
		p.Inconclusive("not all documents were carried out")
		return
	}
	var took [3]time.Duration
	for i, n := range fragments {
		took[i] = max(time.Microsecond, quickest(g.points, n))
	}
	doubled := func(from, to time.Duration) float64 { return math.Log2(float64(to) / float64(from)) }
	switch {
	case took[2] < swift:
		p.Kept()
	case took[2] > slow && doubled(took[0], took[2])/2 > 1.8 && doubled(took[0], took[1]) > steep && doubled(took[1], took[2]) > steep:
		p.Report(harness.Break{
			Exchange: g.end().Exchange, Service: true,
			Site:     overlaps,
			Message:  "fields that overlap in many fragments take time that grows with their number squared",
			Promised: "a refusal, or time that grows as the document does",
			Got:      "more than a second for the largest document, and far less than half of that for one half as large",
		})
	default:
		p.Inconclusive("the largest document takes long, and how that grows is not plain")
	}
}
