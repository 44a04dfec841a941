package state

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const sortNotKept = "state.sort-not-kept"

// SortNotKept finds lists that are not in the order that was asked for.
var SortNotKept = &harness.Check{
	ID: sortNotKept,
	Doc: `A list that is asked for in an order comes in that order.

Clients that want the newest, the cheapest or the first page of an alphabet read the beginning of the list and nothing else.

Judged on lists with a sort parameter whose enum names members of the objects, as in price, -price, price:desc or
price_desc. Three objects with different values are made where that can be done, and the list is asked for with each value.
At least three different values must be shown. Where a value does not say the direction, either is right.

Ignored: members that are absent or null; texts that the usual orders (by bytes, without case, numbers inside of words as
numbers) do not agree about, such as those with blanks, punctuation or letters beyond ASCII; objects of which two share a
value; answers other than 2xx, which are inconclusive.`,
	Severity: harness.Low,
	Rules:    []string{"OpenAPI 3.1 Parameter Object, description"},
	Story:    true,
	Propose:  tales.Propose(sortNotKept, sortTales),
	Judge:    judgeSort,
}

const (
	labelSorted = "sorted"
	// maxSortings bounds how many values of a sort parameter are tried.
	maxSortings = 8
)

func sortTales(p *harness.Plan) []tales.Tale {
	k, _ := lister(p)
	_, element, ok := described(p.Operation)
	by, all := sortParameter(p.Operation, element)
	if k == nil || !ok || by == nil {
		return nil
	}
	g := pagingOf(p.Operation)
	query, _ := largest(&g)
	_, inArray := single(by.Schema())
	return []tales.Tale{tales.Tell("sorted by "+by.Name, func(s *harness.Story) {
		o := several(p, s, k, 3)
		differ(p, s, o, all, element)
		for _, sort := range all[:min(len(all), maxSortings)] {
			query[by.Name] = sort.value
			if inArray {
				query[by.Name] = []any{sort.value}
			}
			page(s, p.Operation, labelSorted, query, o...)
		}
	})}
}

// differ gives the objects of a story different values where the list is sorted by them.
func differ(p *harness.Plan, s *harness.Story, o []*harness.Object, all []sorting, element []*schema.Schema) {
	for _, sort := range all {
		values := spread(shape.Members(element, sort.member)[0])
		for i := range min(len(o), len(values)) {
			give(p, s.Step(o[i].Step), sort.member, values[i])
		}
	}
}

func judgeSort(p *harness.Pass) {
	if !p.Own() {
		return
	}
	for i, step := range p.Case.Steps {
		if step.Label == labelSorted && i < len(p.Trace) {
			judgeSorted(p, p.Trace[i])
		}
	}
}

func judgeSorted(p *harness.Pass, x *harness.Exchange) {
	r, ok := rowsOf(x)
	by, all := sortParameter(p.Operation, r.element)
	if !ok || by == nil || !x.Reading.Valid() {
		p.Inconclusive("the sorted list cannot be read")
		return
	}
	value := x.Operation.Given(&x.Reading.Inputs)[by.Name]
	if list, isList := value.([]any); isList && len(list) == 1 {
		value = list[0]
	}
	for _, sort := range all {
		if value == sort.value {
			judgeOrder(p, x, by, sort, r.list)
		}
	}
}

func judgeOrder(p *harness.Pass, x *harness.Exchange, by *harness.Parameter, sort sorting, list []map[string]any) {
	wrong, distinct := disorder(list, sort.member, ascending)
	down, _ := disorder(list, sort.member, descending)
	if sort.direction == descending || sort.direction == either && down == nil {
		wrong = down
	}
	switch {
	case distinct < 3:
		p.Inconclusive("the list shows fewer than three different values of %s that can be compared", sort.member)
	case wrong == nil:
		p.Kept()
	default:
		p.Report(harness.Break{
			Exchange: x,
			Site:     by.Location(),
			Message:  fmt.Sprintf("%s is not in the order that %s asks for", p.Operation.ID, by.Name),
			Promised: fmt.Sprintf("ordered by %s, as %s says", sort.member, show(sort.value)),
			Got:      fmt.Sprintf("%s before %s", show(wrong[0]), show(wrong[1])),
			Place:    by.Source,
		})
	}
}
