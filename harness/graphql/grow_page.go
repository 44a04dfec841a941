package graphql

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Pager asks for pages of one field that takes an argument for their size.
type Pager struct {
	ts    *TypeSystem
	way   string // what stands before the field
	field *ast.FieldDefinition
	on    *ast.Definition
}

// Pagers finds the fields whose pages a query can ask for: its own, or those of the one object that it gives.
func (t *TypeSystem) Pagers(op *harness.Operation) []*Pager {
	if !op.ReadOnly || t.types.Query == nil {
		return nil
	}
	f := t.types.Query.Fields.ForName(op.Name)
	switch {
	case f == nil:
		return nil
	case pageOf(f) != nil:
		return []*Pager{{t, "", f, t.types.Query}}
	case f.Type.Elem != nil || needs(f) || !t.isComposite(f.Type.Name()):
		return nil
	}
	var list []*Pager
	def := t.types.Types[f.Type.Name()]
	for _, below := range def.Fields {
		if own(below.Name) && pageOf(below) != nil {
			list = append(list, &Pager{t, f.Name + " { ", below, def})
		}
	}
	return list
}

// Coordinate is the field's place in the schema, such as "Query.topics(first:)".
func (p *Pager) Coordinate() string {
	return p.on.Name + "." + p.field.Name + "(" + pageOf(p.field).Name + ":)"
}

// Place is where the schema declares the argument.
func (p *Pager) Place() schema.Source {
	return source(pageOf(p.field).Position, p.on.Name, p.field.Name, pageOf(p.field).Name)
}

// Page asks for a page of a size, and for next to nothing of its rows.
func (p *Pager) Page(size int) Question {
	m := &mutants{ts: p.ts}
	page := pageOf(p.field)
	arguments := slices.DeleteFunc(m.required(p.field), func(a string) bool { return strings.HasPrefix(a, page.Name+":") })
	arguments = append(arguments, page.Name+": "+strconv.Itoa(size))
	text := "{ " + p.way + p.field.Name + bracket(arguments) + p.rows()
	if p.way != "" {
		text += " }"
	}
	return Question{Document: text + " }"}
}

// rows asks for what shows how many rows there are: the list itself, or that of a connection with what it says of itself.
func (p *Pager) rows() string {
	def := p.ts.types.Types[p.field.Type.Name()]
	if !p.ts.isComposite(p.field.Type.Name()) {
		return ""
	}
	var out strings.Builder
	out.WriteString(" { __typename")
	for _, f := range def.Fields {
		if needs(f) || p.field.Type.Elem != nil {
			continue
		}
		switch below := p.ts.isComposite(f.Type.Name()); {
		case f.Name == "pageInfo" && below:
			if info := p.ts.types.Types[f.Type.Name()]; info.Fields.ForName("hasNextPage") != nil {
				out.WriteString(" pageInfo { hasNextPage }")
			}
		case f.Type.Elem != nil && below && pageOf(f) == nil:
			out.WriteString(" " + f.Name + " { __typename }")
		}
	}
	out.WriteString(" }")
	return out.String()
}

// Rows counts the rows of the longest list in an answer, and tells whether it says that there are more.
func Rows(data any) (most int, more bool) {
	switch v := data.(type) {
	case []any:
		most = len(v)
		for _, e := range v {
			n, m := Rows(e)
			most, more = max(most, n), more || m
		}
	case map[string]any:
		for name, e := range v {
			n, m := Rows(e)
			most, more = max(most, n), more || m || name == "hasNextPage" && e == true
		}
	}
	return most, more
}
