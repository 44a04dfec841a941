package state

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// listOf finds the operation that lists objects of a kind in stories, or nil. The contract has to describe its objects.
func listOf(p *harness.Plan, k *harness.Kind) *harness.Operation {
	for i := range k.Lists {
		op := k.Lists[i].Operation
		if pointer, _, ok := described(op); ok && pointer == k.Lists[i].Array && (p.Avoid == nil || !p.Avoid(op)) {
			return op
		}
	}
	return nil
}

// pagesLooked is how many pages of a list are looked through for one object. A list that goes on after them proves nothing.
const pagesLooked = 3

// listing adds looks at a list from its beginning, page by page where it is divided, of the largest size that may be asked
// for. The steps are called label, label-2 and so on; the index of the first one is returned.
func listing(s *harness.Story, op *harness.Operation, label string, objects ...*harness.Object) int {
	g := pagingOf(op)
	query, size := largest(&g)
	begin := page(s, op, label, query, objects...)
	for n := 2; n <= pagesLooked; n++ {
		next := maps.Clone(query)
		switch first, _ := g.firstPage(); {
		case g.offset != nil && size > 0:
			next[g.offset.Name] = number((n - 1) * size)
		case g.page != nil:
			next[g.page.Name] = number(first + n - 1)
		default:
			return begin
		}
		page(s, op, fmt.Sprintf("%s-%d", label, n), next, objects...)
	}
	return begin
}

// largest gives the query for the largest page, and its size; 0 where the list has no size of a page.
func largest(g *paging) (map[string]any, int) {
	if g.limit != nil {
		if n, ok := g.large(); ok {
			return map[string]any{g.limit.Name: number(n)}, n
		}
	}
	return map[string]any{}, 0
}

// page adds a look at one page of a list.
func page(s *harness.Story, op *harness.Operation, label string, query map[string]any, objects ...*harness.Object) int {
	in := s.Inputs(op, 0)
	op.Give(&in, query)
	at := s.Use(op, label, in, objects...)
	s.Step(at).Observe = true
	return at
}

// firstPage is first for lists that may have no numbered pages.
func (g *paging) firstPage() (int, bool) {
	if g.page == nil {
		return 0, false
	}
	return g.first()
}

// catalog is what the pages of a list showed.
type catalog struct {
	pages   []*harness.Exchange // each was answered with objects
	rows    []entry
	pointer string // to the array in the body
	whole   bool   // the list ended within the pages
	open    string // why it may not have
}

// entry is an object that a list shows.
type entry struct {
	object map[string]any
	side   side // the object with what the answer's schema says about it
	page   *harness.Exchange
}

// listingOf reads what the steps of a listing showed; ok is false when the first page shows no objects.
func listingOf(p *harness.Pass, label string) (catalog, bool) {
	var c catalog
	for n := 1; n <= pagesLooked; n++ {
		name := label
		if n > 1 {
			name = fmt.Sprintf("%s-%d", label, n)
		}
		x := p.Step(name)
		r, ok := rowsOf(x)
		if !ok {
			break
		}
		c.pages, c.pointer = append(c.pages, x), r.pointer
		for _, object := range r.list {
			c.rows = append(c.rows, entry{object: object, page: x, side: side{face: schema.Response, facets: r.element, value: object}})
		}
		if c.whole, c.open = ends(x, len(r.list)); c.whole {
			break
		}
	}
	if narrowed(c.pages) {
		c.whole, c.open = false, "the list was asked for with a filter"
	}
	return c, len(c.pages) > 0
}

// ends reports whether a page is the last one: it shows fewer objects than it was asked for, and does not speak of more.
func ends(x *harness.Exchange, shown int) (bool, string) {
	if strings.Contains(x.Response.Header.Get("Link"), `rel="next"`) || strings.Contains(x.Response.Header.Get("Link"), "rel=next") {
		return false, "the list goes on"
	}
	decoded, err := x.Response.JSON()
	if err != nil || goesOn(decoded.Value, reach(x)) {
		return false, "the list goes on"
	}
	if saysEnd(decoded.Value, reach(x)) {
		return true, ""
	}
	g := pagingOf(x.Operation)
	size, sized := 0, false
	if g.limit != nil {
		size, sized = asked(x, g.limit)
	}
	switch {
	case sized && shown < size:
		return true, ""
	case sized:
		return false, fmt.Sprintf("the list may go on: its page of %d is full", size)
	case g.offset != nil || g.page != nil || g.cursor != nil || shown%5 == 0 && shown > 0:
		return false, "the list may be a page of a longer one" // of 10, 20, 25, 50 or 100
	}
	return true, ""
}

// reach is how deep in a body it may be said whether a list goes on: where the contract's language puts answers into an
// envelope, deeper.
func reach(x *harness.Exchange) int {
	if x.Operation.Concern != nil {
		return 5
	}
	return 3
}

// goesOn reports whether a body says that there is more than it shows.
func goesOn(value any, depth int) bool {
	object, ok := value.(map[string]any)
	if !ok || depth == 0 {
		return false
	}
	for name, member := range object {
		switch plain := plainName(name); {
		case plain == "hasmore" || plain == "hasnext" || plain == "hasnextpage" || plain == "truncated" || plain == "istruncated":
			if member == true {
				return true
			}
		case strings.HasPrefix(plain, "next"):
			if !vacant(member) {
				return true
			}
		default:
			if goesOn(member, depth-1) {
				return true
			}
		}
	}
	return false
}

// saysEnd reports whether a body says in so many words that there is no more than it shows.
func saysEnd(value any, depth int) bool {
	object, ok := value.(map[string]any)
	if !ok || depth == 0 {
		return false
	}
	for name, member := range object {
		switch plain := plainName(name); {
		case plain == "hasmore" || plain == "hasnext" || plain == "hasnextpage":
			if member == false {
				return true
			}
		case saysEnd(member, depth-1):
			return true
		}
	}
	return false
}

// narrowed reports whether a list was asked for with more in its query than what divides it.
func narrowed(pages []*harness.Exchange) bool {
	for _, x := range pages {
		g := pagingOf(x.Operation)
		for name := range x.Operation.Given(&x.Reading.Inputs) {
			if !slices.ContainsFunc(x.Operation.Options(), func(p *harness.Parameter) bool { return p.Name == name && g.takes(p) }) {
				return true
			}
		}
	}
	return false
}

// fresh gives the entries that one catalog has and an earlier one has not. Both must be whole, or what is new cannot be
// told from what moved.
func fresh(p *harness.Pass, before, after catalog) (list []entry, reason string) {
	if !after.whole {
		return nil, after.open
	}
	if !before.whole {
		return nil, before.open
	}
	if len(after.rows) == 0 {
		return nil, ""
	}
	key, ok := after.key(p)
	if !ok {
		return nil, "no member tells the objects of the list apart"
	}
	known := map[string]bool{}
	for i := range before.rows {
		text, _ := scalar(before.rows[i].object[key])
		known[text] = true
	}
	for i := range after.rows {
		if text, ok := scalar(after.rows[i].object[key]); ok && !known[text] {
			list = append(list, after.rows[i])
		}
	}
	return list, ""
}

// key finds the member that tells the objects of a list apart.
func (c *catalog) key(p *harness.Pass) (string, bool) {
	r := rows{element: c.rows[0].side.facets}
	for i := range c.rows {
		r.list = append(r.list, c.rows[i].object)
	}
	of := *p
	of.Operation = c.pages[0].Operation
	return r.key(&of)
}

// resembles reports whether an object is one that a request described, perhaps in part: it shows nothing else, and what is
// the same is more than any object could have. What the request gave wrongly is not compared.
func resembles(request *harness.Exchange, got side) bool {
	want, ok := sent(request)
	if !ok {
		return false
	}
	c := compare(want, got)
	other := slices.ContainsFunc(c.Certain(), func(d difference) bool { return !vacant(d.Got) && !wrong(request, d.Place) })
	return !other && (c.telling || len(c.Same) > 2)
}

// wrong reports whether a member of a request's body breaks the contract.
func wrong(request *harness.Exchange, place string) bool {
	return slices.ContainsFunc(request.Reading.Violations, func(b harness.Breach) bool {
		at, member := shape.Tokens(b.Pointer), shape.Tokens(place)
		return b.Target == "body" && len(at) > 0 && slices.Contains(member, at[0])
	})
}
