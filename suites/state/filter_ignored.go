package state

import (
	"fmt"
	"maps"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const filterIgnored = "state.filter-ignored"

// FilterIgnored finds lists that show what their filter should leave out.
var FilterIgnored = &harness.Check{
	ID: filterIgnored,
	Doc: `A list that is filtered shows only objects that pass the filter.

Clients act on what a filter leaves: they mail, delete and pay by it. A filter that has no effect is not noticed while there
are only objects that pass.

Judged on lists with a query parameter that is called like a member of their objects and takes the same values: a boolean,
an enum, or a text; or that is called like a number with min or max beside it. Where clients may write the member, two
objects are made, one that passes and one that does not. The list is then asked without the filter and with it.

Ignored: flags that may mean "these as well", such as archived, and flags that are false, which may mean "never mind"; texts that contain the filter's text; objects that do not
show the member; a filter that is refused, and one with which nothing is shown, or without which nothing is shown that it
should leave out, are inconclusive. Of filters with several values one is given, since any and all are the same then.`,
	Severity: harness.Medium,
	Rules:    []string{"OpenAPI 3.1 Parameter Object, description"},
	Story:    true,
	Propose:  tales.Propose(filterIgnored, filterTales),
	Judge:    judgeFilter,
}

const labelFiltered = "filtered"

// maxFilters bounds the stories of one list.
const maxFilters = 6

func filterTales(p *harness.Plan) []tales.Tale {
	k, _ := lister(p)
	_, element, ok := described(p.Operation)
	if k == nil || !ok {
		return nil
	}
	g := pagingOf(p.Operation)
	all, _ := largest(&g)
	var list []tales.Tale
	for _, f := range filtersOf(p.Operation, element) {
		if len(list) < maxFilters && (f.how != contains || f.writable(p, k)) {
			list = append(list, tales.Tell("filtered by "+f.param.Name, func(s *harness.Story) { f.tell(p, s, k, all) }))
		}
	}
	return list
}

// writable reports whether an object of a story can be given a value of the member. Of a filter by text nothing is known
// otherwise.
func (f *filter) writable(p *harness.Plan, k *harness.Kind) bool {
	trial := harness.NewStory(p)
	o := trial.Obtain(k)
	return o != nil && give(p, trial.Step(o.Step), f.member, f.given[0])
}

func (f *filter) tell(p *harness.Plan, s *harness.Story, k *harness.Kind, all map[string]any) {
	o := several(p, s, k, len(f.given))
	for i := range o {
		give(p, s.Step(o[i].Step), f.member, f.given[i])
	}
	page(s, p.Operation, labelWhole, all, o...)
	for i, value := range f.values {
		query := maps.Clone(all)
		query[f.param.Name] = value
		page(s, p.Operation, fmt.Sprintf("%s %d", labelFiltered, i+1), query, o...)
	}
}

func judgeFilter(p *harness.Pass) {
	whole := p.Step(labelWhole)
	if !p.Own() || whole == nil {
		return
	}
	if why := agreed(whole); why != "" {
		p.Inconclusive("%s", why)
		return
	}
	all, ok := rowsOf(whole)
	if !ok {
		return
	}
	for i, step := range p.Case.Steps {
		if strings.HasPrefix(step.Label, labelFiltered) && i < len(p.Trace) {
			judgeFiltered(p, p.Trace[i], whole, all)
		}
	}
}

func judgeFiltered(p *harness.Pass, x, whole *harness.Exchange, all rows) {
	left, ok := rowsOf(x)
	if !ok || !x.Reading.Valid() {
		p.Inconclusive("the filtered list cannot be read")
		return
	}
	for _, f := range filtersOf(p.Operation, all.element) {
		value, given := x.Operation.Given(&x.Reading.Inputs)[f.param.Name]
		if _, before := whole.Operation.Given(&whole.Reading.Inputs)[f.param.Name]; !given || before {
			continue
		}
		switch {
		case f.leaves(left.list, value):
			p.Report(harness.Break{
				Exchange: x,
				Site:     f.param.Location(),
				Message:  fmt.Sprintf("%s shows objects that its filter %s should leave out", p.Operation.ID, f.param.Name),
				Promised: fmt.Sprintf("only objects whose %s passes %s", f.member, show(value)),
				Got:      fmt.Sprintf("%s %s", f.member, show(f.stray(left.list, value))),
				Place:    f.param.Source,
			})
		case len(left.list) == 0 || !f.leaves(all.list, value):
			p.Inconclusive("the list has nothing that %s lets pass, or nothing that it leaves out", f.param.Name)
		default:
			p.Kept()
		}
	}
}

// leaves reports whether objects are shown that do not pass the filter.
func (f *filter) leaves(list []map[string]any, value any) bool { return f.stray(list, value) != nil }

// stray gives the member of the first object that does not pass the filter, or nil.
func (f *filter) stray(list []map[string]any, value any) any {
	for _, object := range list {
		if f.excludes(object, value) {
			return object[f.member]
		}
	}
	return nil
}
