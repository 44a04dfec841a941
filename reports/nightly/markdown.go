package nightly

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/contravene-dev/contravene/reports"
)

// Markdown writes a report as GitHub shows it, for instance in the summary of a job ($GITHUB_STEP_SUMMARY).
func Markdown(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w) // its error is sticky; Flush returns it
	_, _ = fmt.Fprintf(out, "## Fuzzing: %s\n\n%s.\n\n", r.Verdict, escape(r.sentence()))
	_, _ = fmt.Fprint(out, "| | |\n|---|---|\n")
	for _, row := range r.rows() {
		_, _ = fmt.Fprintf(out, "| %s | %s |\n", row[0], escape(row[1]))
	}
	if len(r.Findings) > 0 {
		_, _ = fmt.Fprint(out, "\n### Findings\n\n| | rule | operation | what happened | replay |\n|---|---|---|---|---|\n")
	}
	for _, f := range r.Findings {
		state := "new"
		if f.Known {
			state = "known"
		}
		replay := ""
		if f.Saved != "" {
			replay = code("contravene replay " + f.Saved)
		}
		_, _ = fmt.Fprintf(out, "| %s, %s | %s | %s | %s | %s |\n", f.Severity, state, code(f.Rule), code(f.Operation), escape(f.Message), replay)
	}
	for _, c := range r.Crashes {
		_, _ = fmt.Fprintf(out, "\n### Crash %s\n\n%s\n", escape(c.Input), fence(c.Text))
	}
	if curve := Curve(r.Curve, 90); curve != "" {
		_, _ = fmt.Fprintf(out, "\n### Curve\n\n%s\n", fence(curve))
	}
	return out.Flush()
}

var special = strings.NewReplacer(
	`\`, `\\`, "|", `\|`, "<", "&lt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "@", "&#64;", "#", `\#`,
)

// escape keeps text from being taken for Markdown, HTML or somebody's name: some of it was chosen by the service.
func escape(text string) string { return special.Replace(reports.Visible(text)) }

// code is text as it is, in a cell of a table. A backtick cannot be shown there, and a bar ends the cell unless it is escaped.
func code(text string) string {
	return "`" + strings.NewReplacer("`", "'", "|", `\|`).Replace(reports.Visible(text)) + "`"
}

// fence is lines as they are: indented by four, so that nothing in them can end it.
func fence(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("    " + reports.Visible(strings.TrimRight(line, "\r\n")) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
