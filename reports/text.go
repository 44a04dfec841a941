package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// Text writes a report for people. The zero value writes without colour, 100 columns wide.
type Text struct {
	Color bool
	Width int
	// Saved gives the path under which a finding was saved, for the line that replays it; nil, or "" from it: no line.
	Saved func(*harness.Finding) string
}

// Write writes the whole report: the findings by severity and rule, what was not tested and why, the totals, the verdict
// and the next step.
func (t Text) Write(w io.Writer, r *harness.Report) error {
	p := newPage(w, t.Color, t.Width)
	head(p, r)
	t.findings(p, r.Findings)
	flaky(p, r.Flaky)
	access(p, r)
	gaps(p, r)
	learned(p, r.Learned)
	leftovers(p, r.Leftovers)
	problems(p, r.Problems)
	totals(p, r)
	t.verdict(p, r)
	return p.close()
}

// Finding writes one finding, the way it stands in the report.
func (t Text) Finding(w io.Writer, f *harness.Finding) error {
	p := newPage(w, t.Color, t.Width)
	t.finding(p, f)
	return p.close()
}

func head(p *page, r *harness.Report) {
	c := r.Contract
	title := strings.TrimSpace(words.Visible(c.Title) + " " + words.Visible(c.Version))
	p.line(p.paint(bold, words.Visible(r.Tool)), "  ", title, "  ", p.paint(dim, words.Visible(c.Language)))
	p.field(0, "contract", fmt.Sprintf("%s, %s", words.Visible(c.File), words.Count(c.Operations, "operation")))
	p.field(0, "target", words.Visible(r.Target))
	p.field(0, "run", fmt.Sprintf("seed %d, budget %s, %s, %s in %s", r.Seed, words.Visible(r.Budget),
		words.Count(r.Totals.Cases, "case"), words.Count(r.Totals.Requests, "request"), words.Duration(r.Timing.Duration)))
	p.line()
}

func severityStyle(s harness.Severity) style {
	switch s {
	case harness.High:
		return red
	case harness.Medium:
		return yellow
	case harness.Low:
		return blue
	}
	return bold
}

// findings writes the findings, which the engine has sorted by severity and rule.
func (t Text) findings(p *page, list []*harness.Finding) {
	for len(list) > 0 {
		same := run(list, func(f *harness.Finding) bool { return f.Severity == list[0].Severity })
		name := strings.ToUpper(list[0].Severity.String())
		p.line(p.paint(severityStyle(list[0].Severity), name), "  ", words.Count(len(same), "finding"))
		for rest := same; len(rest) > 0; {
			rule := run(rest, func(f *harness.Finding) bool { return f.Rule == rest[0].Rule })
			t.rule(p, rule)
			rest = rest[len(rule):]
		}
		p.line()
		list = list[len(same):]
	}
}

// run gives the longest beginning of a list whose members all belong.
func run(list []*harness.Finding, belongs func(*harness.Finding) bool) []*harness.Finding {
	for i, f := range list {
		if !belongs(f) {
			return list[:i]
		}
	}
	return list
}

// inFull is how many findings of one rule are told in full. The others are mostly the same mistake at other operations,
// and stand in a list.
const inFull = 5

// rule writes the findings of one rule.
func (t Text) rule(p *page, list []*harness.Finding) {
	f := list[0]
	tags := words.Tags(f)
	p.line()
	p.line("  ", p.paint(bold, words.Visible(f.Rule)), fmt.Sprintf("  ×%d", len(list)), p.paint(dim, words.Joined("  ", tags)))
	for _, f := range list[:min(len(list), inFull)] {
		t.finding(p, f)
	}
	if len(list) <= inFull {
		return
	}
	rows := make([]row, 0, len(list)-inFull)
	for _, f := range list[inFull:] {
		text := words.Visible(f.Site) + words.Where(f.Place)
		if path := t.saved(f); path != "" {
			text += ", contravene replay " + words.Visible(path)
		}
		rows = append(rows, row{Name: words.Subject(f), Text: text})
	}
	p.line("    ", p.paint(dim, fmt.Sprintf("and at %s more:", words.Count(len(rows), "place"))))
	p.rows(6, rows)
}

func (t Text) finding(p *page, f *harness.Finding) {
	const in = 6
	p.line("    ", p.paint(bold, words.Subject(f)), "  ", p.paint(dim, words.Visible(f.Site)))
	p.para(in, words.Visible(words.Shorten(f.Message, words.Long)))
	p.field(in, "promised", words.Visible(words.Shorten(f.Promised, words.Long))+words.Where(f.Place))
	p.field(in, "got", words.Visible(words.Shorten(f.Got, words.Long)))
	if f.Count > 0 { // a finding that was only replayed has not been counted
		p.field(in, "seen", fmt.Sprintf("in %s, again in %d of %s; %s",
			words.Count(f.Count, "case"), f.Confirms.N, words.Count(f.Confirms.Of, "replay"), words.Visible(f.Fingerprint)))
	}
	for i, line := range f.Curl {
		label := "curl"
		if i > 0 {
			label = ""
		}
		p.verbatim(in, label, words.VisibleLines(line))
	}
	if path := t.saved(f); path != "" {
		p.verbatim(in, "replay", "contravene replay "+words.Visible(path))
	}
	if f.GoTest != "" {
		p.verbatim(in, "go test", words.VisibleLines(f.GoTest))
	}
}

func (t Text) saved(f *harness.Finding) string {
	if t.Saved == nil {
		return ""
	}
	return t.Saved(f)
}

func flaky(p *page, list []*harness.Finding) {
	if len(list) == 0 {
		return
	}
	p.line(p.paint(yellow, "FLAKY"), "  ", words.Count(len(list), "observation"), " that did not repeat, and so is no finding")
	rows := make([]row, 0, len(list))
	for _, f := range list {
		rows = append(rows, row{Name: words.Visible(f.Rule) + "  " + words.Subject(f),
			Text: fmt.Sprintf("again in %d of %s: %s", f.Confirms.N, words.Count(f.Confirms.Of, "replay"), words.Visible(words.Shorten(f.Message, words.Brief)))})
	}
	p.rows(2, rows)
	p.line()
}

func problems(p *page, list []harness.Problem) {
	if len(list) == 0 {
		return
	}
	p.line(p.paint(bold, "CONTRACT"), "  ", words.Count(len(list), "problem"), " of the document itself")
	rows := make([]row, 0, len(list))
	for _, x := range list {
		rows = append(rows, row{Name: words.Visible(x.Source.String()), Text: words.Visible(words.Shorten(x.Message, words.Brief))})
	}
	p.rows(2, rows)
	p.line()
}
