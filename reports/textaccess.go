package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// access writes the authorization matrix, where anybody but the usual actor and nobody had a part in it.
func access(p *page, r *harness.Report) {
	if r.Access == nil || !slices.ContainsFunc(r.Access.Rows, func(row harness.Row) bool { return words.Between(row.Relation) }) {
		return
	}
	columns, operations := words.Matrix(r.Access.Rows)
	p.line(p.paint(bold, "AUTHORIZATION"), "  ", fmt.Sprintf("who may do what: %s, %d kinds of caller", words.Count(len(operations), "operation"), len(columns)))
	p.line()
	grid(p, columns, operations)
	p.line()
	p.para(2, "yes: allowed; a status, or hidden: denied; LEAK: got what it may not have; ?: got it, and nothing says whether it may; "+
		"-: not reached; *: a denial that proves nothing")
	kills(p, r.Access)
	if rows := words.Unproven(r.Access.Rows); len(rows) > 0 {
		p.line()
		p.line("  ", words.Count(len(rows), "row"), " without proof")
		p.rows(4, rows)
	}
	if rows := words.Differences(r.Access.Fields); len(rows) > 0 {
		p.line()
		p.line("  members that differ by caller")
		p.rows(4, rows)
	}
	p.line()
}

// tones are how the tones of the matrix are painted.
var tones = map[words.Tone]style{words.Dim: dim, words.Good: green, words.Bad: red, words.Open: yellow}

func grid(p *page, columns []string, lines []words.Line) {
	first := len("operation")
	for _, l := range lines {
		first = max(first, min(uniseg.StringWidth(words.Visible(l.Operation)), p.width/2))
	}
	head := fmt.Sprintf("  %-*s", first, "operation")
	for _, c := range columns {
		head += fmt.Sprintf("  %-*s", cellWidth(c), words.Visible(c))
	}
	p.line(p.paint(dim, strings.TrimRight(head, " ")))
	for _, l := range lines {
		name := words.Visible(l.Operation)
		if uniseg.StringWidth(name) > first {
			p.line("  ", name)
			name = ""
		}
		text := "  " + name + strings.Repeat(" ", first-uniseg.StringWidth(name))
		for i, c := range columns {
			word, tone := words.Mark(l.Cells[c])
			text += "  " + p.paint(tones[tone], word)
			if i < len(columns)-1 {
				text += strings.Repeat(" ", cellWidth(c)-len(word))
			}
		}
		p.line(text)
	}
}

// cellWidth holds the longest mark, "hidden*".
func cellWidth(column string) int { return max(len(column), len("hidden*")) }

// kills writes how many of the denials are proven.
func kills(p *page, a *harness.Access) {
	if a.Kills.Of == 0 {
		return
	}
	p.field(2, "power", fmt.Sprintf("%d of %s turn red when the caller is let in (%s)", a.Kills.N, words.Count(a.Kills.Of, "denial"), words.Share(a.Kills.N, a.Kills.Of)))
}
