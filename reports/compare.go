package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// Comparison is what became of findings from one run to another.
type Comparison struct {
	Old   string     `json:"old"` // the runs, as the caller names them
	New   string     `json:"new"`
	Fresh []Compared `json:"newFindings"`
	Gone  []Compared `json:"gone"`
	Still []Compared `json:"stillThere"`
	Flaky []Compared `json:"flaky"` // seen by the later run, and not repeated
}

// Compared is a finding in a comparison.
type Compared struct {
	Fingerprint string           `json:"fingerprint"`
	Rule        string           `json:"rule"`
	Operation   string           `json:"operation"`
	Site        string           `json:"site"`
	Severity    harness.Severity `json:"severity"`
	Message     string           `json:"message"`
	// Note says what makes the finding's place doubtful, such as that nothing looked for it again.
	Note string `json:"note,omitempty"`
}

// Compare tells what became of an old run's findings in a new one, by their fingerprints. What the new run did not look for again
// is gone only in appearance, and has a note that says so.
func Compare(old, now *harness.Report) *Comparison {
	c := &Comparison{Fresh: []Compared{}, Gone: []Compared{}, Still: []Compared{}, Flaky: []Compared{}}
	was, wasFlaky := byFingerprint(old.Findings), byFingerprint(old.Flaky)
	is, isFlaky := byFingerprint(now.Findings), byFingerprint(now.Flaky)
	for _, f := range now.Findings {
		switch {
		case was[f.Fingerprint]:
			c.Still = append(c.Still, compared(f, ""))
		case wasFlaky[f.Fingerprint]:
			c.Fresh = append(c.Fresh, compared(f, "it was flaky before"))
		default:
			c.Fresh = append(c.Fresh, compared(f, ""))
		}
	}
	for _, f := range now.Flaky {
		note := ""
		if was[f.Fingerprint] {
			note = "it was a finding before"
		}
		c.Flaky = append(c.Flaky, compared(f, note))
	}
	for _, f := range old.Findings {
		if !is[f.Fingerprint] && !isFlaky[f.Fingerprint] {
			c.Gone = append(c.Gone, compared(f, unlooked(f, now)))
		}
	}
	return c
}

func byFingerprint(list []*harness.Finding) map[string]bool {
	known := make(map[string]bool, len(list))
	for _, f := range list {
		known[f.Fingerprint] = true
	}
	return known
}

func compared(f *harness.Finding, note string) Compared {
	return Compared{f.Fingerprint, f.Rule, f.Operation, f.Site, f.Severity, f.Message, note}
}

// unlooked says why a run cannot tell that a finding is gone, or nothing.
func unlooked(f *harness.Finding, now *harness.Report) string {
	check := slices.IndexFunc(now.Checks, func(c harness.CheckReport) bool { return c.ID == f.Rule })
	operation := slices.IndexFunc(now.Operations, func(o harness.OperationReport) bool { return o.ID == f.Operation })
	switch {
	case check < 0:
		return "the new run did not have its check"
	case !words.Judged(now.Checks[check]):
		return "its check never got to judge in the new run"
	case f.Operation != "" && operation < 0:
		return "the new run did not test its operation"
	case f.Operation != "" && !now.Operations[operation].Reached:
		return "the new run never reached its operation"
	case now.Stopped || now.Verdict == harness.Hollow || now.Verdict == harness.Unreachable || now.Verdict == harness.Interrupted:
		return "the new run did not come to its end, or proved nothing"
	}
	return ""
}

// Comparison writes a comparison for people.
func (t Text) Comparison(w io.Writer, c *Comparison) error {
	p := newPage(w, t.Color, t.Width)
	for _, part := range []struct {
		title string
		style style
		list  []Compared
	}{{"NEW", red, c.Fresh}, {"FLAKY", yellow, c.Flaky}, {"GONE", green, c.Gone}, {"STILL THERE", bold, c.Still}} {
		if len(part.list) == 0 {
			continue
		}
		p.line(p.paint(part.style, part.title), "  ", words.Count(len(part.list), "finding"))
		rows := make([]row, 0, len(part.list))
		for _, f := range part.list {
			rows = append(rows, f.row())
		}
		p.rows(2, rows)
		p.line()
	}
	doubtful := 0
	for _, f := range c.Gone {
		if f.Note != "" {
			doubtful++
		}
	}
	gone := fmt.Sprintf("%d gone", len(c.Gone))
	if doubtful > 0 {
		gone += fmt.Sprintf(" (%d of them not looked for again)", doubtful)
	}
	p.line(fmt.Sprintf("%d new, %s, %d still there, %d flaky: %s against %s", len(c.Fresh), gone, len(c.Still), len(c.Flaky), words.Visible(c.New), words.Visible(c.Old)))
	return p.close()
}

func (f Compared) row() row {
	subject := words.Subject(&harness.Finding{Operation: f.Operation})
	name := fmt.Sprintf("%-6s  %s", f.Severity, words.Visible(f.Rule))
	text := strings.TrimSpace(subject+"  "+words.Visible(f.Site)) + ": " + words.Visible(words.Shorten(f.Message, words.Brief))
	if f.Note != "" {
		text += " (" + words.Visible(f.Note) + ")"
	}
	return row{Name: name, Text: text}
}
