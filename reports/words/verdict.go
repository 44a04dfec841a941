package words

import (
	"fmt"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
)

// Summary says the verdict in a sentence.
func Summary(r *harness.Report) string {
	switch r.Verdict {
	case harness.Held:
		return "every promise that was tested was kept"
	case harness.Hollow:
		return "the run proved nothing: it hardly got past the door"
	case harness.Unreachable:
		return "no answer came from the target"
	case harness.Interrupted:
		return "the run was stopped early; what it found stands: " + Tally(r.Findings)
	}
	return Tally(r.Findings)
}

// Tally counts findings by severity.
func Tally(list []*harness.Finding) string {
	if len(list) == 0 {
		return "no findings"
	}
	var counts [harness.High + 1]int
	rules := map[string]bool{}
	for _, f := range list {
		if f.Severity >= harness.Info && f.Severity <= harness.High {
			counts[f.Severity]++
		}
		rules[f.Rule] = true
	}
	var parts []string
	for s := harness.High; s >= harness.Info; s-- {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	return fmt.Sprintf("%s of %s: %s", Count(len(list), "finding"), Count(len(rules), "rule"), strings.Join(parts, ", "))
}

// Duration rounds to what people care to read.
func Duration(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Millisecond).String()
}

// Next names one thing to do. The first finding may be saved under a path.
func Next(r *harness.Report, saved string) string {
	switch {
	case len(r.Findings) > 0:
		f := r.Findings[0]
		if saved != "" {
			return fmt.Sprintf("fix %s, then run: contravene replay %s", Subject(f), Visible(saved))
		}
		return fmt.Sprintf("fix %s, then run again with seed %d; `contravene explain %s` says what is asked", Subject(f), r.Seed, Visible(f.Rule))
	case r.Verdict == harness.Unreachable:
		return "see that the service runs and that its address is right, then run again"
	case r.Verdict == harness.Hollow:
		return "give a credential with -H, or seed the objects that the operations need, then run again"
	case r.Verdict == harness.Interrupted:
		return "run again with a smaller --budget to let it finish"
	case len(Unreached(r)) > 0:
		return fmt.Sprintf("help the run to reach %s (see NOT TESTED)", Count(len(Unreached(r)), "operation"))
	}
	return "raise --budget to look deeper"
}

// Tags are the weaknesses that a finding is filed under, such as CWE-639 and API1:2023.
func Tags(f *harness.Finding) []string {
	tags := make([]string, 0, len(f.CWE)+len(f.OWASP))
	for _, n := range f.CWE {
		tags = append(tags, fmt.Sprintf("CWE-%d", n))
	}
	return append(tags, f.OWASP...)
}
