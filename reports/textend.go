package reports

import (
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// gaps writes what was not tested and why. Where nothing is missing it writes nothing.
func gaps(p *page, r *harness.Report) {
	closed, silent, left := unreached(r), silentChecks(r), elsewhere(r)
	if len(closed)+len(silent)+len(left) == 0 {
		return
	}
	p.line(p.paint(bold, "NOT TESTED"))
	if len(closed) > 0 {
		p.line()
		p.line("  ", fmt.Sprintf("%d of %s never answered 2xx", len(closed), count(len(r.Operations), "operation")))
		rows := make([]row, 0, len(closed))
		for _, o := range closed {
			text := hindrance(o)
			if s := statuses(o.Statuses); s != "" {
				text += "; " + s
			}
			rows = append(rows, row{visible(o.ID), text})
		}
		p.rows(4, rows)
	}
	if len(silent) > 0 {
		p.line()
		p.line("  ", fmt.Sprintf("%d of %s never got to judge", len(silent), count(len(r.Checks), "check")))
		rows := make([]row, 0, len(silent))
		for _, c := range silent {
			rows = append(rows, row{visible(c.ID), silence(c)})
		}
		p.rows(4, rows)
	}
	if len(left) > 0 {
		p.line()
		p.line("  left out")
		p.rows(4, leftOut(left))
	}
	p.line()
}

func silentChecks(r *harness.Report) []harness.CheckReport {
	var list []harness.CheckReport
	for _, c := range r.Checks {
		if !judged(c) {
			list = append(list, c)
		}
	}
	return list
}

// elsewhere leaves out what the list of unreached operations says already.
func elsewhere(r *harness.Report) []harness.Untested {
	told := map[string]bool{}
	for _, o := range unreached(r) {
		told[o.ID] = true
	}
	var list []harness.Untested
	for _, u := range r.Untested {
		if u.What != "operation" || !told[u.Operation] {
			list = append(list, u)
		}
	}
	return list
}

func leftOut(list []harness.Untested) []row {
	rows := make([]row, 0, len(list))
	for _, u := range list {
		name := visible(u.What)
		if u.Operation != "" {
			name = visible(u.Operation) + "  " + name
		}
		text := visible(shorten(u.Reason, shortText)) + where(u.Place)
		if u.Count > 1 {
			text += fmt.Sprintf(" ×%d", u.Count)
		}
		rows = append(rows, row{name, text})
	}
	return rows
}

func totals(p *page, r *harness.Report) {
	t := r.Totals
	p.line(p.paint(bold, "TOTALS"))
	n := len(r.Operations) - len(unreached(r))
	p.field(2, "reached", fmt.Sprintf("%d of %s with 2xx (%s)", n, count(len(r.Operations), "operation"), share(n, len(r.Operations))))
	parts := []string{share(t.Accepted, t.Requests) + " accepted"}
	for _, x := range []struct {
		n    int
		name string
	}{
		{t.Auth, "refused by authorization"},
		{t.Invalid, "valid but refused as invalid"},
		{t.Missing, "not found"},
		{t.Server, "failed with 5xx"},
		{t.Failed, "without an answer"},
	} {
		if x.n > 0 {
			parts = append(parts, share(x.n, t.Requests)+" "+x.name)
		}
	}
	p.field(2, "answers", fmt.Sprintf("%s: %s", count(t.Requests, "request"), strings.Join(parts, ", ")))
	if t.Dropped > 0 {
		p.field(2, "dropped", count(t.Dropped, "case")+" whose bytes would not have said what they should")
	}
	if t.Cleanup > 0 {
		p.field(2, "cleaned", count(t.Cleanup, "request")+" to remove what the run had made")
	}
	judgedChecks := len(r.Checks) - len(silentChecks(r))
	p.field(2, "judged", fmt.Sprintf("%d of %s", judgedChecks, count(len(r.Checks), "check")))
	p.line()
}

// verdict writes the run in one line, and what to do next.
func (t Text) verdict(p *page, r *harness.Report) {
	mark := red
	switch r.Verdict {
	case harness.Held:
		mark = green
	case harness.Interrupted:
		mark = yellow
	}
	p.line(p.paint(mark, strings.ToUpper(string(r.Verdict))), "  ", summary(r))
	for _, reason := range r.Reasons {
		p.para(2, visible(reason))
	}
	p.para(2, "next: "+t.next(r))
}

// summary says the verdict in a sentence.
func summary(r *harness.Report) string {
	switch r.Verdict {
	case harness.Held:
		return "every promise that was tested was kept"
	case harness.Hollow:
		return "the run proved nothing: it hardly got past the door"
	case harness.Unreachable:
		return "no answer came from the target"
	case harness.Interrupted:
		return "the run was stopped early; what it found stands: " + tally(r.Findings)
	}
	return tally(r.Findings)
}

// tally counts findings by severity.
func tally(list []*harness.Finding) string {
	if len(list) == 0 {
		return "no findings"
	}
	var counts [harness.High + 1]int
	rules := map[string]bool{}
	for _, f := range list {
		if f.Severity >= harness.Info && f.Severity <= harness.High {
			counts[f.Severity]++
		}
		rules[f.Rule] = true
	}
	var parts []string
	for s := harness.High; s >= harness.Info; s-- {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	return fmt.Sprintf("%s of %s: %s", count(len(list), "finding"), count(len(rules), "rule"), strings.Join(parts, ", "))
}

// next names one thing to do.
func (t Text) next(r *harness.Report) string {
	switch {
	case len(r.Findings) > 0:
		f := r.Findings[0]
		if path := t.saved(f); path != "" {
			return fmt.Sprintf("fix %s, then run: contravene replay %s", subject(f), visible(path))
		}
		return fmt.Sprintf("fix %s, then run again with seed %d; `contravene explain %s` says what is asked", subject(f), r.Seed, visible(f.Rule))
	case r.Verdict == harness.Unreachable:
		return "see that the service runs and that its address is right, then run again"
	case r.Verdict == harness.Hollow:
		return "give a credential with -H, or seed the objects that the operations need, then run again"
	case r.Verdict == harness.Interrupted:
		return "run again with a smaller --budget to let it finish"
	case len(unreached(r)) > 0:
		return fmt.Sprintf("help the run to reach %s (see NOT TESTED)", count(len(unreached(r)), "operation"))
	}
	return "raise --budget to look deeper"
}
