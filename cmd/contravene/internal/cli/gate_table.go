package cli

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/harness/gate"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/acceptfile"
	"github.com/contravene-dev/contravene/reports/words"
)

// gateTable is a decision for people: a row for each thing that was judged, with what explains it and the next step below.
type gateTable struct {
	report *gateReport
	rows   []gateRow
}

type gateRow struct {
	outcome  string
	rule, at string
	subject  string
	below    [][2]string // labels and texts; empty texts are left out
}

func newGateTable(r *gateReport) *gateTable {
	t := &gateTable{report: r}
	for i := range r.Changes {
		if c := &r.Changes[i]; r.all || c.Outcome != gate.Note {
			t.rows = append(t.rows, t.change(c))
		}
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; r.all || f.Outcome != gate.Known {
			t.rows = append(t.rows, t.finding(f))
		}
	}
	for _, g := range r.Gaps {
		t.rows = append(t.rows, gateRow{outcome: string(g.Outcome), rule: gapRule, subject: g.Operation, at: r.Contract, below: [][2]string{{"", g.Message}}})
	}
	for _, l := range r.Lapses {
		t.rows = append(t.rows, gateRow{
			outcome: string(l.Outcome), rule: lapseRule, subject: l.Acceptance.Fingerprint, at: l.Acceptance.Place(), below: [][2]string{{"", l.Message}},
		})
	}
	return t
}

func (t *gateTable) change(c *gate.Ruling) gateRow {
	at := c.Head
	if at.Zero() {
		at = c.Base
	}
	row := gateRow{outcome: string(c.Outcome), rule: c.Rule, subject: strings.TrimSpace(c.Operation + "  " + c.Site), at: at.String()}
	row.below = [][2]string{{"", c.Message}, {"before", c.Before}, {"after", c.After}, {"witness", witness(c.Witness)}}
	row.below = append(row.below, t.acceptance(c.Outcome, c.Fingerprint, c.Rule, c.Acceptance))
	return row
}

func (t *gateTable) finding(f *gate.Found) gateRow {
	row := gateRow{outcome: string(f.Outcome), rule: f.Rule, subject: strings.TrimSpace(f.Operation + "  " + f.Site), at: strings.TrimSuffix(f.Place.String(), ":0")}
	row.below = [][2]string{{"", f.Message}, {"promised", words.Shorten(f.Promised, words.Long)}, {"got", words.Shorten(f.Got, words.Long)}}
	if path := t.report.saved[f.Fingerprint]; path != "" {
		row.below = append(row.below, [2]string{"again", "contravene replay " + path})
	}
	row.below = append(row.below, t.acceptance(f.Outcome, f.Fingerprint, f.Rule, f.Acceptance))
	return row
}

// acceptance says why something was accepted, or how it can be.
func (t *gateTable) acceptance(o gate.Outcome, fingerprint, rule string, a *gate.Acceptance) [2]string {
	switch {
	case a != nil:
		return [2]string{"accepted", a.Reason + " (" + a.Place() + ")"}
	case o != gate.Fail && o != gate.Warn:
		return [2]string{}
	}
	command := "contravene accept " + fingerprint + " --rule " + rule + " --reason '…'"
	if t.report.accept != acceptfile.Name {
		command += " --file " + t.report.accept
	}
	return [2]string{"accept", command}
}

// write writes the rows in columns, and the verdict.
func (t *gateTable) write(to io.Writer) error {
	w := bufio.NewWriter(to) // its error is sticky; Flush returns it
	rule, subject := 0, 0
	for i := range t.rows {
		rule, subject = max(rule, len(t.rows[i].rule)), max(subject, min(utf8.RuneCountInString(reports.Visible(t.rows[i].subject)), widestSubject))
	}
	for i := range t.rows {
		row := &t.rows[i]
		_, _ = fmt.Fprintf(w, "%-8s  %-*s  %-*s  %s\n", strings.ToUpper(row.outcome), rule, row.rule, subject, reports.Visible(row.subject), reports.Visible(row.at))
		for _, line := range row.below {
			switch {
			case line[1] == "":
			case line[0] == "":
				_, _ = fmt.Fprintf(w, "          %s\n", reports.Visible(line[1]))
			default:
				_, _ = fmt.Fprintf(w, "          %-9s %s\n", line[0], reports.Visible(line[1]))
			}
		}
	}
	if len(t.rows) > 0 {
		_, _ = fmt.Fprintln(w)
	}
	r := t.report
	for _, line := range append([]string{r.compared()}, r.worth()...) {
		_, _ = fmt.Fprintln(w, reports.Visible(line))
	}
	_, _ = fmt.Fprintf(w, "%s  %s: %s\n", strings.ToUpper(string(r.Verdict)), reports.Visible(r.Contract), r.tally())
	return w.Flush()
}

// tally counts what was judged.
func (r *gateReport) tally() string {
	n := r.Totals
	text := fmt.Sprintf("%d fail, %d warn, %d accepted, ", n.Fail, n.Warn, n.Accepted)
	if r.Run != nil {
		text += fmt.Sprintf("%d known, ", n.Known)
	}
	return text + fmt.Sprintf("%d of no consequence here, %d undecided", n.Note, len(r.Undecided))
}

// worth says what the run was worth, if there was one.
func (r *gateReport) worth() []string {
	if r.Run == nil {
		return nil
	}
	if r.Run.Of == 0 {
		return append([]string{"the service was not tested"}, r.Run.Reasons...)
	}
	return append([]string{fmt.Sprintf("tested %s: %s in depth, %d at a glance; %d of %d answered 2xx, over %s (seed %d, budget %s)", r.Run.Target,
		words.Count(len(r.Run.Closely), "operation"), r.Run.Of-len(r.Run.Closely), r.Run.Reached, r.Run.Of, words.Count(r.Run.Requests, "request"),
		r.Run.Seed, r.Run.Budget)}, r.Run.Reasons...)
}

// widestSubject is up to where places stand under each other.
const widestSubject = 60

// compared says what was compared with what.
func (r *gateReport) compared() string {
	if r.Against.New {
		return r.Contract + " is new: " + r.Against.String() + " has no such contract"
	}
	return "compared with " + r.Against.String()
}

// witness says which value shows a change, and which side takes it.
func witness(w *diff.Witness) string {
	if w == nil {
		return ""
	}
	text, err := json.Marshal(w.Value)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s is valid at %s by the %s alone", text, cmp.Or(w.At, "the whole"), w.Valid)
}
