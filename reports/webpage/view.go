package webpage

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// view is what the template shows, in the page's order.
type view struct {
	Style  template.CSS
	Script template.JS
	Policy string

	Title, Tool, Language  string
	Verdict, Summary, Next string
	Tone                   words.Tone
	Reasons                []string
	Facts                  []words.Row
	Bar                    []part

	Severities []severity
	Rules      []rule
	Findings   int
	Many       bool // too many to lay out those that are out of sight

	Access   *access
	Coverage coverage
	Lists    []list
}

// severity is a choice of the filter.
type severity struct {
	Name  string
	Count int
}

// part is a piece of the bar that says what became of the requests. Widths are of a hundred.
type part struct {
	Name, Share string
	Tone        string
	Count       int
	X, Width    float64
}

// list is a section of names with something to say of each.
type list struct {
	ID, Title, Lead string
	Rows            []words.Row
}

func (p Page) view(r *harness.Report) view {
	c := r.Contract
	v := view{
		Style: template.CSS(style), Script: template.JS(script), Policy: policy(),
		Title: strings.TrimSpace(words.Visible(c.Title) + " " + words.Visible(c.Version)),
		Tool:  words.Visible(r.Tool), Language: words.Visible(c.Language),
		Verdict: string(r.Verdict), Summary: words.Summary(r), Next: p.next(r), Tone: tone(r.Verdict),
		Facts: facts(r), Bar: bar(r.Totals),
		Severities: severities(r.Findings), Rules: p.rules(r.Findings), Findings: len(r.Findings), Many: len(r.Findings) > unfolded,
		Access: newAccess(r.Access), Coverage: newCoverage(r), Lists: lists(r),
	}
	if v.Title == "" {
		v.Title = words.Visible(c.File)
	}
	for _, reason := range r.Reasons {
		v.Reasons = append(v.Reasons, words.Visible(reason))
	}
	return v
}

func (p Page) saved(f *harness.Finding) string {
	if p.Saved == nil {
		return ""
	}
	return p.Saved(f)
}

func (p Page) next(r *harness.Report) string {
	if len(r.Findings) == 0 {
		return words.Next(r, "")
	}
	return words.Next(r, p.saved(r.Findings[0]))
}

func tone(v harness.Verdict) words.Tone {
	switch v {
	case harness.Held:
		return words.Good
	case harness.Interrupted:
		return words.Open
	}
	return words.Bad
}

func facts(r *harness.Report) []words.Row {
	list := []words.Row{
		{Name: "Contract", Text: words.Visible(r.Contract.File) + ", " + words.Count(r.Contract.Operations, "operation")},
		{Name: "Target", Text: words.Visible(r.Target)},
		{Name: "Run", Text: fmt.Sprintf("seed %d, budget %s, %s, %s in %s", r.Seed, words.Visible(r.Budget),
			words.Count(r.Totals.Cases, "case"), words.Count(r.Totals.Requests, "request"), words.Duration(r.Timing.Duration))},
	}
	if !r.Timing.Started.IsZero() {
		list = append(list, words.Row{Name: "Started", Text: r.Timing.Started.UTC().Format("2006-01-02 15:04:05 UTC")})
	}
	n := len(r.Operations) - len(words.Unreached(r))
	judged := len(r.Checks) - len(words.SilentChecks(r))
	return append(list,
		words.Row{Name: "Reached", Text: fmt.Sprintf("%d of %s with 2xx (%s)", n, words.Count(len(r.Operations), "operation"), words.Share(n, len(r.Operations)))},
		words.Row{Name: "Judged", Text: fmt.Sprintf("%d of %s", judged, words.Count(len(r.Checks), "check"))},
	)
}

// bar says what became of the requests. What is in no count was answered as a request that breaks the contract should be.
func bar(t harness.Totals) []part {
	parts := []part{
		{Name: "accepted", Tone: "good", Count: t.Accepted},
		{Name: "refused by authorization", Tone: "open", Count: t.Auth},
		{Name: "valid but refused as invalid", Tone: "warn", Count: t.Invalid},
		{Name: "not found", Tone: "cool", Count: t.Missing},
		{Name: "failed with 5xx", Tone: "bad", Count: t.Server},
		{Name: "without an answer", Tone: "dark", Count: t.Failed},
	}
	rest := t.Requests
	for _, p := range parts {
		rest -= p.Count
	}
	parts = append(parts, part{Name: "invalid requests, and steps on the way", Tone: "dim", Count: max(rest, 0)})
	var shown []part
	x := 0.0
	for _, p := range parts {
		if p.Count == 0 || t.Requests == 0 {
			continue
		}
		p.X, p.Width, p.Share = x, float64(p.Count)*100/float64(t.Requests), words.Share(p.Count, t.Requests)
		x += p.Width
		shown = append(shown, p)
	}
	return shown
}

func severities(findings []*harness.Finding) []severity {
	counts := map[harness.Severity]int{}
	for _, f := range findings {
		counts[f.Severity]++
	}
	var list []severity
	for s := harness.High; s >= harness.Info; s-- {
		if counts[s] > 0 {
			list = append(list, severity{s.String(), counts[s]})
		}
	}
	return list
}

// lists are the sections that come after the tables; empty ones are left out.
func lists(r *harness.Report) []list {
	var silent, flaky, problems []words.Row
	for _, c := range words.SilentChecks(r) {
		silent = append(silent, words.Row{Name: words.Visible(c.ID), Text: words.Silence(c)})
	}
	for _, f := range r.Flaky {
		flaky = append(flaky, words.Row{
			Name: words.Visible(f.Rule) + "  " + words.Subject(f),
			Text: fmt.Sprintf("again in %d of %s: %s", f.Confirms.N, words.Count(f.Confirms.Of, "replay"), words.Visible(words.Shorten(f.Message, words.Long))),
		})
	}
	for _, x := range r.Problems {
		problems = append(problems, words.Row{Name: words.Visible(x.Source.String()), Text: words.Visible(words.Shorten(x.Message, words.Long))})
	}
	all := []list{
		{"flaky", "Flaky", "Observations that did not repeat, and so are no findings.", flaky},
		{"silent", "Checks that never judged", "A promise that nothing judged was not kept; it was not tested.", silent},
		{"left-out", "Left out", "What could not be tested, and why.", words.LeftOut(words.Elsewhere(r))},
		{"learned", "Undocumented constraints", "Rules that the service enforces and the contract does not state.", words.Learned(r.Learned)},
		{"leftovers", "Left behind", "What the run made and could not remove.", words.Leftovers(r.Leftovers)},
		{"problems", "Problems of the contract", "What the document itself gets wrong.", problems},
	}
	var shown []list
	for _, l := range all {
		if len(l.Rows) > 0 {
			shown = append(shown, l)
		}
	}
	return shown
}
