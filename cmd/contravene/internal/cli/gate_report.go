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
	Version  int       `json:"version"`
	Tool     string    `json:"tool"`
	Contract string    `json:"contract"`
	Against  *baseline `json:"against"`
	*gate.Decision

	run    *harness.Report   // nil: there was none
	saved  map[string]string // the files that keep findings, by fingerprint
	accept string            // the file of what may pass
	all    bool              // what is of no consequence is shown to people as well
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
	"junit":    sheeted(remark.JUnit),
	"markdown": sheeted(remark.Markdown),
	"sarif":    sheeted(remark.SARIF),
}

func parseGateOutputs(texts []string) (outputs []gateOutput, err error) {
	var paths []string
	for _, text := range texts {
		format, path, ok := strings.Cut(text, "=")
		if !ok || path == "" {
			return nil, fmt.Errorf("--report %q: write it as format=path, such as sarif=gate.sarif", text)
		}
		o := gateOutput{path, gateFormats[format]}
		if o.render == nil {
			return nil, fmt.Errorf("--report: format %q is unknown; use %s", format, strings.Join(slices.Sorted(maps.Keys(gateFormats)), ", "))
		}
		outputs, paths = append(outputs, o), append(paths, path)
	}
	return outputs, reports.Apart(paths)
}

// ruled writes the reports, and the one for people.
func (a *app) ruled(r *gateReport, outputs []gateOutput) error {
	var failed error
	people := a.Out
	for _, o := range outputs {
		switch {
		case o.path == "-":
			people = a.Err
			failed = errors.Join(failed, o.render(a.Out, r))
		case reports.Standard(o.path): // beside the text for people
			failed = errors.Join(failed, o.render(a.Out, r))
		default:
			failed = errors.Join(failed, reports.WriteFile(o.path, o.render, r))
		}
	}
	return errors.Join(failed, newGateTable(r).write(people))
}

// sheeted makes a format of gates from one of sheets.
func sheeted(render func(io.Writer, *remark.Sheet) error) func(io.Writer, *gateReport) error {
	return func(w io.Writer, r *gateReport) error { return render(w, sheet(r)) }
}

// levels are those of outcomes.
var levels = map[gate.Outcome]remark.Level{gate.Fail: remark.Error, gate.Warn: remark.Warning, gate.Accepted: remark.Note}

// sheet is a decision for code hosts, the most important first. What is of no consequence is left out: it would hide the rest.
func sheet(r *gateReport) *remark.Sheet {
	s := &remark.Sheet{
		Tool: r.Tool, Title: "Changes of " + r.Contract, Verdict: string(r.Verdict), Summary: append([]string{r.compared() + ".", r.tally() + "."}, r.worth()...),
	}
	if r.Totals.Fail > 0 {
		s.Summary = append(s.Summary, "To let one pass: contravene accept FINGERPRINT --reason '…'")
	}
	r.changes(s)
	s.Rules = r.findings(s)
	r.others(s)
	named := map[string]bool{}
	for i := range s.Remarks {
		named[s.Remarks[i].Rule] = true
		if at := &s.Remarks[i].Place; at.Zero() {
			at.File = r.Contract
		}
	}
	s.Rules = append(s.Rules, sheetRules(named)...)
	slices.SortFunc(s.Rules, func(a, b remark.Rule) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(s.Remarks, func(a, b remark.Remark) int {
		return cmp.Compare(slices.Index(byWeight, a.Level), slices.Index(byWeight, b.Level))
	})
	return s
}

// changes adds those of the contract.
func (r *gateReport) changes(s *remark.Sheet) {
	for i := range r.Changes {
		c := &r.Changes[i]
		level, told := levels[c.Outcome]
		if !told {
			continue
		}
		m := remark.Remark{
			Rule: c.Rule, Fingerprint: c.Fingerprint, Level: level, Operation: c.Operation, Site: c.Site, Message: c.Message,
			Promised: c.Before, Got: c.After, Place: c.Head, Base: c.Base, Witness: witness(c.Witness),
		}
		if c.Acceptance != nil {
			m.Accepted = c.Acceptance.Reason
		}
		s.Remarks = append(s.Remarks, m)
	}
}

// others adds what the gate itself has to say.
func (r *gateReport) others(s *remark.Sheet) {
	for _, g := range r.Gaps {
		s.Remarks = append(s.Remarks, remark.Remark{Rule: gapRule, Level: levels[g.Outcome], Operation: g.Operation, Message: g.Message, Place: g.Place})
	}
	for _, l := range r.Lapses {
		s.Remarks = append(s.Remarks, remark.Remark{
			Rule: lapseRule, Fingerprint: l.Acceptance.Fingerprint, Level: levels[l.Outcome], Message: l.Message,
			Place: harness.Source{File: l.Acceptance.File, Line: l.Acceptance.Line},
		})
	}
}

var byWeight = []remark.Level{remark.Error, remark.Warning, remark.Note}

// findings adds those of the run, by what became of them, and gives their rules. What is known already is left out.
func (r *gateReport) findings(s *remark.Sheet) []remark.Rule {
	judged := map[string]*gate.Found{}
	kept := harness.Report{Contract: harness.ContractInfo{File: r.Contract}}
	if r.run != nil {
		kept = *r.run
	}
	kept.Findings = nil
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Outcome != gate.Known {
			judged[f.Fingerprint] = f
			kept.Findings = append(kept.Findings, f.Finding)
		}
	}
	o := explained(func(f *harness.Finding) string { return r.saved[f.Fingerprint] })
	o.Accepted = func(f *harness.Finding) string {
		if a := judged[f.Fingerprint].Acceptance; a != nil {
			return a.Reason
		}
		return ""
	}
	of := remark.FromReport(&kept, o)
	for i := range of.Remarks {
		of.Remarks[i].Level = levels[judged[of.Remarks[i].Fingerprint].Outcome]
	}
	s.Remarks = append(s.Remarks, of.Remarks...)
	return of.Rules
}

// What the gate itself has to say is reported as these.
const (
	lapseRule = "gate.acceptance-lapsed"
	gapRule   = "gate.change-untested"
)

func sheetRules(named map[string]bool) (list []remark.Rule) {
	for _, r := range diff.Rules() {
		if named[r.ID] {
			list = append(list, remark.Rule{ID: r.ID, Doc: r.Doc, Level: remark.Error})
		}
	}
	if named[lapseRule] {
		list = append(list, remark.Rule{ID: lapseRule, Doc: "What was accepted is there and has not expired.", Level: remark.Warning})
	}
	if named[gapRule] {
		list = append(list, remark.Rule{ID: gapRule, Doc: "What has changed was tested.", Level: remark.Warning})
	}
	return list
}
