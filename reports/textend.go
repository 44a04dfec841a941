package reports

import (
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// gaps writes what was not tested and why. Where nothing is missing it writes nothing.
func gaps(p *page, r *harness.Report) {
	closed, silent, left := words.Unreached(r), words.SilentChecks(r), words.Elsewhere(r)
	if len(closed)+len(silent)+len(left) == 0 {
		return
	}
	p.line(p.paint(bold, "NOT TESTED"))
	if len(closed) > 0 {
		p.line()
		p.line("  ", fmt.Sprintf("%d of %s never answered 2xx", len(closed), words.Count(len(r.Operations), "operation")))
		rows := make([]row, 0, len(closed))
		for _, o := range closed {
			text := words.Hindrance(o)
			if s := words.Statuses(o.Statuses); s != "" {
				text += "; " + s
			}
			rows = append(rows, row{Name: words.Visible(o.ID), Text: text})
		}
		p.rows(4, rows)
	}
	if len(silent) > 0 {
		p.line()
		p.line("  ", fmt.Sprintf("%d of %s never got to judge", len(silent), words.Count(len(r.Checks), "check")))
		rows := make([]row, 0, len(silent))
		for _, c := range silent {
			rows = append(rows, row{Name: words.Visible(c.ID), Text: words.Silence(c)})
		}
		p.rows(4, rows)
	}
	if len(left) > 0 {
		p.line()
		p.line("  left out")
		p.rows(4, words.LeftOut(left))
	}
	p.line()
}

func totals(p *page, r *harness.Report) {
	t := r.Totals
	p.line(p.paint(bold, "TOTALS"))
	n := len(r.Operations) - len(words.Unreached(r))
	p.field(2, "reached", fmt.Sprintf("%d of %s with 2xx (%s)", n, words.Count(len(r.Operations), "operation"), words.Share(n, len(r.Operations))))
	parts := []string{words.Share(t.Accepted, t.Requests) + " accepted"}
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
			parts = append(parts, words.Share(x.n, t.Requests)+" "+x.name)
		}
	}
	p.field(2, "answers", fmt.Sprintf("%s: %s", words.Count(t.Requests, "request"), strings.Join(parts, ", ")))
	if t.Dropped > 0 {
		p.field(2, "dropped", words.Count(t.Dropped, "case")+" whose bytes would not have said what they should")
	}
	if t.Cleanup > 0 {
		p.field(2, "cleaned", words.Count(t.Cleanup, "request")+" to remove what the run had made")
	}
	judgedChecks := len(r.Checks) - len(words.SilentChecks(r))
	p.field(2, "judged", fmt.Sprintf("%d of %s", judgedChecks, words.Count(len(r.Checks), "check")))
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
	p.line(p.paint(mark, strings.ToUpper(string(r.Verdict))), "  ", words.Summary(r))
	for _, reason := range r.Reasons {
		p.para(2, words.Visible(reason))
	}
	p.para(2, "next: "+t.next(r))
}

// next names one thing to do.
func (t Text) next(r *harness.Report) string {
	if len(r.Findings) == 0 {
		return words.Next(r, "")
	}
	return words.Next(r, t.saved(r.Findings[0]))
}
