package gate

import (
	"cmp"
	"slices"

	"github.com/contravene-dev/contravene/harness/diff"
)

// Outcome is what becomes of one change.
type Outcome string

// The outcomes, the weightiest first.
const (
	Fail     Outcome = "fail"
	Warn     Outcome = "warn"
	Accepted Outcome = "accepted"
	Known    Outcome = "known" // a finding that an earlier run has told
	Note     Outcome = "note"
)

var outcomes = []Outcome{Fail, Warn, Accepted, Known, Note}

// Verdict is what becomes of all of them.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Refused Verdict = "refused"
	// Untested means that nothing was refused, and that the run behind the decision proved nothing.
	Untested Verdict = "untested"
)

// Decision is what a gate has to say about a change of a contract.
type Decision struct {
	Verdict   Verdict          `json:"verdict"`
	Presets   []Preset         `json:"presets"`
	Totals    Totals           `json:"totals"`
	Changes   []Ruling         `json:"changes"`            // the most important first
	Findings  []Found          `json:"findings,omitempty"` // of the run and of the lock, the most important first
	Gaps      []Gap            `json:"gaps,omitempty"`     // in what the run could test of the change
	Run       *RunSummary      `json:"run,omitempty"`      // nil: there was none
	Lapses    []Lapse          `json:"lapses"`             // of acceptances, in their order
	Undecided []diff.Undecided `json:"undecided,omitempty"`
}

// Totals count changes, findings and gaps by outcome.
type Totals struct {
	Fail     int `json:"fail"`
	Warn     int `json:"warn"`
	Accepted int `json:"accepted"`
	Known    int `json:"known"`
	Note     int `json:"note"`
	Off      int `json:"off"` // of rules that are off, which are not listed
}

// Ruling is a change and what becomes of it.
type Ruling struct {
	Outcome Outcome `json:"outcome"`
	// Lens is the one that decided, the weightiest where several did.
	Lens       diff.Lens   `json:"lens"`
	Acceptance *Acceptance `json:"acceptance,omitempty"` // that lets it pass
	diff.Change
}

// Lapse is an acceptance that does not hold, or holds nothing.
type Lapse struct {
	Outcome    Outcome    `json:"outcome"` // Fail: it has expired; Warn: no change has its fingerprint
	Acceptance Acceptance `json:"acceptance"`
	Message    string     `json:"message"`
}

// Judge gives the outcome of each change and the verdict.
func (p *Policy) Judge(r *diff.Report) *Decision { return p.Decide(Evidence{Changes: r}) }

// Decide gives the outcome of each change and of each finding, and one verdict.
func (p *Policy) Decide(e Evidence) *Decision {
	d := &Decision{Presets: p.presets(), Changes: []Ruling{}, Lapses: []Lapse{}, Undecided: e.Changes.Undecided}
	found := map[string]bool{}
	for _, c := range e.Changes.Changes {
		found[c.Fingerprint] = true
		ruling, off := p.rule(c)
		if off {
			d.Totals.Off++
			continue
		}
		d.Changes = append(d.Changes, ruling)
		*d.Totals.of(ruling.Outcome)++
	}
	slices.SortStableFunc(d.Changes, func(a, b Ruling) int { // the order of the contract is kept among equals
		return cmp.Or(
			cmp.Compare(slices.Index(outcomes, a.Outcome), slices.Index(outcomes, b.Outcome)),
			cmp.Compare(slices.Index(weight, a.Lens), slices.Index(weight, b.Lens)))
	})
	if e.Run != nil {
		p.findings(d, e.Run.Findings, found)
		p.gaps(d, &e)
	}
	p.findings(d, e.Drift, found)
	d.Lapses = p.lapses(d.Lapses, found)
	if d.Verdict = p.verdict(d); d.Verdict == Passed && !d.proved(e.Run) {
		d.Verdict = Untested
	}
	return d
}

func (t *Totals) of(o Outcome) *int {
	switch o {
	case Fail:
		return &t.Fail
	case Warn:
		return &t.Warn
	case Accepted:
		return &t.Accepted
	case Known:
		return &t.Known
	}
	return &t.Note
}

// rule gives the outcome of a change, or says that its rule is off.
func (p *Policy) rule(c diff.Change) (r Ruling, off bool) {
	r = Ruling{Change: c}
	r.Outcome, r.Lens = p.look(&c, p.lenses())
	if own := p.Rules[c.Rule]; own != "" {
		if own == SeverityOff {
			return r, true
		}
		_, r.Lens = p.look(&c, weight)
		r.Outcome = Outcome(own)
	}
	if r.Lens == "" {
		_, r.Lens = p.look(&c, weight) // for the order of notes
	}
	if r.Outcome == Fail || r.Outcome == Warn {
		if a := p.acceptance(c.Fingerprint); a != nil {
			r.Outcome, r.Acceptance = Accepted, a
		}
	}
	return r, false
}

// look gives the worst outcome through some lenses, and the first that gives it.
func (p *Policy) look(c *diff.Change, through []diff.Lens) (worst Outcome, by diff.Lens) {
	worst = Note
	for _, lens := range through {
		outcome := Outcome(c.Lenses[lens])
		if outcome == "" {
			continue
		}
		if outcome == Warn && slices.Contains(p.Presets, Strict) {
			outcome = Fail
		}
		if by == "" || slices.Index(outcomes, outcome) < slices.Index(outcomes, worst) {
			worst, by = outcome, lens
		}
	}
	return worst, by
}

// lapses lists acceptances that have expired and those that no change has need of. One that names the rule of something else,
// such as a check, is not of this gate unless its fingerprint is.
func (p *Policy) lapses(list []Lapse, found map[string]bool) []Lapse {
	for _, a := range p.Accepted {
		switch known := found[a.Fingerprint]; {
		case !known && a.Rule != "" && !IsRule(a.Rule):
		case a.Expired(p.Today):
			list = append(list, Lapse{Fail, a, "the acceptance of " + a.Fingerprint + " has expired on " + a.Expires + "; renew it, or take it out and mend the change"})
		case !known:
			list = append(list, Lapse{Warn, a, "no change has the fingerprint " + a.Fingerprint + " any more; take the acceptance out"})
		}
	}
	return list
}

func (p *Policy) verdict(d *Decision) Verdict {
	expired := func(l Lapse) bool { return l.Outcome == Fail || p.FailOn == Warn }
	if d.Totals.Fail > 0 || p.FailOn == Warn && d.Totals.Warn > 0 || slices.ContainsFunc(d.Lapses, expired) {
		return Refused
	}
	return Passed
}
