package remark

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Options are what a sheet needs beside the report. The zero value works.
type Options struct {
	Checks []*harness.Check              // whose docs explain the rules
	Rules  []Rule                        // those that are no check's, such as drift from a lock
	Replay func(*harness.Finding) string // the command that shows a finding again; nil or "": the finding's own
	// Accepted gives the reason for which a finding was accepted; nil: none was.
	Accepted func(*harness.Finding) string
}

// FromReport makes a sheet of what a run has found. The report has masked its secrets; nothing is read from elsewhere.
func FromReport(r *harness.Report, o Options) *Sheet {
	c := r.Contract
	title := strings.TrimSpace(c.Title + " " + c.Version)
	if c.File != "" {
		title += " (" + c.File + ")"
	}
	s := &Sheet{Tool: r.Tool, Title: strings.TrimSpace(title), Verdict: string(r.Verdict), Summary: summary(r)}
	for _, f := range r.Findings {
		m := o.remark(f)
		if m.Place.Zero() {
			m.Place.File = c.File // what is of no line is of the whole contract
		}
		s.Remarks = append(s.Remarks, m)
	}
	s.Rules = o.rules(r.Findings)
	return s
}

func summary(r *harness.Report) []string {
	list := []string{tally(r.Findings)}
	reached := 0
	for i := range r.Operations {
		if r.Operations[i].Reached {
			reached++
		}
	}
	list = append(list, fmt.Sprintf("%d of %d operations answered 2xx at least once, over %d requests.", reached, len(r.Operations), r.Totals.Requests))
	if r.Stopped || r.Verdict == harness.Interrupted {
		list = append(list, "The run was stopped before its budget was used; what it found stands.")
	}
	return append(list, r.Reasons...)
}

// tally counts findings by severity, in a sentence.
func tally(list []*harness.Finding) string {
	counts := map[harness.Severity]int{}
	for _, f := range list {
		counts[f.Severity]++
	}
	var parts []string
	for s := harness.High; s >= harness.Info; s-- {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	switch len(list) {
	case 0:
		return "No findings."
	case 1:
		return "1 finding: " + parts[0] + "."
	}
	return fmt.Sprintf("%d findings: %s.", len(list), strings.Join(parts, ", "))
}

// LevelOf gives the level of a severity. What an attacker can use is an error, what a client can trip over a warning.
func LevelOf(s harness.Severity) Level {
	switch s {
	case harness.High:
		return Error
	case harness.Medium:
		return Warning
	}
	return Note
}

func (o Options) remark(f *harness.Finding) Remark {
	m := Remark{
		Rule: f.Rule, Fingerprint: f.Fingerprint, Level: LevelOf(f.Severity), Operation: f.Operation, Site: f.Site, Message: f.Message,
		Promised: f.Promised, Got: f.Got, Place: f.Place, Curl: strings.Join(f.Curl, "\n"), Replay: f.GoTest, Steps: steps(f),
	}
	if o.Replay != nil {
		m.Replay = cmp.Or(o.Replay(f), f.GoTest)
	}
	if o.Accepted != nil {
		m.Accepted = o.Accepted(f)
	}
	return m
}

// steps tells the exchanges of a finding. Steps that were not sent have none, so labels are taken from the next step that
// calls the same operation.
func steps(f *harness.Finding) []Step {
	var told []Step
	var left []harness.Step
	if f.Case != nil {
		left = f.Case.Steps
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		s := Step{Actor: e.Actor, Request: e.Method + " " + e.URL, Answer: answer(e.Status)}
		if at := slices.IndexFunc(left, func(s harness.Step) bool { return s.Operation == e.Operation }); at >= 0 {
			s.Label, left = left[at].Label, left[at+1:]
		}
		told = append(told, s)
	}
	return told
}

func answer(status int) string {
	if status == 0 {
		return "no answer"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// rules lists the rules of the findings, by ID. One that nothing explains has no doc, and what its findings know of it.
func (o Options) rules(findings []*harness.Finding) []Rule {
	known := map[string]Rule{}
	for _, r := range o.Rules {
		known[r.ID] = r
	}
	for _, c := range o.Checks {
		known[c.ID] = Rule{ID: c.ID, Doc: c.Doc, Level: LevelOf(c.Severity), CWE: c.CWE, OWASP: c.OWASP}
	}
	named := map[string]bool{}
	var list []Rule
	for _, f := range findings {
		if named[f.Rule] {
			continue
		}
		named[f.Rule] = true
		rule, ok := known[f.Rule]
		if !ok {
			rule = Rule{ID: f.Rule, Level: LevelOf(f.Severity)}
		}
		if len(rule.CWE)+len(rule.OWASP) == 0 {
			rule.CWE, rule.OWASP = f.CWE, f.OWASP
		}
		list = append(list, rule)
	}
	slices.SortFunc(list, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return list
}
