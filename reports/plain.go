package reports

import (
	"strings"

	"github.com/rivo/uniseg"

	"github.com/contravene-dev/contravene/reports/words"
)

// wrap breaks text at spaces into lines of at most width columns. A longer word keeps a line to itself: breaking an
// address or a token would make it useless to whoever copies it.
func wrap(s string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, word := range strings.Fields(s) {
		w := uniseg.StringWidth(word)
		if used > 0 && used+1+w > width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += w
	}
	if used > 0 || len(lines) == 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// Visible makes text from a service or a contract safe to print on one line: what a terminal would act on, or what would look
// like something else, is written as Go writes it.
func Visible(s string) string { return words.Visible(s) }
