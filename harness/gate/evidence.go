package gate

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
)

// Evidence is what a gate judges.
type Evidence struct {
	Changes *diff.Report
	// Run is a run against the service; nil: there was none.
	Run *harness.Report
	// Drift are findings that no run had to show, such as those of a change of the lock.
	Drift []*harness.Finding
	// Touched are the operations that the change is about, by ID, which the run was to look at closely.
	Touched []string
}

// Found is a finding of a run and what becomes of it.
type Found struct {
	Outcome    Outcome     `json:"outcome"`
	Acceptance *Acceptance `json:"acceptance,omitempty"` // that lets it pass
	*harness.Finding
}

// Gap is an operation that has changed and that the run could not test.
type Gap struct {
	Outcome   Outcome        `json:"outcome"` // Warn
	Operation string         `json:"operation"`
	Place     harness.Source `json:"place,omitzero"`
	Message   string         `json:"message"`
}

// RunSummary says what the run behind a decision was worth.
type RunSummary struct {
	Target   string          `json:"target"`
	Seed     uint64          `json:"seed"`
	Budget   string          `json:"budget"`
	Verdict  harness.Verdict `json:"verdict"`
	Reasons  []string        `json:"reasons,omitempty"` // why it proved nothing
	Closely  []string        `json:"closely"`           // operations that were looked at in depth
	Reached  int             `json:"reached"`           // operations that were answered 2xx
	Of       int             `json:"of"`                // operations of the run
	Requests int             `json:"requests"`
}

// findings gives the outcome of each finding. What an earlier run knew is no news and fails nothing.
func (p *Policy) findings(d *Decision, list []*harness.Finding, seen map[string]bool) {
	for _, f := range list {
		if seen[f.Fingerprint] {
			continue // the run has shown what the lock says
		}
		seen[f.Fingerprint] = true
		found := Found{Outcome: Warn, Finding: f}
		if f.Severity >= p.Severity {
			found.Outcome = Fail
		}
		switch own := p.Rules[f.Rule]; own {
		case "":
		case SeverityOff:
			d.Totals.Off++
			continue
		default:
			found.Outcome = Outcome(own)
		}
		if a := p.acceptance(f.Fingerprint); a != nil {
			found.Outcome, found.Acceptance = Accepted, a
		} else if p.Baseline[f.Fingerprint] {
			found.Outcome = Known
		}
		d.Findings = append(d.Findings, found)
		*d.Totals.of(found.Outcome)++
	}
	slices.SortStableFunc(d.Findings, func(a, b Found) int {
		return cmp.Compare(slices.Index(outcomes, a.Outcome), slices.Index(outcomes, b.Outcome))
	})
}

// acceptance is the one that lets something pass today, or nil.
func (p *Policy) acceptance(fingerprint string) *Acceptance {
	for i := range p.Accepted {
		if a := &p.Accepted[i]; a.Fingerprint == fingerprint && !a.Expired(p.Today) {
			return a
		}
	}
	return nil
}

// gaps lists the changed operations that were called and never answered 2xx, so that hardly anything of them was tested.
func (p *Policy) gaps(d *Decision, e *Evidence) {
	d.Run = &RunSummary{
		Target: e.Run.Target, Seed: e.Run.Seed, Budget: e.Run.Budget, Verdict: e.Run.Verdict, Reasons: e.Run.Reasons,
		Closely: []string{}, Of: len(e.Run.Operations), Requests: e.Run.Totals.Requests,
	}
	for i := range e.Run.Operations {
		o := &e.Run.Operations[i]
		touched := slices.Contains(e.Touched, o.ID)
		if touched {
			d.Run.Closely = append(d.Run.Closely, o.ID)
		}
		if o.Reached {
			d.Run.Reached++
		} else if touched && o.Totals.Requests > 0 {
			d.Gaps = append(d.Gaps, Gap{Outcome: Warn, Operation: o.ID, Message: fmt.Sprintf(
				"it has changed, and none of %d requests was answered 2xx, so hardly any of its promises was tested", o.Totals.Requests)})
			d.Totals.Warn++
		}
	}
	if n := len(d.Gaps); n > 0 && n == len(d.Run.Closely) {
		d.Run.Reasons = append(slices.Clip(d.Run.Reasons), "no operation that has changed was ever answered 2xx; let --target be the service as it is after the change")
	}
}

// proved reports whether the run was worth something: it ended, got past the door, and reached what has changed.
func (d *Decision) proved(run *harness.Report) bool {
	if run == nil {
		return true
	}
	return !run.Stopped && (run.Verdict == harness.Held || run.Verdict == harness.Broken) && len(d.Run.Reasons) == 0
}
