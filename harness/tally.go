package harness

import "strconv"

// tally counts how far one exchange got.
func (b *bench) tally(c *Case, x *Exchange) {
	if x.Err != nil {
		b.totals.Failed++
		return
	}
	status := x.Response.Status
	if x.Operation != b.op {
		return // a step on the way; how its own operation gets on is counted there
	}
	b.statuses[status]++
	if b.cover == nil {
		b.cover = newCover(b.op)
	}
	b.cover.take(c, x)
	valid := x.Reading.Valid()
	switch {
	case status >= 500 && status != 501:
		b.totals.Server++
	case !valid:
	case status < 400:
		b.totals.Accepted++
	case (status == 401 || status == 403) && c.Steps[x.Step].Actor != Anonymous:
		b.totals.Auth++
	case status == 404 || status == 405 || status == 410 || status == 501:
		b.totals.Missing++
	case status == 400 || status == 406 || status == 415 || status == 422:
		b.totals.Invalid++
	}
}

// remember keeps the first valid request that was accepted, as the control for later refusals.
func (b *bench) remember(c *Case, trace []*Exchange) {
	for _, x := range trace {
		if x.Answered() && x.Operation == b.op && x.Reading.Valid() && x.Status()/100 == 2 {
			b.reached = true
			if b.baseline == nil {
				b.baseline, b.control = x, c
			}
		}
	}
}

// skip records something that could not be tested; the same thing again only counts.
func (b *bench) skip(u Untested) {
	if b.untested[u] == 0 {
		b.notes = append(b.notes, u)
	}
	b.untested[u]++
}

func (b *bench) report() OperationReport {
	statuses := make(map[string]int, len(b.statuses))
	for status, n := range b.statuses {
		statuses[strconv.Itoa(status)] = n
	}
	return OperationReport{ID: b.op.ID, Reached: b.reached, Totals: b.totals, Statuses: statuses, Coverage: b.coverage()}
}
