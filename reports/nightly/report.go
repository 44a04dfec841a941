// Package nightly reports a run of the fuzzing engine: what was new in it, and how it came about over time.
//
// A [Series] reads the lines that Go's engine prints, a [Report] says what a run came to, and [JSON], [Markdown] and [Text] write
// it down. The curve is of the inputs that were found worth keeping: one that is still rising at its end says that more time
// would find more.
package nightly

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// Version is the version of the shape of the JSON report.
const Version = 1

// Verdict is what a run came to.
type Verdict string

// The verdicts.
const (
	Held        Verdict = "held"        // no finding at or above the severity that fails
	Broken      Verdict = "broken"      // there is one, or a crash
	Untested    Verdict = "untested"    // not one input was tried
	Interrupted Verdict = "interrupted" // ended early by somebody, without a finding
)

// Report is a run of the engine.
type Report struct {
	Version    int      `json:"version"`
	Tool       string   `json:"tool"`
	Contract   string   `json:"contract"`            // its file
	Target     string   `json:"target"`              // what was tested, without credentials
	Operations int      `json:"operations"`          // fuzzed in this run
	Of         int      `json:"operationsInAll"`     // that the contract has
	Shard      string   `json:"shard,omitempty"`     // such as 2/5; empty: all of the work
	Verdict    Verdict  `json:"verdict"`             //
	Reasons    []string `json:"reasons,omitempty"`   // why it is not better, for people
	Seconds    float64  `json:"seconds"`             // of the whole run, with all that was built and started
	Executions int64    `json:"executions"`          // inputs tried by the engine
	Besides    int64    `json:"besides,omitempty"`   // small changes of what was new, tried besides
	PerSecond  float64  `json:"executionsPerSecond"` // of fuzzing
	Workers    int      `json:"workers"`             //
	Blind      bool     `json:"blind,omitempty"`     // the engine saw nothing of what the service did
	Feedback   string   `json:"feedback,omitempty"`  // how the engine saw what the service did
	Features   int      `json:"features,omitempty"`  // distinct things that the service was seen to do, as far as the engine can tell
	Shown      *Shown   `json:"shown,omitempty"`     // what the inputs do, played once more; absent: they were not
	Corpus     Corpus   `json:"corpus"`              //
	Findings   []*Found `json:"findings"`            // by severity, then rule
	Crashes    []Crash  `json:"crashes,omitempty"`   //
	Curve      []Sample `json:"curve"`               //
}

// Corpus is what became of the inputs.
type Corpus struct {
	Place    string `json:"place,omitempty"` // without credentials; empty: kept nowhere
	Restored int    `json:"restored"`        // read before the run
	New      int    `json:"new"`             // found worth keeping in this run, by the engine and beside it
	Total    int    `json:"total"`           // at the end, before it was minimised
	Added    int    `json:"added"`           // of the new ones, those that are kept
	Removed  int    `json:"removed"`         // because smaller ones do all that they do; never one with which something failed
	Whole    string `json:"whole,omitempty"` // why the corpus was not minimised
}

// Shown is what the inputs of a corpus do, with those that the contract gives, when each is played twice: what chance alone does is left out.
// What is new, neither the inputs that were restored nor the contract's do today, in the same service.
type Shown struct {
	Features    int `json:"features"`         // of answers and of code
	NewFeatures int `json:"newFeatures"`      //
	Blocks      int `json:"blocks,omitempty"` // of the service's code that requests have run, however often
	NewBlocks   int `json:"newBlocks,omitempty"`
	Of          int `json:"of,omitempty"` // blocks that count, those included which run without a request; 0: there are no counters
}

// Found is a finding of a run.
type Found struct {
	*harness.Finding
	Known bool   `json:"known"`           // an earlier run found it as well
	Saved string `json:"saved,omitempty"` // the file that replays it
}

// Crash is a failure of the fuzz test with no finding: the engine's worker ended or hung.
type Crash struct {
	Input string `json:"input,omitempty"` // the name of its entry in the corpus
	Text  string `json:"text"`            // what the engine says, shortened
}

// Read takes over what a series tells.
func (r *Report) Read(s *Series) {
	r.Executions, r.Workers, r.Blind, r.Curve = s.Last.Executions, s.Workers, s.Blind, s.Curve()
	r.Corpus.New, r.Corpus.Total = s.Last.New, max(s.Last.Total, r.Corpus.Restored)
	if s.Last.Seconds > 0 {
		r.PerSecond = float64(s.Last.Executions) / float64(s.Last.Seconds)
	}
}

// Judge sorts the findings and decides the verdict: broken at a finding at or above failOn or a crash.
func (r *Report) Judge(failOn harness.Severity, interrupted bool) {
	slices.SortStableFunc(r.Findings, func(x, y *Found) int {
		return cmp.Or(cmp.Compare(y.Severity, x.Severity), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Operation, y.Operation), cmp.Compare(x.Site, y.Site))
	})
	failing := slices.ContainsFunc(r.Findings, func(f *Found) bool { return f.Severity >= failOn })
	switch {
	case failing || len(r.Crashes) > 0:
		r.Verdict = Broken
	case r.Executions == 0:
		r.Verdict = Untested
	case interrupted:
		r.Verdict = Interrupted
	default:
		r.Verdict = Held
	}
}

// ExitCode is that of the command: 0 held, 1 broken, 3 untested. A run that was interrupted has found nothing in less time than
// it was to have, which is no failure.
func (r *Report) ExitCode() int {
	switch r.Verdict {
	case Broken:
		return 1
	case Untested:
		return 3
	}
	return 0
}

// New counts the findings that no earlier run had.
func (r *Report) New() int {
	n := 0
	for _, f := range r.Findings {
		if !f.Known {
			n++
		}
	}
	return n
}

func (r *Report) lasted() time.Duration { return time.Duration(r.Seconds * float64(time.Second)) }

// JSON writes the report as JSON, indented.
func JSON(w io.Writer, r *Report) error {
	whole := *r
	whole.Version = Version
	if whole.Findings == nil {
		whole.Findings = []*Found{}
	}
	if whole.Curve == nil {
		whole.Curve = []Sample{}
	}
	text, err := json.MarshalIndent(&whole, "", "  ")
	if err != nil {
		return fmt.Errorf("write json report: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// Formats are the names of the formats.
var Formats = []string{"json", "markdown", "text"}

// Output says which format goes where. The path "-" is standard output.
type Output struct{ Format, Path string }

// ParseOutput reads FORMAT=PATH.
func ParseOutput(text string) (Output, error) {
	format, path, ok := strings.Cut(strings.TrimSpace(text), "=")
	o := Output{strings.ToLower(strings.TrimSpace(format)), strings.TrimSpace(path)}
	switch {
	case !ok || o.Path == "":
		return o, fmt.Errorf("report %q: write it as format=path, such as json=report.json", text)
	case !slices.Contains(Formats, o.Format):
		return o, fmt.Errorf("report format %q is unknown; use %s", o.Format, strings.Join(Formats, ", "))
	}
	return o, nil
}

// Render gives what writes a format of ParseOutput.
func Render(format string) (func(io.Writer, *Report) error, error) {
	switch format {
	case "json":
		return JSON, nil
	case "markdown":
		return Markdown, nil
	case "text":
		return Text{}.Write, nil
	}
	return nil, errors.New("report format " + format + " is unknown; use " + strings.Join(Formats, ", "))
}
