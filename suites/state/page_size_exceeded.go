package state

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const pageSizeExceeded = "state.page-size-exceeded"

// PageSizeExceeded finds pages that hold more than was asked for.
var PageSizeExceeded = &harness.Check{
	ID: pageSizeExceeded,
	Doc: `A page of a list holds no more objects than its page size asks for.

Clients ask for what they can hold and show. A page size that is ignored also takes the lid off what one request may cost.

Judged on lists with a parameter that is called like a page size (limit, per_page, pageSize, …). Two objects are made
where that can be done, and the list is asked for a page of the smallest size that the contract allows and for one of the
largest.

Ignored: answers other than 2xx (input.valid-refused); lists that have no more objects than the small page may hold, which
are inconclusive; answers in which the contract describes no single array of objects.`,
	Severity: harness.Medium,
	Rules:    []string{"OpenAPI 3.1 Parameter Object, description"},
	Story:    true,
	Propose:  tales.Propose(pageSizeExceeded, pageSizeTales),
	Judge:    judgePageSize,
}

// The labels of looks at a list.
const (
	labelPage  = "page"
	labelWhole = "whole"
)

func pageSizeTales(p *harness.Plan) []tales.Tale {
	k, _ := lister(p)
	g := pagingOf(p.Operation)
	if k == nil || g.limit == nil {
		return nil
	}
	small, ok := g.small(1)
	large, ok2 := g.large()
	if !ok || !ok2 || small >= large {
		return nil
	}
	return []tales.Tale{tales.Tell("a small page", func(s *harness.Story) {
		var o []*harness.Object
		if small < 5 {
			o = several(p, s, k, small+1)
		}
		page(s, p.Operation, labelWhole, map[string]any{g.limit.Name: number(large)}, o...)
		page(s, p.Operation, labelPage, map[string]any{g.limit.Name: number(small)}, o...)
	})}
}

func judgePageSize(p *harness.Pass) {
	list := steps(p, labelWhole, labelPage)
	if !p.Own() || list == nil {
		return
	}
	if why := agreed(list...); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	g := pagingOf(p.Operation)
	most := 0
	for _, x := range list {
		r, ok := rowsOf(x)
		size, ok2 := asked(x, g.limit)
		if !ok || !ok2 || !x.Reading.Valid() {
			return
		}
		if most = max(most, len(r.list)); len(r.list) > size {
			p.Report(harness.Break{
				Exchange: x,
				Site:     g.limit.Location(),
				Message:  fmt.Sprintf("a page of %s holds more objects than %s asks for", p.Operation.ID, g.limit.Name),
				Promised: fmt.Sprintf("at most %d", size),
				Got:      fmt.Sprintf("%d objects in a %s answer", len(r.list), answer.Status(x)),
				Place:    g.limit.Source,
			})
			return
		}
	}
	if size, _ := asked(list[1], g.limit); most <= size {
		p.Inconclusive("the list has no more objects than a page of %d may hold", size)
		return
	}
	p.Kept()
}
