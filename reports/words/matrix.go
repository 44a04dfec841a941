package words

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Between reports whether a relation is one between two actors.
func Between(r harness.Relation) bool {
	return r != harness.Nobody && r != harness.Expired && r != harness.Self
}

// Line is one operation's rows, by column.
type Line struct {
	Operation string
	Cells     map[string]*harness.Row
}

// ColumnOf names a column: another class by its name, since there may be several.
func ColumnOf(relation harness.Relation, class string) string {
	if class != "" {
		return class
	}
	return string(relation)
}

// Matrix puts rows into lines and columns, both in the order in which the report has them.
func Matrix(rows []harness.Row) (columns []string, lines []Line) {
	order := map[string]int{}
	for i := range rows {
		r := &rows[i]
		column := ColumnOf(r.Relation, r.Class)
		if _, ok := order[column]; !ok {
			columns = append(columns, column)
			order[column] = slices.Index(relationOrder, r.Relation)
		}
		if len(lines) == 0 || lines[len(lines)-1].Operation != r.Operation {
			lines = append(lines, Line{r.Operation, map[string]*harness.Row{}})
		}
		lines[len(lines)-1].Cells[column] = r
	}
	slices.SortStableFunc(columns, func(a, b string) int { return cmp.Or(cmp.Compare(order[a], order[b]), cmp.Compare(a, b)) })
	return columns, lines
}

var relationOrder = []harness.Relation{
	harness.Nobody, harness.Expired, harness.Narrow, harness.Self, harness.Peer, harness.Foreign, harness.Elevated,
}

// lacking gives what one list has and another has not.
func lacking(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

// Tone is how a word is meant.
type Tone string

// The tones.
const (
	Plain Tone = ""
	Dim   Tone = "dim"
	Good  Tone = "good"
	Bad   Tone = "bad"
	Open  Tone = "open" // nobody can tell
)

// Mark is a cell of the matrix in a word, and how it is meant.
func Mark(r *harness.Row) (string, Tone) {
	switch {
	case r == nil || r.Ruling == harness.NotReached:
		return "-", Dim
	case r.Ruling == harness.Leaked:
		return "LEAK", Bad
	case r.Ruling == harness.Unknown:
		return "?", Open
	case r.Ruling == harness.Allowed:
		return "yes", Plain
	}
	text := "hidden"
	if r.Status != 0 {
		text = strconv.Itoa(r.Status)
	}
	if r.Power == harness.Powerless {
		return text + "*", Open
	}
	return text, Good
}

// Unproven lists the rows that prove nothing, with the reason.
func Unproven(list []harness.Row) []Row {
	var rows []Row
	for _, r := range list {
		if r.Reason != "" && (r.Ruling == harness.NotReached || r.Power == harness.Powerless) {
			rows = append(rows, Row{Visible(r.Operation) + "  " + Visible(ColumnOf(r.Relation, r.Class)), Visible(Shorten(r.Reason, Brief))})
		}
	}
	return rows
}

// Differences says which members an operation shows to some and not to others.
func Differences(list []harness.Fields) []Row {
	var rows []Row
	for i, f := range list {
		at := slices.IndexFunc(list, func(o harness.Fields) bool {
			return o.Operation == f.Operation && o.Written == f.Written
		})
		if at == i || slices.Equal(f.Members, list[at].Members) {
			continue
		}
		first := list[at]
		text := Joined("also ", lacking(f.Members, first.Members))
		if less := Joined("not ", lacking(first.Members, f.Members)); less != "" {
			text = strings.TrimPrefix(text+", "+less, ", ")
		}
		verb := "shown"
		if f.Written {
			verb = "written"
		}
		rows = append(rows, Row{
			Visible(f.Operation) + "  " + Visible(ColumnOf(f.Relation, f.Class)),
			verb + ", against " + Visible(ColumnOf(first.Relation, first.Class)) + ": " + text,
		})
	}
	return rows
}
