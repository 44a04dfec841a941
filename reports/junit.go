package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/internal/junitxml"
	"github.com/contravene-dev/contravene/reports/words"
)

// JUnit writes a report as JUnit XML, in the dialect that Jenkins, GitLab, GitHub actions and Azure read.
//
// Each operation is a testsuite and each family of checks a testcase in it, the same subtests as in `go test`, so that
// a CI system can follow one by its name from run to run. A testcase fails when a finding of its family stands at FailOn
// or above; lesser findings are told in system-out. Operations that were never reached are skipped, not passed. The last
// testsuite, "run", says whether the target could be tested (an error when not) and skips each check that never judged.
type JUnit struct {
	FailOn harness.Severity // Info, the zero value: every finding fails its testcase
}

// Write writes the report.
func (j JUnit) Write(w io.Writer, r *harness.Report) error {
	return junitxml.Write(w, j.suites(r, newIndex(r)), fmt.Sprintf("%.3f", r.Timing.Duration.Seconds()))
}

// service is the testsuite of what belongs to no operation.
const service = "service"

// index holds the findings by operation and family, and the families that the run had.
type index struct {
	findings map[string]map[string][]*harness.Finding
	families []string
	judged   map[string]bool // by family
}

func newIndex(r *harness.Report) index {
	x := index{findings: map[string]map[string][]*harness.Finding{}, judged: map[string]bool{}}
	known := map[string]bool{}
	for _, c := range r.Checks {
		name := words.Family(c.ID)
		known[name] = true
		x.judged[name] = x.judged[name] || words.Judged(c)
	}
	for _, f := range r.Findings {
		name, operation := words.Family(f.Rule), f.Operation
		if operation == "" {
			operation = service
		}
		known[name] = true
		x.judged[name] = true
		if x.findings[operation] == nil {
			x.findings[operation] = map[string][]*harness.Finding{}
		}
		x.findings[operation][name] = append(x.findings[operation][name], f)
	}
	x.families = sortedKeys(known)
	return x
}

// suites yields the testsuites: the operations in the report's order, operations that only findings name, and the run.
func (j JUnit) suites(r *harness.Report, x index) func(yield func(*junitxml.Suite) bool) {
	return func(yield func(*junitxml.Suite) bool) {
		listed := map[string]bool{}
		for i := range r.Operations {
			o := &r.Operations[i]
			listed[o.ID] = true
			if !yield(j.operation(r, x, o)) {
				return
			}
		}
		if x.findings[service] == nil {
			x.findings[service] = map[string][]*harness.Finding{} // the suite is there in every run
		}
		for _, id := range sortedKeys(x.findings) {
			if !listed[id] && !yield(j.operation(r, x, &harness.OperationReport{ID: id, Reached: true})) {
				return
			}
		}
		yield(j.run(r))
	}
}

func newSuite(r *harness.Report, name string) *junitxml.Suite {
	s := &junitxml.Suite{Name: words.Visible(name), Time: "0"}
	if !r.Timing.Started.IsZero() {
		s.Stamp = r.Timing.Started.UTC().Format("2006-01-02T15:04:05")
	}
	return s
}

func (j JUnit) operation(r *harness.Report, x index, o *harness.OperationReport) *junitxml.Suite {
	s := newSuite(r, o.ID)
	for _, name := range x.families {
		c := junitxml.Case{Name: name, Class: words.Visible(o.ID)}
		list := x.findings[o.ID][name]
		switch {
		case len(list) > 0:
			j.judge(&c, list)
		case !x.judged[name]:
			c.Skipped = &junitxml.Outcome{Message: "no check of this family got to judge"}
		case !o.Reached:
			c.Skipped = &junitxml.Outcome{Message: "never answered 2xx: " + words.Hindrance(o)}
		}
		s.Add(c)
	}
	return s
}

// judge fills a testcase in from the findings of its family at its operation, the worst of which comes first.
func (j JUnit) judge(c *junitxml.Case, list []*harness.Finding) {
	var grave, light []*harness.Finding
	for _, f := range list {
		if f.Severity >= j.FailOn {
			grave = append(grave, f)
		} else {
			light = append(light, f)
		}
	}
	if len(light) > 0 {
		c.Out = &junitxml.Block{Text: details(light)}
	}
	c.File, c.Line = words.Visible(list[0].Place.File), list[0].Place.Line
	if len(grave) == 0 {
		return
	}
	message := words.Visible(words.Shorten(grave[0].Message, words.Brief))
	if len(grave) > 1 {
		message += fmt.Sprintf(" (and %d more)", len(grave)-1)
	}
	c.Failure = &junitxml.Outcome{Message: message, Type: words.Visible(grave[0].Rule), Text: details(grave)}
}

// detailed is how many findings one testcase tells in full; CI systems cut long texts themselves, and at worse places.
const detailed = 50

func details(list []*harness.Finding) string {
	var b strings.Builder
	for i, f := range list {
		if i == detailed {
			fmt.Fprintf(&b, "\n… and %d more; the JSON report has them all\n", len(list)-i)
			break
		}
		fmt.Fprintf(&b, "\n%s  %s  %s  [%s]\n", f.Severity, words.Visible(f.Rule), words.Visible(f.Site), words.Visible(f.Fingerprint))
		fmt.Fprintf(&b, "  %s\n", words.Visible(words.Shorten(f.Message, words.Long)))
		fmt.Fprintf(&b, "  promised: %s%s\n", words.Visible(words.Shorten(f.Promised, words.Long)), words.Where(f.Place))
		fmt.Fprintf(&b, "  got: %s\n", words.Visible(words.Shorten(f.Got, words.Long)))
		for _, e := range f.Evidence {
			fmt.Fprintf(&b, "  %s %s -> %d %s\n", words.Visible(e.Method), words.Visible(words.Shorten(e.URL, words.Brief)), e.Status, words.Visible(words.Shorten(e.Content, words.Brief)))
		}
		for _, line := range f.Curl {
			fmt.Fprintf(&b, "  %s\n", words.VisibleLines(line))
		}
		if f.GoTest != "" {
			fmt.Fprintf(&b, "  %s\n", words.VisibleLines(f.GoTest))
		}
	}
	return b.String()
}

// run tells of the run itself.
func (j JUnit) run(r *harness.Report) *junitxml.Suite {
	s := newSuite(r, "run")
	tested := junitxml.Case{Name: "the target could be tested", Class: "run"}
	switch r.Verdict {
	case harness.Hollow, harness.Unreachable:
		reasons := words.Visible(strings.Join(r.Reasons, " "))
		tested.Error = &junitxml.Outcome{Message: words.Summary(r), Type: string(r.Verdict), Text: reasons}
	case harness.Interrupted:
		tested.Skipped = &junitxml.Outcome{Message: "the run was stopped before its budget was used"}
	}
	s.Add(tested)
	for _, c := range r.Checks {
		if !words.Judged(c) {
			s.Add(junitxml.Case{Name: words.Visible(c.ID), Class: "run.checks", Skipped: &junitxml.Outcome{Message: "never judged: " + words.Silence(c)}})
		}
	}
	for _, f := range r.Flaky {
		message := fmt.Sprintf("flaky, seen again in %d of %s: %s", f.Confirms.N, words.Count(f.Confirms.Of, "replay"), words.Visible(words.Shorten(f.Message, words.Brief)))
		s.Add(junitxml.Case{Name: words.Visible(f.Rule) + " at " + words.Subject(f) + " " + words.Visible(f.Site), Class: "run.flaky", Skipped: &junitxml.Outcome{Message: message}})
	}
	return s
}
