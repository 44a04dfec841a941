package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// This file answers, for every format, the question that green reports tend to leave open: what was not tested, and why.

// Hindrance names what kept a run from an operation: the commonest way in which its requests ended short of a 2xx.
func Hindrance(o *harness.OperationReport) string {
	t := o.Totals
	if t.Requests == 0 {
		if t.Dropped > 0 {
			return fmt.Sprintf("nothing was sent: none of its %s could be written as the contract asks", Count(t.Dropped, "case"))
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
	return fmt.Sprintf("%s (%d of %s)", worst.text, worst.n, Count(t.Requests, "request"))
}

// Unreached lists the operations that never answered a valid request with 2xx.
func Unreached(r *harness.Report) []*harness.OperationReport {
	var list []*harness.OperationReport
	for i := range r.Operations {
		if !r.Operations[i].Reached {
			list = append(list, &r.Operations[i])
		}
	}
	return list
}

// Judged reports whether a check ever got to decide.
func Judged(c harness.CheckReport) bool { return c.Kept+c.Broken > 0 }

// Silence says why a check never decided.
func Silence(c harness.CheckReport) string {
	if c.Inconclusive > 0 {
		return fmt.Sprintf("inconclusive in %s", Count(c.Inconclusive, "case"))
	}
	return "nothing came up that it concerns"
}

// Family is the part of a rule before the dot.
func Family(rule string) string {
	name, _, _ := strings.Cut(rule, ".")
	return name
}

// Share writes a part as a whole percentage, but never calls something nothing or a part everything.
func Share(part, whole int) string {
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

// Where writes a place in the contract, in brackets, or nothing when it is unknown.
func Where(s harness.Source) string {
	if text := s.String(); text != "" {
		return " (" + Visible(text) + ")"
	}
	return ""
}

// Subject names what a finding is about; one that is about no operation is about all of them.
func Subject(f *harness.Finding) string {
	if f.Operation == "" {
		return "the whole service"
	}
	return Visible(f.Operation)
}

// Statuses writes the answers of an operation, such as "200 ×12, 404 ×3", in order of their codes.
func Statuses(m map[string]int) string {
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%s ×%d", Visible(code), m[code]))
	}
	return strings.Join(parts, ", ")
}

// SilentChecks lists the checks that never decided.
func SilentChecks(r *harness.Report) []harness.CheckReport {
	var list []harness.CheckReport
	for _, c := range r.Checks {
		if !Judged(c) {
			list = append(list, c)
		}
	}
	return list
}

// Elsewhere leaves out what the list of unreached operations says already.
func Elsewhere(r *harness.Report) []harness.Untested {
	told := map[string]bool{}
	for _, o := range Unreached(r) {
		told[o.ID] = true
	}
	var list []harness.Untested
	for _, u := range r.Untested {
		if u.What != "operation" || !told[u.Operation] {
			list = append(list, u)
		}
	}
	return list
}

// LeftOut says of each of them what is missing, and why.
func LeftOut(list []harness.Untested) []Row {
	rows := make([]Row, 0, len(list))
	for _, u := range list {
		name := Visible(u.What)
		if u.Operation != "" {
			name = Visible(u.Operation) + "  " + name
		}
		text := Visible(Shorten(u.Reason, Brief)) + Where(u.Place)
		if u.Count > 1 {
			text += fmt.Sprintf(" ×%d", u.Count)
		}
		rows = append(rows, Row{name, text})
	}
	return rows
}
