package webpage

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// coverage is what of the contract was exercised and what was not.
type coverage struct {
	Totals     []measure
	Operations []operation
	Checks     []check
	Recorded   bool // the report says more than operations and statuses
}

// measure is how much of one kind of thing was exercised.
type measure struct {
	Name, Share string
	N, Of       int
}

type operation struct {
	ID, Hindrance, Statuses string
	Reached                 bool
	Requests, Accepted      int
	Parts                   []parts
	Missed                  int // parts that were never exercised
}

// parts are the parts of one kind that an operation has.
type parts struct {
	Name, Kept, Broken string // Broken is empty where nothing can be broken on purpose
	Rows               []harness.Covered
}

type check struct {
	ID                                   string
	Kept, Broken, Inconclusive, Findings int
	Judged                               bool
}

func newCoverage(r *harness.Report) coverage {
	c := coverage{}
	reached := len(r.Operations) - len(words.Unreached(r))
	c.Totals = append(c.Totals, newMeasure("Operations with 2xx", reached, len(r.Operations)))
	sums := map[string]*measure{}
	for i := range r.Operations {
		o := newOperation(&r.Operations[i])
		for _, p := range o.Parts {
			c.Recorded = true
			m := sums[p.Name]
			if m == nil {
				m = &measure{Name: p.Name}
				sums[p.Name] = m
			}
			m.Of += len(p.Rows)
			m.N += len(p.Rows) - missed(p)
		}
		c.Operations = append(c.Operations, o)
	}
	for _, kind := range kinds {
		if m := sums[kind.name]; m != nil {
			c.Totals = append(c.Totals, newMeasure(m.Name, m.N, m.Of))
		}
	}
	for _, k := range r.Checks {
		c.Checks = append(c.Checks, check{words.Visible(k.ID), k.Kept, k.Broken, k.Inconclusive, k.Findings, words.Judged(k)})
	}
	judged := len(r.Checks) - len(words.SilentChecks(r))
	c.Totals = append(c.Totals, newMeasure("Checks that judged", judged, len(r.Checks)))
	return c
}

func newMeasure(name string, n, of int) measure { return measure{name, words.Share(n, of), n, of} }

// kinds are the kinds of parts, in the page's order, with what is counted of each.
var kinds = []struct {
	name, kept, broken string
	of                 func(*harness.Coverage) []harness.Covered
}{
	{"Parameters and bodies", "sent valid", "sent invalid", func(c *harness.Coverage) []harness.Covered { return c.Inputs }},
	{"Schema keywords", "at the edge", "violated", func(c *harness.Coverage) []harness.Covered { return c.Keywords }},
	{"Documented statuses", "answered", "", func(c *harness.Coverage) []harness.Covered { return c.Statuses }},
	{"Security alternatives", "accepted", "", func(c *harness.Coverage) []harness.Covered { return c.Security }},
}

func newOperation(o *harness.OperationReport) operation {
	told := operation{
		ID: words.Visible(o.ID), Reached: o.Reached, Requests: o.Totals.Requests, Accepted: o.Totals.Accepted, Statuses: words.Statuses(o.Statuses),
	}
	if !o.Reached {
		told.Hindrance = words.Hindrance(o)
	}
	if o.Coverage == nil {
		return told
	}
	for _, kind := range kinds {
		p := parts{Name: kind.name, Kept: kind.kept, Broken: kind.broken}
		for _, row := range kind.of(o.Coverage) {
			row.Name = words.Visible(row.Name)
			p.Rows = append(p.Rows, row)
		}
		if len(p.Rows) > 0 {
			told.Parts = append(told.Parts, p)
			told.Missed += missed(p)
		}
	}
	return told
}

func missed(p parts) int {
	n := 0
	for _, row := range p.Rows {
		if row.Kept+row.Broken == 0 {
			n++
		}
	}
	return n
}

// Missing says how much of an operation was never exercised.
func (o operation) Missing() string {
	if o.Missed == 0 {
		return "everything exercised"
	}
	return fmt.Sprintf("%s never exercised", words.Count(o.Missed, "part"))
}
