package reports

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/contravene-dev/contravene/reports/words"
)

// style is one of the few ways in which the text report marks a word. The colours are from the basic eight, which every
// terminal theme keeps readable.
type style string

const (
	noStyle style = ""
	bold    style = "1"
	dim     style = "2"
	red     style = "1;31"
	green   style = "1;32"
	yellow  style = "1;33"
	blue    style = "1;34"
)

// page lays lines out. Its writer keeps the first error, so that no line needs to look.
type page struct {
	out   *bufio.Writer
	color bool
	width int
}

func newPage(w io.Writer, color bool, width int) *page {
	if width <= 0 {
		width = 100
	}
	return &page{out: bufio.NewWriter(w), color: color, width: max(width, 40)}
}

func (p *page) paint(s style, text string) string {
	if !p.color || s == noStyle || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// line writes parts as they are.
func (p *page) line(parts ...string) {
	for _, s := range parts {
		_, _ = p.out.WriteString(s) // the error is sticky; close returns it
	}
	_ = p.out.WriteByte('\n')
}

// para writes text wrapped to the page, every line indented.
func (p *page) para(indent int, text string) {
	pad := strings.Repeat(" ", indent)
	for _, l := range wrap(text, p.width-indent) {
		p.line(pad, l)
	}
}

// labelWidth is the column of the labels beside a finding.
const labelWidth = 10

// field writes a label and its text beside it, wrapped under itself.
func (p *page) field(indent int, label, text string) {
	lead := strings.Repeat(" ", indent) + p.paint(dim, fmt.Sprintf("%-*s", labelWidth, label))
	for _, l := range wrap(text, p.width-indent-labelWidth) {
		p.line(lead, l)
		lead = strings.Repeat(" ", indent+labelWidth)
	}
}

// verbatim writes a label and lines that must stay as they are, because people copy them.
func (p *page) verbatim(indent int, label, text string) {
	lead := strings.Repeat(" ", indent) + p.paint(dim, fmt.Sprintf("%-*s", labelWidth, label))
	for l := range strings.SplitSeq(text, "\n") {
		p.line(lead, l)
		lead = strings.Repeat(" ", indent+labelWidth)
	}
}

type row = words.Row

// listed is how many rows of a list the text report prints; the JSON report has them all.
const listed = 20

// rows writes an aligned list, with the end cut off where it grows too long to read.
func (p *page) rows(indent int, list []row) {
	shown := list[:min(len(list), listed)]
	column := 0
	for _, r := range shown {
		column = max(column, min(uniseg.StringWidth(r.Name), p.width/2))
	}
	pad := strings.Repeat(" ", indent)
	for _, r := range shown {
		gap := column - uniseg.StringWidth(r.Name)
		lead := pad + r.Name + strings.Repeat(" ", max(gap, 0)) + "  "
		if gap < 0 {
			p.line(pad, r.Name)
			lead = strings.Repeat(" ", indent+column+2)
		}
		for _, l := range wrap(r.Text, max(p.width-indent-column-2, 20)) {
			p.line(lead, l)
			lead = strings.Repeat(" ", indent+column+2)
		}
	}
	if more := len(list) - len(shown); more > 0 {
		p.line(pad, p.paint(dim, fmt.Sprintf("… and %d more; the JSON report has them all", more)))
	}
}

func (p *page) close() error { return p.out.Flush() }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
