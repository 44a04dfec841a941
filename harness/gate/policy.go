package gate

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
)

// Policy says what may pass. The zero value looks through Wire and Security and has accepted nothing.
type Policy struct {
	Presets []Preset // none: Wire and Security
	// Rules are severities of single rules, which hold whatever the presets say.
	Rules map[string]Severity
	// FailOn is the least outcome that refuses a change: Fail, or Warn. Empty: Fail.
	FailOn Outcome
	// Severity is the least one with which a finding of a run fails; lesser ones are warnings.
	Severity harness.Severity
	// Baseline are the fingerprints of findings that are no news.
	Baseline map[string]bool
	// Checks are the rules of runs that Rules may name beside those of changes.
	Checks func(id string) bool
	// Accepted are the changes that somebody let pass.
	Accepted []Acceptance
	// Today is the day by which acceptances expire; the zero time lets all hold.
	Today time.Time
}

// Severity is what a rule is set to.
type Severity string

// The severities. Off drops the changes of a rule altogether.
const (
	SeverityFail Severity = "fail"
	SeverityWarn Severity = "warn"
	SeverityOff  Severity = "off"
)

// Acceptance lets one change pass, by its fingerprint.
type Acceptance struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule,omitempty"` // for readers; the fingerprint decides
	Reason      string `json:"reason"`
	Owner       string `json:"owner,omitempty"`
	Expires     string `json:"expires,omitempty"` // the last day on which it holds, such as 2027-01-31; empty: it does not expire
	File        string `json:"file,omitempty"`    // where it stands
	Line        int    `json:"line,omitempty"`
}

// Expired reports whether the last day of an acceptance is over. One whose day cannot be read has none.
func (a *Acceptance) Expired(today time.Time) bool {
	last, err := time.Parse(time.DateOnly, a.Expires)
	return err == nil && !today.IsZero() && !today.UTC().Before(last.AddDate(0, 0, 1))
}

// Place gives the form file:line.
func (a *Acceptance) Place() string { return fmt.Sprintf("%s:%d", a.File, a.Line) }

// Check refuses a policy that cannot be meant: a rule that does not exist, or a severity that none has.
func (p *Policy) Check() error {
	for _, id := range slices.Sorted(maps.Keys(p.Rules)) {
		if !IsRule(id) && (p.Checks == nil || !p.Checks(id)) {
			return fmt.Errorf("no rule is called %q; `contravene list rules` and `contravene list checks` list them", id)
		}
		if s := p.Rules[id]; s != SeverityFail && s != SeverityWarn && s != SeverityOff {
			return fmt.Errorf("rule %s: %q is no severity; use fail, warn or off", id, s)
		}
	}
	if p.FailOn != "" && p.FailOn != Fail && p.FailOn != Warn {
		return fmt.Errorf("%q is nothing to fail on; use fail or warn", p.FailOn)
	}
	return nil
}

// IsRule reports whether a rule of changes is called so.
func IsRule(id string) bool { return ruleIDs[id] }

var ruleIDs = func() map[string]bool {
	ids := map[string]bool{}
	for _, r := range diff.Rules() {
		ids[r.ID] = true
	}
	return ids
}()

func (p *Policy) presets() []Preset {
	if len(p.Presets) == 0 {
		return []Preset{Wire, Security}
	}
	return p.Presets
}

// lenses are those of all presets, the weightiest first.
func (p *Policy) lenses() []diff.Lens {
	var list []diff.Lens
	for _, lens := range weight {
		if slices.ContainsFunc(p.presets(), func(one Preset) bool { return slices.Contains(one.lenses(), lens) }) {
			list = append(list, lens)
		}
	}
	return list
}
