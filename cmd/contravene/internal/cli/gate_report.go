package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/harness/gate"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/remark"
)

// gateReport is what the JSON report of a gate holds.
type gateReport struct {
	Version  int    `json:"version"`
	Tool     string `json:"tool"`
	Contract string `json:"contract"`
	*gate.Decision
}

// gateOutput is one report to write.
type gateOutput struct {
	path   string
	render func(io.Writer, *gateReport) error
}

var gateFormats = map[string]func(io.Writer, *gateReport) error{
	"json": func(w io.Writer, r *gateReport) error {
		text, err := json.MarshalIndent(r, "", "  ")
		if err == nil {
			_, err = w.Write(append(text, '\n'))
		}
		return err
	},
	"github":   sheeted(remark.GitHub),
	"gitlab":   sheeted(remark.GitLab),
	"markdown": sheeted(remark.Markdown),
	"sarif":    sheeted(remark.SARIF),
}

func parseGateOutput(text string) (o gateOutput, err error) {
	format, path, ok := strings.Cut(text, "=")
	if o.path, o.render = path, gateFormats[format]; !ok || path == "" {
		return o, fmt.Errorf("--report %q: write it as format=path, such as sarif=gate.sarif", text)
	}
	if o.render == nil {
		return o, fmt.Errorf("--report: format %q is unknown; use %s", format, strings.Join(slices.Sorted(maps.Keys(gateFormats)), ", "))
	}
	return o, nil
}

// ruled writes the reports, and the one for people.
func (a *app) ruled(d *gate.Decision, contract string, outputs []gateOutput) error {
	r := &gateReport{Version: 1, Tool: tool(), Contract: contract, Decision: d}
	var failed error
	people := a.Out
	for _, o := range outputs {
		switch o.path {
		case "-":
			people = a.Err
			failed = errors.Join(failed, o.render(a.Out, r))
		case "/dev/stdout": // beside the text for people; opened as a file it would be replaced
			failed = errors.Join(failed, o.render(a.Out, r))
		default:
			failed = errors.Join(failed, reports.WriteFile(o.path, o.render, r))
		}
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Outcome != gate.Note {
			ruling(people, c)
		}
	}
	for _, l := range d.Lapses {
		_, _ = fmt.Fprintf(people, "%-9s %s: %s\n\n", strings.ToUpper(string(l.Outcome)), reports.Visible(l.Acceptance.Place()), reports.Visible(l.Message))
	}
	t := d.Totals
	_, _ = fmt.Fprintf(people, "%s  %s: %d fail, %d warn, %d accepted, %d of no consequence here, %d undecided\n",
		strings.ToUpper(string(d.Verdict)), reports.Visible(contract), t.Fail, t.Warn, t.Accepted, t.Note, len(d.Undecided))
	return failed
}

// ruling writes one change for people.
func ruling(w io.Writer, c *gate.Ruling) {
	at := c.Head
	if at.Zero() {
		at = c.Base
	}
	_, _ = fmt.Fprintf(w, "%-9s %s  %s\n", strings.ToUpper(string(c.Outcome)), c.Rule, reports.Visible(strings.TrimSpace(c.Operation+"  "+c.Site)))
	line := func(label, text string) {
		if text != "" {
			_, _ = fmt.Fprintf(w, "    %-9s %s\n", label, reports.Visible(text))
		}
	}
	line("", c.Message)
	line("at", at.String())
	line("before", c.Before)
	line("after", c.After)
	line("witness", witness(c.Witness))
	if c.Acceptance != nil {
		line("accepted", c.Acceptance.Reason+" ("+c.Acceptance.Place()+")")
	} else {
		line("accept", "contravene accept "+c.Fingerprint+" --rule "+c.Rule+" --reason '…'")
	}
	_, _ = fmt.Fprintln(w)
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

// sheeted makes a format of gates from one of sheets.
func sheeted(render func(io.Writer, *remark.Sheet) error) func(io.Writer, *gateReport) error {
	return func(w io.Writer, r *gateReport) error { return render(w, sheet(r)) }
}

// levels are those of outcomes.
var levels = map[gate.Outcome]remark.Level{gate.Fail: remark.Error, gate.Warn: remark.Warning, gate.Accepted: remark.Note}

// sheet is a decision for code hosts. What is of no consequence is left out: it would hide the rest.
func sheet(r *gateReport) *remark.Sheet {
	t := r.Totals
	s := &remark.Sheet{
		Tool: r.Tool, Title: "Changes of " + r.Contract, Verdict: string(r.Verdict),
		Summary: []string{fmt.Sprintf("%d changes fail, %d warn, %d are accepted, %d are of no consequence here.", t.Fail, t.Warn, t.Accepted, t.Note)},
	}
	named := map[string]bool{}
	for i := range r.Changes {
		c := &r.Changes[i]
		level, told := levels[c.Outcome]
		if !told {
			continue
		}
		named[c.Rule] = true
		m := remark.Remark{
			Rule: c.Rule, Fingerprint: c.Fingerprint, Level: level, Operation: c.Operation, Site: c.Site, Message: c.Message,
			Promised: c.Before, Got: c.After, Place: c.Head, Base: c.Base, Witness: witness(c.Witness),
		}
		if m.Place.Zero() {
			m.Place = harness.Source{File: r.Contract}
		}
		if c.Acceptance != nil {
			m.Accepted = c.Acceptance.Reason
		}
		s.Remarks = append(s.Remarks, m)
	}
	for _, l := range r.Lapses {
		s.Remarks = append(s.Remarks, remark.Remark{
			Rule: lapseRule, Fingerprint: l.Acceptance.Fingerprint, Level: levels[l.Outcome], Message: l.Message,
			Place: harness.Source{File: l.Acceptance.File, Line: l.Acceptance.Line},
		})
		named[lapseRule] = true
	}
	s.Rules = sheetRules(named)
	return s
}

// lapseRule is what a lapsed acceptance is reported as.
const lapseRule = "gate.acceptance-lapsed"

func sheetRules(named map[string]bool) (list []remark.Rule) {
	for _, r := range diff.Rules() {
		if named[r.ID] {
			list = append(list, remark.Rule{ID: r.ID, Doc: r.Doc, Level: remark.Error})
		}
	}
	if named[lapseRule] {
		list = append(list, remark.Rule{ID: lapseRule, Doc: "What was accepted is there and has not expired.", Level: remark.Warning})
	}
	slices.SortFunc(list, func(a, b remark.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
