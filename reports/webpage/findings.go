package webpage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// rule is the findings of one rule and severity.
type rule struct {
	ID, Severity string
	Tags         []string
	Open         bool
	Findings     []finding
}

type finding struct {
	Anchor, Fingerprint, Severity  string
	Operation, Site, Message, Seen string
	Promised, Got, Place           string
	Reproduce                      []command
	Exchanges                      []exchange
}

// command is a line to copy.
type command struct{ Name, Line string }

// unfolded is how many findings a page lists at once; with more, only the rules are.
const unfolded = 60

// rules groups the findings, which the report has sorted by severity and rule.
func (p Page) rules(findings []*harness.Finding) []rule {
	var rules []rule
	for _, f := range findings {
		id, severity := words.Visible(f.Rule), f.Severity.String()
		if n := len(rules); n == 0 || rules[n-1].ID != id || rules[n-1].Severity != severity {
			rules = append(rules, rule{ID: id, Severity: severity, Tags: visible(words.Tags(f)), Open: len(findings) <= unfolded})
		}
		last := &rules[len(rules)-1]
		last.Findings = append(last.Findings, p.finding(f))
	}
	return rules
}

func (p Page) finding(f *harness.Finding) finding {
	told := finding{
		Anchor: anchor(f.Fingerprint), Fingerprint: words.Visible(f.Fingerprint), Severity: f.Severity.String(),
		Operation: words.Subject(f), Site: words.Visible(f.Site), Message: words.Visible(words.Shorten(f.Message, words.Long)),
		Promised: words.Visible(words.Shorten(f.Promised, words.Long)), Got: words.Visible(words.Shorten(f.Got, words.Long)),
		Place: words.Visible(f.Place.String()), Reproduce: p.reproduce(f),
	}
	if f.Count > 0 {
		told.Seen = fmt.Sprintf("in %s, again in %d of %s", words.Count(f.Count, "case"), f.Confirms.N, words.Count(f.Confirms.Of, "replay"))
	}
	for i := range f.Evidence {
		told.Exchanges = append(told.Exchanges, newExchange(&f.Evidence[i]))
	}
	return told
}

// anchor makes a fingerprint the name of a place on the page.
func anchor(fingerprint string) string {
	return "finding-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, fingerprint)
}

func (p Page) reproduce(f *harness.Finding) []command {
	var list []command
	if len(f.Curl) > 0 {
		list = append(list, command{"curl", words.VisibleLines(strings.Join(f.Curl, "\n"))})
	}
	if path := p.saved(f); path != "" {
		list = append(list, command{"contravene", "contravene replay " + words.Visible(path)})
	}
	if f.GoTest != "" {
		list = append(list, command{"go test", words.VisibleLines(f.GoTest)})
	}
	return list
}

func visible(list []string) []string {
	list = slices.Clone(list)
	for i, s := range list {
		list[i] = words.Visible(s)
	}
	return list
}
