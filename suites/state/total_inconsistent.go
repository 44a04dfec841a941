package state

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const totalInconsistent = "state.total-inconsistent"

// TotalInconsistent finds lists that miscount what they hold.
var TotalInconsistent = &harness.Check{
	ID: totalInconsistent,
	Doc: `The total that a list gives is the number of objects that it holds.

Clients work out from it how many pages there are and when they have seen everything. One that counts the page instead of
the list, or what was deleted, ends their walk too early or never.

Judged on lists whose contract declares a total, such as the header X-Total-Count or a member total. Two objects are made
where that can be done, and a third that is deleted again. The list is asked for up to three pages of the largest size, for
the first of them from its second object on, for the smallest page, and for the first large page again. When the large pages
hold everything, the total must be the number of their objects; and it must not change with the size of the page.

Ignored: totals that reach the maximum of their schema, where counting ends; a list that changed in between, whose pages do
not hold everything, or that is empty: inconclusive. A member count may be that of the page as well, and is compared only
where one page holds everything. Totals that are no numbers are conformance's business.`,
	Severity: harness.Low,
	Rules:    []string{"OpenAPI 3.1 Response Object, headers", "OpenAPI 3.1 Media Type Object, schema"},
	Story:    true,
	Propose:  tales.Propose(totalInconsistent, totalTales),
	Judge:    judgeTotal,
}

const labelRest = "rest"

func totalTales(p *harness.Plan) []tales.Tale {
	k, _ := lister(p)
	if k == nil || !declaresTotal(p.Operation) {
		return nil
	}
	g := pagingOf(p.Operation)
	all, small, rest := map[string]any{}, map[string]any{}, map[string]any{}
	if g.limit != nil {
		most, ok := g.large()
		least, ok2 := g.small(1)
		if !ok || !ok2 {
			return nil
		}
		all[g.limit.Name], rest[g.limit.Name], small[g.limit.Name] = number(most), number(most), number(least)
	}
	switch at := g.mover(); {
	case g.offset != nil:
		rest[at.Name] = number(1)
	case g.page != nil:
		first, _ := g.first()
		rest[at.Name] = number(first + 1)
	}
	return []tales.Tale{tales.Tell("the total of a list", func(s *harness.Story) {
		o := several(p, s, k, 2)
		if o != nil && k.Delete != nil {
			third := s.Obtain(k)
			s.Use(k.Delete, labelDelete, s.Inputs(k.Delete, 0), third)
		}
		listing(s, p.Operation, labelWhole, o...)
		page(s, p.Operation, labelPage, small, o...)
		page(s, p.Operation, labelRest, rest, o...)
		page(s, p.Operation, labelAgain, all, o...)
	})}
}

// declaresTotal reports whether a list's contract has a total, so that there is something to look for.
func declaresTotal(op *harness.Operation) bool {
	reply := op.Reply(200)
	if reply == nil {
		return false
	}
	for _, h := range reply.Headers {
		if isTotalHeader(h.Name) {
			return true
		}
	}
	for _, m := range reply.Contents {
		if !harness.IsJSON(m.Type) || m.Schema == nil {
			continue
		}
		if facets, _ := around(op, m.Schema()); hasTotal(facets) {
			return true
		}
	}
	return false
}

func judgeTotal(p *harness.Pass) {
	list := steps(p, labelWhole, labelAgain, labelPage, labelRest)
	if !p.Own() || list == nil {
		return
	}
	if why := agreed(list[:3]...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	pages, ok := listingOf(p, labelWhole)
	again, ok2 := rowsOf(list[1])
	t, ok3 := totalOf(list[0])
	u, ok4 := totalOf(list[1])
	if !ok || !ok2 || !ok3 || !ok4 {
		return
	}
	first, _ := rowsOf(list[0])
	n, whole := len(pages.rows), holdsAll(p, list, &pages, len(again.list))
	stable := len(first.list) == len(again.list) && t.n == u.n
	switch {
	case t.n-len(first.list) != u.n-len(again.list), len(pages.pages) > 1 && !stable:
		p.Inconclusive("the list changed while it was looked at")
	case t.capped:
		p.Inconclusive("the total is the highest that the contract allows, where counting may have ended")
	case n == 0:
		p.Inconclusive("the list is empty")
	case t.ofPage && len(pages.pages) > 1:
		p.Inconclusive("the count may be that of the page")
	case t.n < n || t.n != n && whole:
		p.Report(miscounted(p, list[0], t, fmt.Sprintf("%d, the number of objects that are shown", n)))
	case !stable:
		p.Inconclusive("the list changed while it was looked at")
	default:
		judgeSmallTotal(p, list[2], t, len(first.list), whole)
	}
}

// judgeSmallTotal compares the total of a small page with that of one of n objects.
func judgeSmallTotal(p *harness.Pass, x *harness.Exchange, t total, n int, whole bool) {
	small, ok := rowsOf(x)
	u, ok2 := totalOf(x)
	switch {
	case !ok || !ok2:
		return
	case t.ofPage || len(small.list) >= n || u.n == t.n:
		if whole {
			p.Kept()
		} else {
			p.Inconclusive("the pages that were asked for may not hold everything")
		}
	default:
		p.Report(miscounted(p, x, u, fmt.Sprintf("%d, as with a larger page", t.n)))
	}
}

func miscounted(p *harness.Pass, x *harness.Exchange, t total, promised string) harness.Break {
	return harness.Break{
		Exchange: x, Site: t.site, Place: t.place,
		Message:  fmt.Sprintf("the total of %s is not the number of objects in the list", p.Operation.ID),
		Promised: promised,
		Got:      fmt.Sprint(t.n),
	}
}

// holdsAll reports whether the large pages certainly show the whole list: the last of them is not full, and no limit that
// the contract is silent on can have cut them. There is none when there are as many objects as were asked for, or when
// going on from the second object, or to the second page, shows no more. The first page was asked for before that, and once
// more after it, when it showed again as many; either may have been just when somebody else was writing.
func holdsAll(p *harness.Pass, list []*harness.Exchange, pages *catalog, again int) bool {
	g := pagingOf(p.Operation)
	if !pages.whole || g.limit == nil {
		return false
	}
	n := len(pages.rows)
	size, ok := asked(list[0], g.limit)
	rest, ok2 := rowsOf(list[3])
	switch {
	case !ok:
		return false
	case n >= size:
		return true
	case told(list[0]):
		return true
	case g.offset != nil:
		return ok2 && (len(rest.list) == n-1 || len(rest.list) == again-1 && again < size)
	case g.page != nil:
		return ok2 && len(rest.list) == 0 || gone(list[3])
	}
	return false
}

// told reports whether a page says itself that it is the last.
func told(x *harness.Exchange) bool {
	decoded, err := x.Response.JSON()
	return err == nil && saysEnd(decoded.Value, reach(x))
}
