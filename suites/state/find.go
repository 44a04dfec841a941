package state

import (
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// pagesLooked is how many pages of a list are looked through for one object. A list that goes on after them proves nothing.
const pagesLooked = 3

// listing adds looks at a list from its beginning, page by page where it is divided, of the largest size that may be asked
// for. The steps are called label, label-2 and so on.
func listing(s *harness.Story, op *harness.Operation, label string, objects ...*harness.Object) {
	g := pagingOf(op)
	query := map[string]any{}
	size := 0
	if g.limit != nil {
		if n, ok := g.large(); ok {
			size, query[g.limit.Name] = n, number(n)
		}
	}
	browse(s, op, label, query, objects...)
	for n := 2; n <= pagesLooked; n++ {
		next := map[string]any{}
		for name, value := range query {
			next[name] = value
		}
		switch first, _ := g.firstPage(); {
		case g.offset != nil && size > 0:
			next[g.offset.Name] = number((n - 1) * size)
		case g.page != nil:
			next[g.page.Name] = number(first + n - 1)
		default:
			return
		}
		browse(s, op, fmt.Sprintf("%s-%d", label, n), next, objects...)
	}
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
	pages []*harness.Exchange // each was answered with objects
	rows  []entry
	whole bool   // the list ended within the pages
	open  string // why it may not have
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
		c.pages = append(c.pages, x)
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
	if err != nil || goesOn(decoded.Value, 3) {
		return false, "the list goes on"
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
		return false, fmt.Sprintf("the list goes on after %d objects", size)
	case g.offset != nil || g.page != nil || g.cursor != nil || shown%5 == 0 && shown > 0:
		return false, "the list may be a page of a longer one" // of 10, 20, 25, 50 or 100
	}
	return true, ""
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

// narrowed reports whether a list was asked for with more in its query than what divides it.
func narrowed(pages []*harness.Exchange) bool {
	for _, x := range pages {
		g := pagingOf(x.Operation)
		for name := range x.Reading.Inputs.Query {
			if p := x.Operation.Parameter("query", name); p == nil || !g.takes(p) {
				return true
			}
		}
	}
	return false
}

// identity is how one object is told from others: the value that names it in a path, and the members of the object that
// hold this value.
type identity struct {
	value string
	names []string
}

// identify learns how an object is named from an answer that shows it. Without a value there is no identity.
func identify(x *harness.Exchange) identity {
	name, value := last(x)
	text, ok := scalar(value)
	if !ok || text == "" {
		return identity{}
	}
	id := identity{value: text}
	decoded, err := x.Response.JSON()
	if err != nil {
		return id
	}
	id.names = holders(decoded.Value, text, 2)
	if len(id.names) == 0 {
		id.names = append([]string{name}, keyNames...)
	}
	return id
}

// holders names the members of an object, or of one in its envelope, that hold a text.
func holders(value any, text string, depth int) (found []string) {
	object, _ := value.(map[string]any)
	for name, member := range object {
		if held, ok := scalar(member); ok && held == text {
			found = append(found, name)
		}
	}
	if len(found) > 0 || depth == 0 {
		return found
	}
	for _, member := range object {
		found = append(found, holders(member, text, depth-1)...)
	}
	return found
}

// is reports whether an entry of a list is the object.
func (id identity) is(e *entry) bool {
	for _, name := range id.names {
		for shown, member := range e.object {
			if held, ok := scalar(member); ok && held == id.value && plainName(shown) == plainName(name) {
				return true
			}
		}
	}
	return false
}

// mentions reports whether an entry names the object anywhere, such as in a link to it.
func (id identity) mentions(value any, depth int) bool {
	if depth == 0 {
		return true // too deep to tell
	}
	switch v := value.(type) {
	case map[string]any:
		for _, member := range v {
			if id.mentions(member, depth-1) {
				return true
			}
		}
	case []any:
		for _, member := range v {
			if id.mentions(member, depth-1) {
				return true
			}
		}
	default:
		text, ok := scalar(v)
		return ok && (text == id.value || strings.HasSuffix(text, "/"+id.value))
	}
	return false
}

// find gives the entries of a list that are the object.
func (c *catalog) find(id identity) (found []entry) {
	for i := range c.rows {
		if id.is(&c.rows[i]) {
			found = append(found, c.rows[i])
		}
	}
	return found
}
