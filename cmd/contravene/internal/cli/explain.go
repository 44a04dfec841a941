package cli

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/reports/lockfile"
	"github.com/contravene-dev/contravene/suites"
)

func (a *app) explain() *cobra.Command {
	return &cobra.Command{
		Use:     "explain RULE",
		Short:   "Say what a check asks, why, and where the rule comes from",
		Example: "  contravene explain conformance.server-error",
		Args:    exactly(1, "one rule"),
		RunE: func(_ *cobra.Command, args []string) error {
			c := suites.Find(args[0])
			for _, r := range lockfile.Rules() {
				if r.ID == args[0] {
					a.explainCheck(&harness.Check{ID: r.ID, Severity: r.Severity, Doc: r.Doc, Rules: []string{"docs/lockfile.md"}}, r.ID)
					return nil
				}
			}
			for _, r := range diff.Rules() {
				if r.ID == args[0] {
					a.explainChange(&r)
					return nil
				}
			}
			if c == nil {
				return fmt.Errorf("no rule is called %q%s; `contravene list checks` and `contravene list rules` list them", args[0], didYouMean(args[0], checkIDs()))
			}
			a.explainCheck(c, args[0])
			return nil
		},
	}
}

// explainChange says what a rule of changes is about, and how each lens sees it.
func (a *app) explainChange(r *diff.Rule) {
	a.say("%s\n", r.ID)
	for _, line := range strings.Split(fill(r.Doc, 88), "\n") {
		a.say("%s", strings.TrimRight("  "+line, " "))
	}
	a.say("\ndirection  %s\neffect     %s", r.Direction, r.Effect)
	for _, j := range r.Lenses {
		a.say("%-10s %s", j.Lens, j.Verdict)
	}
}

func checkIDs() []string {
	var ids []string
	for _, c := range suites.All() {
		ids = append(ids, c.ID)
	}
	return ids
}

func (a *app) explainCheck(c *harness.Check, asked string) {
	a.say("%s", c.ID)
	if asked != c.ID {
		a.say("(formerly %s)", asked)
	}
	a.say("")
	for _, line := range strings.Split(fill(c.Doc, 88), "\n") {
		a.say("%s", strings.TrimRight("  "+line, " "))
	}
	a.say("")
	a.say("severity  %s", c.Severity)
	if t := tags(c.CWE, c.OWASP); t != "" {
		a.say("tags      %s", t)
	}
	if l := languages(newCheckRow(c)); l != "" {
		a.say("language  %s", l)
	}
	for i, r := range c.Rules {
		label := "source"
		if i > 0 {
			label = ""
		}
		a.say("%-8s  %s", label, r)
	}
	a.say("")
	if c.Judge == nil {
		a.say("It is judged with: contravene test … --lock")
		return
	}
	a.say("Run it alone with: contravene test … --suite %s", c.ID)
}

// fill wraps paragraphs, which an empty line separates, to a width.
func fill(doc string, width int) string {
	var out []string
	for i, paragraph := range strings.Split(strings.TrimSpace(doc), "\n\n") {
		if i > 0 {
			out = append(out, "")
		}
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && len(line)+1+len(word) > width {
				out = append(out, line)
				line = ""
			}
			line = strings.TrimPrefix(line+" "+word, " ")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// printable is a strings.Map function that keeps a line one line and a terminal calm.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}
