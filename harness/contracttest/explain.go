package contracttest

import (
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// explain writes a finding for the log of a test: what was promised and where, what came, and how to see it again.
func explain(f *harness.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s [%s] %s\n", f.Rule, f.Severity, f.Message)
	fmt.Fprintf(&b, "  promised  %s (%s)\n", f.Promised, f.Place)
	fmt.Fprintf(&b, "  got       %s\n", f.Got)
	for _, line := range f.Curl {
		fmt.Fprintf(&b, "  request   %s\n", line)
	}
	if f.GoTest != "" {
		fmt.Fprintf(&b, "  replay    %s\n", f.GoTest)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
