package harness

import (
	"sort"
	"time"
)

// ReportVersion is the version of the report's shape. It grows by one when a field changes its meaning or goes away; new
// fields alone do not change it.
const ReportVersion = 1

// Report is everything a run has to say, sorted, so that the same seed, contract and service give the same report
// whatever the number of workers. Only Timing differs.
type Report struct {
	Version    int               `json:"version"`
	Tool       string            `json:"tool"` // "contravene" and its version
	Contract   ContractInfo      `json:"contract"`
	Target     string            `json:"target"`
	Seed       uint64            `json:"seed"`
	Budget     string            `json:"budget"`
	Verdict    Verdict           `json:"verdict"`
	Reasons    []string          `json:"reasons,omitempty"` // why the run is hollow or unreachable, and the next step
	Stopped    bool              `json:"stopped"`           // before its budget was used; what it found stands
	Totals     Totals            `json:"totals"`
	Findings   []*Finding        `json:"findings"`
	Flaky      []*Finding        `json:"flaky,omitempty"` // what did not repeat, with its ratio
	Checks     []CheckReport     `json:"checks"`
	Operations []OperationReport `json:"operations"`
	Access     *Access           `json:"access,omitempty"` // who may do and see what
	Untested   []Untested        `json:"untested,omitempty"`
	Leftovers  []Leftover        `json:"leftovers,omitempty"` // what the run made and could not remove
	Learned    []*Rule           `json:"learned,omitempty"`   // what refusals taught about the inputs beyond the contract
	Problems   []Problem         `json:"problems,omitempty"`  // of the contract itself
	Timing     Timing            `json:"timing"`
}

// ContractInfo names what was tested against.
type ContractInfo struct {
	Language   string `json:"language"`
	Title      string `json:"title"`
	Version    string `json:"version"`
	File       string `json:"file"`
	Operations int    `json:"operations"` // in the document, also those that were not chosen
}

// Verdict is the run in one word.
type Verdict string

const (
	// Held means that every promise that was tested was kept.
	Held Verdict = "held"
	// Broken means that there are findings.
	Broken Verdict = "broken"
	// Hollow means that the run proved nothing: it hardly ever got past authentication, routing or validation.
	Hollow Verdict = "hollow"
	// Unreachable means that no answer came at all.
	Unreachable Verdict = "unreachable"
	// Interrupted means that the run was stopped before its budget was used; what it found stands.
	Interrupted Verdict = "interrupted"
)

// Totals count over the whole run, or over one operation.
type Totals struct {
	Cases    int `json:"cases"`
	Requests int `json:"requests"`
	Accepted int `json:"accepted"` // answered 2xx or 3xx
	Auth     int `json:"auth"`     // refused with 401 or 403 although a credential was sent
	Invalid  int `json:"invalid"`  // valid requests refused with 400, 406, 415 or 422
	Missing  int `json:"missing"`  // valid requests answered 404, 405, 410 or 501
	Server   int `json:"server"`   // 5xx
	Failed   int `json:"failed"`   // no answer
	Cleanup  int `json:"cleanup"`  // requests that removed what the run had made; not among Requests
	Dropped  int `json:"dropped"`  // cases whose bytes did not say what they should; never judged
}

// add folds another count in.
func (t *Totals) add(u Totals) {
	t.Cases += u.Cases
	t.Requests += u.Requests
	t.Accepted += u.Accepted
	t.Auth += u.Auth
	t.Invalid += u.Invalid
	t.Missing += u.Missing
	t.Server += u.Server
	t.Failed += u.Failed
	t.Dropped += u.Dropped
}

// CheckReport says how often a check got to decide.
type CheckReport struct {
	ID           string `json:"id"`
	Kept         int    `json:"kept"`
	Broken       int    `json:"broken"`
	Inconclusive int    `json:"inconclusive"`
	Findings     int    `json:"findings"`
}

// OperationReport says how far the run got with one operation.
type OperationReport struct {
	ID       string         `json:"id"`
	Reached  bool           `json:"reached"` // at least one valid request was answered 2xx
	Totals   Totals         `json:"totals"`
	Statuses map[string]int `json:"statuses"` // by status code
	Coverage *Coverage      `json:"coverage,omitempty"`
}

// Untested is something the run could not test, and why.
type Untested struct {
	Operation string `json:"operation,omitempty"`
	What      string `json:"what"` // a generator, a check, or "operation"
	Reason    string `json:"reason"`
	Place     Source `json:"place,omitzero"`
	Count     int    `json:"count"`
}

// Timing is the one part of a report that differs between equal runs.
type Timing struct {
	Started  time.Time     `json:"started"`
	Duration time.Duration `json:"durationNanoseconds"`
	Workers  int           `json:"workers"`
}

// Worst is the highest severity among the findings, and false when there are none.
func (r *Report) Worst() (Severity, bool) {
	worst, any := Info, false
	for _, f := range r.Findings {
		worst, any = max(worst, f.Severity), true
	}
	return worst, any
}

// Add takes in findings that were made of the run as a whole.
func (r *Report) Add(findings ...*Finding) {
	r.Findings = append(r.Findings, findings...)
	sortFindings(r.Findings)
	if len(r.Findings) > 0 && r.Verdict == Held {
		r.Verdict = Broken
	}
}

// ExitCode maps a report onto the documented exit codes: 0 promises kept, 1 findings at or above failOn, 3 the target
// could not be tested, or not to the end. (2, bad usage or unreadable contract, never gets as far as a report.)
func (r *Report) ExitCode(failOn Severity) int {
	if worst, any := r.Worst(); any && worst >= failOn {
		return 1
	}
	if !r.Stopped && (r.Verdict == Held || r.Verdict == Broken) {
		return 0
	}
	return 3
}

// sortFindings orders by severity, the worst first, then by rule, operation and site.
func sortFindings(list []*Finding) {
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		switch {
		case a.Severity != b.Severity:
			return a.Severity > b.Severity
		case a.Rule != b.Rule:
			return a.Rule < b.Rule
		case a.Operation != b.Operation:
			return a.Operation < b.Operation
		}
		return a.Site < b.Site
	})
}
