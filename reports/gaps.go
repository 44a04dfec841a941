package reports

import (
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// This file answers, for every format, the question that green reports tend to leave open: what was not tested, and why.

// hindrance names what kept a run from an operation: the commonest way in which its requests ended short of a 2xx.
func hindrance(o *harness.OperationReport) string {
	t := o.Totals
	if t.Requests == 0 {
		if t.Dropped > 0 {
			return fmt.Sprintf("nothing was sent: none of its %s could be written as the contract asks", count(t.Dropped, "case"))
		}
		return "nothing was sent"
	}
	causes := []struct {
		n    int
		text string
	}{ // on a tie the cause that is nearest to the door is named
		{t.Failed, "no answer came"},
		{t.Auth, "refused as unauthenticated or forbidden; give a credential with -H"},
		{t.Missing, "not found; the objects it needs may not exist"},
		{t.Invalid, "refused as invalid although the contract allows the request"},
		{t.Server, "the service failed with 5xx"},
	}
	worst := causes[0]
	for _, c := range causes[1:] {
		if c.n > worst.n {
			worst = c
		}
	}
	if worst.n == 0 {
		return "answered, but never with 2xx to a valid request"
	}
	return fmt.Sprintf("%s (%d of %s)", worst.text, worst.n, count(t.Requests, "request"))
}

// unreached lists the operations that never answered a valid request with 2xx.
func unreached(r *harness.Report) []*harness.OperationReport {
	var list []*harness.OperationReport
	for i := range r.Operations {
		if !r.Operations[i].Reached {
			list = append(list, &r.Operations[i])
		}
	}
	return list
}

// judged reports whether a check ever got to decide.
func judged(c harness.CheckReport) bool { return c.Kept+c.Broken > 0 }

// silence says why a check never decided.
func silence(c harness.CheckReport) string {
	if c.Inconclusive > 0 {
		return fmt.Sprintf("inconclusive in %s", count(c.Inconclusive, "case"))
	}
	return "nothing came up that it concerns"
}

// family is the part of a rule before the dot.
func family(rule string) string {
	name, _, _ := strings.Cut(rule, ".")
	return name
}

// share writes a part as a whole percentage, but never calls something nothing or a part everything.
func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	percent := (part*100 + whole/2) / whole
	switch {
	case percent == 0 && part > 0:
		return "<1%"
	case percent == 100 && part < whole:
		return ">99%"
	}
	return fmt.Sprintf("%d%%", percent)
}

// where writes a place in the contract, in brackets, or nothing when it is unknown.
func where(s harness.Source) string {
	if text := s.String(); text != "" {
		return " (" + visible(text) + ")"
	}
	return ""
}

// subject names what a finding is about; one that is about no operation is about all of them.
func subject(f *harness.Finding) string {
	if f.Operation == "" {
		return "the whole service"
	}
	return visible(f.Operation)
}

// statuses writes the answers of an operation, such as "200 ×12, 404 ×3", in order of their codes.
func statuses(m map[string]int) string {
	var parts []string
	for _, code := range sortedKeys(m) {
		parts = append(parts, fmt.Sprintf("%s ×%d", visible(code), m[code]))
	}
	return strings.Join(parts, ", ")
}
