package graphql

import (
	"fmt"
	"iter"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const amountUnbounded = "graphql.amount-unbounded"

// AmountUnbounded finds pages that are as large as anybody wants.
var AmountUnbounded = &harness.Check{
	ID: amountUnbounded,
	Doc: `A page has an end, however many rows are asked for.

Lists have arguments such as first so that nobody has to load all of them. Where any number will do, one line loads the table, and a
list of such lists loads it again for each row.

Pages of 10, 10,000 and 1,000,000 rows are asked for, of each query with such an argument and of the one object that a query gives.
The promise is broken when more than 1000 rows come. An error keeps it, and so does a page that says that there are more.

Ignored: lists with 1000 rows or fewer, of which nothing can be said; pages that are refused for who asks; services on another machine,
which are not put under load.`,
	Severity: harness.Medium,
	Language: language,
	Security: true,
	CWE:      []int{770, 400},
	OWASP:    []string{"API4:2023"},
	Rules:    []string{"OWASP API4:2023"},
	Story:    true,
	Propose:  proposeAmounts,
	Judge:    judgeAmounts,
}

// amounts are the rows that are asked for, and sane is how many may come at once.
var amounts = []int{10, 10_000, 1_000_000}

const (
	sane   = 1000
	amount = "rows"
)

func proposeAmounts(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		types, known := graphql.Of(p.Operation)
		if !known || !near(p) {
			return
		}
		for _, page := range types.Pagers(p.Operation) {
			var list []sized
			for _, n := range amounts {
				list = append(list, sized{n, page.Page(n)})
			}
			if !yield(grows(p.Operation, amountUnbounded, page.Coordinate(), series(p.Operation, amount, list)...)) {
				return
			}
		}
	}
}

func judgeAmounts(p *harness.Pass) {
	if !p.Own() {
		return
	}
	g := growthOf(p, amount)
	if len(g.points) == 0 {
		p.Inconclusive("%s", g.untold())
		return
	}
	x := g.end()
	decoded, err := x.Response.JSON()
	rows, more := graphql.Rows(decoded.Value)
	large := x.Response.Truncated || err != nil
	switch {
	case large || rows > sane:
		got := strconv.Itoa(rows) + " rows"
		if large {
			got = fmt.Sprintf("more than %d bytes", len(x.Response.Body))
		}
		p.Report(harness.Break{
			Exchange: x.Exchange,
			Site:     p.Case.Title,
			Message:  "a page is as large as anybody wants: " + p.Case.Title,
			Promised: fmt.Sprintf("at most %d rows, or an error", sane),
			Got:      got,
			Place:    placeOf(p),
		})
	case g.refused, more && x.size > sane:
		p.Kept()
	case g.unclear != "":
		p.Inconclusive("%s", g.unclear)
	default:
		p.Inconclusive("the list has %d rows, which is too few to tell", rows)
	}
}

// placeOf is where the schema declares the argument that a case is about.
func placeOf(p *harness.Pass) harness.Source {
	types, _ := graphql.Of(p.Operation)
	for _, page := range types.Pagers(p.Operation) {
		if page.Coordinate() == p.Case.Title {
			return page.Place()
		}
	}
	return harness.Source{}
}
