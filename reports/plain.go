package reports

import "github.com/contravene-dev/contravene/reports/internal/plain"

// Visible makes text from a service or a contract safe to print on one line: what a terminal would act on, or what would look
// like something else, is written as Go writes it.
func Visible(s string) string { return plain.Visible(s) }

// The formats of this package say these words on every line.
func visible(s string) string           { return plain.Visible(s) }
func visibleLines(s string) string      { return plain.Lines(s) }
func shorten(s string, n int) string    { return plain.Shorten(s, n) }
func wrap(s string, width int) []string { return plain.Wrap(s, width) }
func count(n int, noun string) string   { return plain.Count(n, noun) }
