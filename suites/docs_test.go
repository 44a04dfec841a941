package suites_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites"
	"github.com/contravene-dev/contravene/suites/checktest"
)

const rules = "../docs/rules"

// TestEveryRuleHasItsPage keeps docs/rules in step with the checks' own words; -update writes the pages.
func TestEveryRuleHasItsPage(t *testing.T) {
	want := map[string]bool{"README.md": true}
	for _, check := range suites.All() {
		want[check.ID+".md"] = true
		checktest.Golden(t, filepath.Join(rules, check.ID+".md"), []byte(page(check)))
	}
	checktest.Golden(t, filepath.Join(rules, "README.md"), []byte(index()))
	entries, err := os.ReadDir(rules)
	require.NoError(t, err)
	for _, entry := range entries {
		require.True(t, want[entry.Name()], "docs/rules/%s describes no check", entry.Name())
	}
}

// TestDocBeginsWithThePromise holds authors to a first sentence of its own, which lists and reports show alone.
func TestDocBeginsWithThePromise(t *testing.T) {
	for _, check := range suites.All() {
		promise, rest, ok := strings.Cut(check.Doc, "\n\n")
		require.True(t, ok && strings.HasSuffix(promise, ".") && !strings.Contains(promise, "\n"), "%s: %s", check.ID, promise)
		require.Contains(t, rest, "\n\nIgnored: ", "%s does not say what it ignores", check.ID)
	}
}

func page(c *harness.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- Written by go test ./suites -update from the check's Doc. -->\n\n# %s\n\n%s\n\n", c.ID, c.Doc)
	fmt.Fprintf(&b, "| | |\n|---|---|\n| Severity | %s |\n", c.Severity)
	if c.Language != "" {
		fmt.Fprintf(&b, "| Contracts | %s |\n", c.Language)
	}
	if c.Except != "" {
		fmt.Fprintf(&b, "| Contracts | not %s |\n", c.Except)
	}
	if c.Security {
		var cwe []string
		for _, n := range c.CWE {
			cwe = append(cwe, fmt.Sprintf("[CWE-%d](https://cwe.mitre.org/data/definitions/%d.html)", n, n))
		}
		fmt.Fprintf(&b, "| CWE | %s |\n| OWASP | %s |\n", strings.Join(cwe, ", "), strings.Join(c.OWASP, ", "))
	}
	fmt.Fprintf(&b, "| Rules | %s |\n", strings.Join(c.Rules, "; "))
	if len(c.Formerly) > 0 {
		fmt.Fprintf(&b, "| Formerly | %s |\n", strings.Join(c.Formerly, ", "))
	}
	return b.String()
}

func index() string {
	var b strings.Builder
	b.WriteString("<!-- Written by go test ./suites -update. -->\n\n# Rules\n")
	for _, family := range suites.Families() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| Rule | Promise | Severity |\n|---|---|---|\n", family.Name, family.Doc)
		for _, c := range family.Checks {
			promise, _, _ := strings.Cut(c.Doc, "\n\n")
			fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s |\n", c.ID, c.ID, promise, c.Severity)
		}
	}
	return b.String()
}
