package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/contravene-dev/contravene/harness"
)

// access writes the authorization matrix, where anybody but the usual actor and nobody had a part in it.
func access(p *page, r *harness.Report) {
	if r.Access == nil || !slices.ContainsFunc(r.Access.Rows, func(row harness.Row) bool { return between(row.Relation) }) {
		return
	}
	columns, operations := matrix(r.Access.Rows)
	p.line(p.paint(bold, "AUTHORIZATION"), "  ", fmt.Sprintf("who may do what: %s, %d kinds of caller", count(len(operations), "operation"), len(columns)))
	p.line()
	grid(p, columns, operations)
	p.line()
	p.para(2, "yes: allowed; a status, or hidden: denied; LEAK: got what it may not have; ?: got it, and nothing says whether it may; "+
		"-: not reached; *: a denial that proves nothing")
	kills(p, r.Access)
	unsure(p, r.Access.Rows)
	shownFields(p, r.Access.Fields)
	p.line()
}

// between reports whether a relation is one between two actors.
func between(r harness.Relation) bool {
	return r != harness.Nobody && r != harness.Expired && r != harness.Self
}

// line is one operation's rows, by column.
type line struct {
	operation string
	cells     map[string]*harness.Row
}

// columnOf names a column: another class by its name, since there may be several.
func columnOf(relation harness.Relation, class string) string {
	if class != "" {
		return class
	}
	return string(relation)
}

// matrix puts rows into lines and columns, both in the order in which the report has them.
func matrix(rows []harness.Row) (columns []string, lines []line) {
	order := map[string]int{}
	for i := range rows {
		r := &rows[i]
		column := columnOf(r.Relation, r.Class)
		if _, ok := order[column]; !ok {
			columns = append(columns, column)
			order[column] = slices.Index(relationOrder, r.Relation)
		}
		if len(lines) == 0 || lines[len(lines)-1].operation != r.Operation {
			lines = append(lines, line{r.Operation, map[string]*harness.Row{}})
		}
		lines[len(lines)-1].cells[column] = r
	}
	slices.SortStableFunc(columns, func(a, b string) int { return cmp.Or(cmp.Compare(order[a], order[b]), cmp.Compare(a, b)) })
	return columns, lines
}

var relationOrder = []harness.Relation{
	harness.Nobody, harness.Expired, harness.Narrow, harness.Self, harness.Peer, harness.Foreign, harness.Elevated,
}

// mark is a cell in a word, and how it is painted.
func mark(r *harness.Row) (string, style) {
	switch {
	case r == nil || r.Ruling == harness.NotReached:
		return "-", dim
	case r.Ruling == harness.Leaked:
		return "LEAK", red
	case r.Ruling == harness.Unknown:
		return "?", yellow
	case r.Ruling == harness.Allowed:
		return "yes", noStyle
	}
	text := "hidden"
	if r.Status != 0 {
		text = strconv.Itoa(r.Status)
	}
	if r.Power == harness.Powerless {
		return text + "*", yellow
	}
	return text, green
}

func grid(p *page, columns []string, lines []line) {
	first := len("operation")
	for _, l := range lines {
		first = max(first, min(uniseg.StringWidth(visible(l.operation)), p.width/2))
	}
	head := fmt.Sprintf("  %-*s", first, "operation")
	for _, c := range columns {
		head += fmt.Sprintf("  %-*s", cellWidth(c), visible(c))
	}
	p.line(p.paint(dim, strings.TrimRight(head, " ")))
	for _, l := range lines {
		name := visible(l.operation)
		if uniseg.StringWidth(name) > first {
			p.line("  ", name)
			name = ""
		}
		text := "  " + name + strings.Repeat(" ", first-uniseg.StringWidth(name))
		for i, c := range columns {
			word, style := mark(l.cells[c])
			text += "  " + p.paint(style, word)
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
	p.field(2, "power", fmt.Sprintf("%d of %s turn red when the caller is let in (%s)", a.Kills.N, count(a.Kills.Of, "denial"), share(a.Kills.N, a.Kills.Of)))
}

// unsure lists the rows that prove nothing, with the reason.
func unsure(p *page, list []harness.Row) {
	var rows []row
	for _, r := range list {
		if r.Reason != "" && (r.Ruling == harness.NotReached || r.Power == harness.Powerless) {
			rows = append(rows, row{visible(r.Operation) + "  " + visible(columnOf(r.Relation, r.Class)), visible(shorten(r.Reason, shortText))})
		}
	}
	if len(rows) > 0 {
		p.line()
		p.line("  ", count(len(rows), "row"), " without proof")
		p.rows(4, rows)
	}
}

// shownFields writes which members an operation shows to some and not to others.
func shownFields(p *page, list []harness.Fields) {
	var rows []row
	for i, f := range list {
		at := slices.IndexFunc(list, func(o harness.Fields) bool {
			return o.Operation == f.Operation && o.Written == f.Written
		})
		if at == i || slices.Equal(f.Members, list[at].Members) {
			continue
		}
		first := list[at]
		text := joined("also ", lacking(f.Members, first.Members))
		if less := joined("not ", lacking(first.Members, f.Members)); less != "" {
			text = strings.TrimPrefix(text+", "+less, ", ")
		}
		verb := "shown"
		if f.Written {
			verb = "written"
		}
		rows = append(rows, row{
			visible(f.Operation) + "  " + visible(columnOf(f.Relation, f.Class)),
			verb + ", against " + visible(columnOf(first.Relation, first.Class)) + ": " + text,
		})
	}
	if len(rows) > 0 {
		p.line()
		p.line("  members that differ by caller")
		p.rows(4, rows)
	}
}

// lacking gives what one list has and another has not.
func lacking(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}
