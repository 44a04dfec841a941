package reports

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
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
	title := strings.TrimSpace(visible(c.Title) + " " + visible(c.Version))
	p.line(p.paint(bold, visible(r.Tool)), "  ", title, "  ", p.paint(dim, visible(c.Language)))
	p.field(0, "contract", fmt.Sprintf("%s, %s", visible(c.File), count(c.Operations, "operation")))
	p.field(0, "target", visible(r.Target))
	p.field(0, "run", fmt.Sprintf("seed %d, budget %s, %s, %s in %s", r.Seed, visible(r.Budget),
		count(r.Totals.Cases, "case"), count(r.Totals.Requests, "request"), duration(r.Timing.Duration)))
	p.line()
}

// duration rounds to what people care to read.
func duration(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Millisecond).String()
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
		p.line(p.paint(severityStyle(list[0].Severity), name), "  ", count(len(same), "finding"))
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
	tags := make([]string, 0, len(f.CWE)+len(f.OWASP))
	for _, n := range f.CWE {
		tags = append(tags, fmt.Sprintf("CWE-%d", n))
	}
	tags = append(tags, f.OWASP...)
	p.line()
	p.line("  ", p.paint(bold, visible(f.Rule)), fmt.Sprintf("  ×%d", len(list)), p.paint(dim, joined("  ", tags)))
	for _, f := range list[:min(len(list), inFull)] {
		t.finding(p, f)
	}
	if len(list) <= inFull {
		return
	}
	rows := make([]row, 0, len(list)-inFull)
	for _, f := range list[inFull:] {
		text := visible(f.Site) + where(f.Place)
		if path := t.saved(f); path != "" {
			text += ", contravene replay " + visible(path)
		}
		rows = append(rows, row{subject(f), text})
	}
	p.line("    ", p.paint(dim, fmt.Sprintf("and at %s more:", count(len(rows), "place"))))
	p.rows(6, rows)
}

func joined(lead string, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return lead + visible(strings.Join(parts, " "))
}

// How much of a value is printed; the files have more.
const (
	longText  = 600
	shortText = 200
)

func (t Text) finding(p *page, f *harness.Finding) {
	const in = 6
	p.line("    ", p.paint(bold, subject(f)), "  ", p.paint(dim, visible(f.Site)))
	p.para(in, visible(shorten(f.Message, longText)))
	p.field(in, "promised", visible(shorten(f.Promised, longText))+where(f.Place))
	p.field(in, "got", visible(shorten(f.Got, longText)))
	if f.Count > 0 { // a finding that was only replayed has not been counted
		p.field(in, "seen", fmt.Sprintf("in %s, again in %d of %s; %s",
			count(f.Count, "case"), f.Confirms.N, count(f.Confirms.Of, "replay"), visible(f.Fingerprint)))
	}
	for i, line := range f.Curl {
		label := "curl"
		if i > 0 {
			label = ""
		}
		p.verbatim(in, label, visibleLines(line))
	}
	if path := t.saved(f); path != "" {
		p.verbatim(in, "replay", "contravene replay "+visible(path))
	}
	if f.GoTest != "" {
		p.verbatim(in, "go test", visibleLines(f.GoTest))
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
	p.line(p.paint(yellow, "FLAKY"), "  ", count(len(list), "observation"), " that did not repeat, and so is no finding")
	rows := make([]row, 0, len(list))
	for _, f := range list {
		rows = append(rows, row{visible(f.Rule) + "  " + subject(f),
			fmt.Sprintf("again in %d of %s: %s", f.Confirms.N, count(f.Confirms.Of, "replay"), visible(shorten(f.Message, shortText)))})
	}
	p.rows(2, rows)
	p.line()
}

func problems(p *page, list []harness.Problem) {
	if len(list) == 0 {
		return
	}
	p.line(p.paint(bold, "CONTRACT"), "  ", count(len(list), "problem"), " of the document itself")
	rows := make([]row, 0, len(list))
	for _, x := range list {
		rows = append(rows, row{visible(x.Source.String()), visible(shorten(x.Message, shortText))})
	}
	p.rows(2, rows)
	p.line()
}
