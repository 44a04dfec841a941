package webpage

import (
	"fmt"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// access is the authorization matrix.
type access struct {
	Columns     []string
	Lines       []line
	Power       string
	Unproven    []words.Row
	Differences []words.Row
}

type line struct {
	Operation string
	Cells     []cell
}

type cell struct {
	Word string
	Tone words.Tone
	Says string // the ruling in full, for whoever does not know the word
}

// newAccess gives the matrix, or nil where nobody was looked at.
func newAccess(a *harness.Access) *access {
	if a == nil || len(a.Rows) == 0 {
		return nil
	}
	columns, lines := words.Matrix(a.Rows)
	m := &access{Unproven: words.Unproven(a.Rows), Differences: words.Differences(a.Fields)}
	for _, c := range columns {
		m.Columns = append(m.Columns, words.Visible(c))
	}
	for _, l := range lines {
		shown := line{Operation: words.Visible(l.Operation)}
		for _, c := range columns {
			word, tone := words.Mark(l.Cells[c])
			shown.Cells = append(shown.Cells, cell{word, tone, ruling(l.Cells[c])})
		}
		m.Lines = append(m.Lines, shown)
	}
	if a.Kills.Of > 0 {
		m.Power = fmt.Sprintf("%d of %s turn red when the caller is let in (%s)", a.Kills.N, words.Count(a.Kills.Of, "denial"), words.Share(a.Kills.N, a.Kills.Of))
	}
	return m
}

// ruling says a cell in full.
func ruling(r *harness.Row) string {
	if r == nil {
		return "not tried"
	}
	text := words.Visible(string(r.Ruling))
	if r.Basis != "" {
		text += ", by " + words.Visible(r.Basis)
	}
	if r.Reason != "" {
		text += ": " + words.Visible(words.Shorten(r.Reason, words.Brief))
	}
	return text
}
