package state

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// paging is how the parameters of a list divide it, as far as their names say it.
type paging struct {
	limit  *harness.Parameter // how many objects a page may hold
	offset *harness.Parameter // how many objects come before the page
	page   *harness.Parameter // the number of the page
	cursor *harness.Parameter // what an earlier answer gave to go on with
}

// The names of paging parameters, without case and punctuation, so that page[size] and page_size are one. The weak names
// mean a page only where another parameter moves through the list: on their own, size may be that of a shoe.
var (
	limitNames  = []string{"limit", "perpage", "pagesize", "pagelimit", "maxresults", "maxitems", "itemsperpage", "resultsperpage", "maxpagesize"}
	weakLimits  = []string{"size", "count", "first", "max", "take", "top", "rows", "results"}
	offsetNames = []string{"offset", "skip", "pageoffset"} // and not startIndex, which begins at 1 here and at 0 there
	pageNames   = []string{"page", "pagenumber", "pageno", "pagenum", "pageindex"}
	cursorNames = []string{
		"cursor", "after", "pagetoken", "startingafter", "nexttoken", "continuationtoken", "marker", "pageafter", "pagecursor",
		"nextcursor", "nextpagetoken", "exclusivestartkey",
	}
)

// plainName is a name without case and punctuation.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

// pagingOf recognises the paging parameters of a list. A parameter that is called like a member of the listed objects may
// as well be a filter, and an offset or a cursor is one only where it takes what an offset or a cursor is.
func pagingOf(op *harness.Operation) paging {
	var g paging
	var weak *harness.Parameter
	_, element, _ := described(op)
	for _, p := range op.Options() {
		name := plainName(p.Name)
		if slices.ContainsFunc(names(element), func(member string) bool { return plainName(member) == name }) {
			continue
		}
		whole := typed(p.Schema(), "integer")
		switch {
		case whole && slices.Contains(limitNames, name):
			g.limit = p
		case whole && slices.Contains(weakLimits, name):
			weak = p
		case whole && slices.Contains(offsetNames, name) && p.Schema().Valid(schema.Request, number(0)):
			g.offset = p
		case whole && slices.Contains(pageNames, name):
			g.page = p
		case typed(p.Schema(), "string") && slices.Contains(cursorNames, name) && p.Schema().Valid(schema.Request, noCursor):
			g.cursor = p
		}
	}
	if g.limit == nil && (g.offset != nil || g.page != nil || g.cursor != nil) {
		g.limit = weak
	}
	return g
}

// takes reports whether a parameter is one of those that divide the list.
func (g *paging) takes(p *harness.Parameter) bool {
	return p == g.limit || p == g.offset || p == g.page || p == g.cursor
}

// typed reports whether a schema says in so many words that its values are of a type.
func typed(s *schema.Schema, typ string) bool {
	said := false
	for _, f := range shape.Facets(s) {
		if len(f.Types) > 0 {
			if !f.Allows(typ) {
				return false
			}
			said = true
		}
	}
	return said
}

// usualLarge is the page size that is asked for where the contract has no maximum; services rarely refuse it.
const usualLarge = 100

// small gives the smallest page size of at least from that the contract allows.
func (g *paging) small(from int) (int, bool) {
	for n := from; n < from+10; n++ {
		if g.allows(n) {
			return n, true
		}
	}
	return 0, false
}

// large gives the largest page size that the contract allows, within reason.
func (g *paging) large() (int, bool) {
	top := usualLarge
	for _, f := range shape.Facets(g.limit.Schema()) {
		if f.Maximum != nil && f.Maximum.IsInt() && f.Maximum.Num().IsInt64() {
			top = int(min(f.Maximum.Num().Int64(), 1000))
		}
	}
	if g.limit.In == "argument" { // services of GraphQL refuse large pages without a word in their schema
		top = 50
	}
	for n := top; n > max(0, top-usualLarge); n-- {
		if g.allows(n) {
			return n, true
		}
	}
	return 0, false
}

func (g *paging) allows(n int) bool { return g.limit.Schema().Valid(schema.Request, number(n)) }

// first gives the number of the first page, and whether the contract says it: counting begins at 0 or at 1.
func (g *paging) first() (int, bool) {
	s := g.page.Schema()
	for _, f := range shape.Facets(s) {
		if f.Default != nil {
			for n := range 2 {
				if schema.Equal(f.Default.V, number(n)) {
					return n, true
				}
			}
		}
	}
	return 1, !s.Valid(schema.Request, number(0))
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// several obtains n objects of a kind, so that a list has something to show; none where nothing makes them.
func several(p *harness.Plan, s *harness.Story, k *harness.Kind, n int) []*harness.Object {
	if trial := harness.NewStory(p); trial.Obtain(k) == nil {
		return nil
	}
	var list []*harness.Object
	for range n {
		list = append(list, s.Obtain(k))
	}
	return list
}

// asked gives the whole number that a request gave for a parameter.
func asked(x *harness.Exchange, p *harness.Parameter) (int, bool) {
	n, ok := x.Operation.Given(&x.Reading.Inputs)[p.Name].(json.Number)
	if !ok {
		return 0, false
	}
	size, err := strconv.Atoi(string(n))
	return size, err == nil
}
