package state

import (
	"fmt"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const pageOverlap = "state.page-overlap"

// PageOverlap finds pages that show an object twice or leave one out.
var PageOverlap = &harness.Check{
	ID: pageOverlap,
	Doc: `The pages of a list, one after the other, show every object once.

Whoever walks through a list to copy, count or bill what it holds does so twice for what two pages show, and never for what
falls between them. Pages without a fixed order and mistakes by one are the usual causes.

Judged on lists with a page size and an offset, a page number or a cursor. Three objects are made where that can be done.
The list is asked for one large page, then for its first pages of a small size, then for the large page again; and once more
with pages of another size. The small pages must be what the large one begins with.

Ignored: a list whose large page has changed meanwhile, because somebody else was writing, is inconclusive; so are pages
that are not answered 2xx, objects that no member tells apart, and pages that hold more than was asked for
(state.page-size-exceeded). Where the contract does not say whether pages are counted from 0 or from 1, both are right.`,
	Severity: harness.Medium,
	Rules:    []string{"RFC 8288 3.3", "OpenAPI 3.1 Parameter Object, description"},
	Story:    true,
	Propose:  tales.Propose(pageOverlap, overlapTales),
	Judge:    judgeOverlap,
}

// pagesWalked is how many small pages are asked for, and widest how many objects they may hold in all: an end of the list
// is in reach then that has only what the story made.
const (
	pagesWalked = 3
	widest      = 60
)

func overlapTales(p *harness.Plan) []tales.Tale {
	k, from := lister(p)
	g := pagingOf(p.Operation)
	if k == nil || g.limit == nil || g.offset == nil && g.page == nil && g.cursor == nil {
		return nil
	}
	small, ok := g.small(2)
	var cursors []harness.Binding
	if g.mover() == g.cursor {
		if cursors = onward(p.Operation, g.cursor); cursors == nil {
			cursors = keyed(g.cursor, k, from)
			small, ok = g.small(1)
			ok = ok && small == 1 && cursors != nil // the last object of such a page is its first, which a binding finds
		}
	}
	_, large := largest(&g)
	if !ok || small*pagesWalked > min(large, widest) {
		return nil
	}
	list := []tales.Tale{tales.Tell("page after page", func(s *harness.Story) { g.walk(p, s, k, small, cursors) })}
	if wider, ok := g.small(small + 1); ok && len(cursors) == 0 && wider*pagesWalked <= min(large, widest) {
		list = append(list, tales.Tell("wider page after wider page", func(s *harness.Story) { g.walk(p, s, k, wider, nil) }))
	}
	return list
}

// walk tells the story for small pages of a size.
func (g *paging) walk(p *harness.Plan, s *harness.Story, k *harness.Kind, size int, cursors []harness.Binding) {
	all, _ := largest(g)
	o := several(p, s, k, 3)
	page(s, p.Operation, labelWhole, all, o...)
	for i := range pagesWalked {
		at := page(s, p.Operation, pageLabel(i), g.query(size, i), o...)
		if i > 0 {
			follow(s.Step(at), at-1, g.cursor, cursors)
		}
	}
	page(s, p.Operation, labelWhole+" again", all, o...)
}

func pageLabel(i int) string { return fmt.Sprintf("%s %d", labelPage, i+1) }

// query asks for the i-th page of a size.
func (g *paging) query(size, i int) map[string]any {
	query := map[string]any{g.limit.Name: number(size)}
	switch {
	case g.offset != nil:
		query[g.offset.Name] = number(i * size)
	case g.page != nil:
		first, _ := g.first()
		query[g.page.Name] = number(first + i)
	case i > 0:
		query[g.cursor.Name] = noCursor
	}
	return query
}

func judgeOverlap(p *harness.Pass) {
	ends := steps(p, labelWhole, labelWhole+" again")
	if !p.Own() || ends == nil {
		return
	}
	whole, ok := rowsOf(ends[0])
	again, ok2 := rowsOf(ends[1])
	if !ok || !ok2 {
		return
	}
	key, ok := whole.key(p)
	keys, _ := whole.values(key)
	later, _ := again.values(key)
	if !ok {
		p.Inconclusive("no member tells the objects of the list apart")
		return
	}
	w := walked{keys: keys}
	for i := range pagesWalked {
		if !w.page(p, p.Step(pageLabel(i)), key) {
			return
		}
	}
	// What somebody else adds behind the pages that were asked for moves none of them.
	near := min(len(keys), len(later), (pagesWalked+1)*w.size)
	if !slices.Equal(keys[:near], later[:near]) {
		p.Inconclusive("the list changed while it was walked through")
		return
	}
	w.judge(p, whole.pointer)
}

// walked is what the small pages of a list showed beside what its large page shows.
type walked struct {
	keys  []string   // of the large page
	pages [][]string // the keys of the small ones
	size  int
	last  *harness.Exchange
}

// page takes a small page in, and reports whether there is something to judge so far.
func (w *walked) page(p *harness.Pass, x *harness.Exchange, key string) bool {
	g := pagingOf(p.Operation)
	if x == nil || !x.Reading.Valid() {
		return false
	}
	if g.cursor != nil && x.Operation.Given(&x.Reading.Inputs)[g.cursor.Name] == noCursor {
		return true // the end came before
	}
	if gone(x) && len(w.pages) > 0 {
		return true // so some say that there are no more pages
	}
	if why := agreed(x); why != "" {
		p.Inconclusive("%s", why)
		return false
	}
	r, ok := rowsOf(x)
	if !ok {
		return false
	}
	list, ok := r.values(key)
	size, ok2 := asked(x, g.limit)
	if !ok || !ok2 || len(list) > size {
		p.Inconclusive("a page holds more than was asked for, or objects that have no %s", key)
		return false
	}
	w.pages, w.size, w.last = append(w.pages, list), size, x
	return true
}

func (w *walked) judge(p *harness.Pass, pointer string) {
	g := pagingOf(p.Operation)
	at := g.mover()
	b := harness.Break{Exchange: w.last, Site: at.Location(), Place: at.Source, Promised: "every object on one page"}
	for _, key := range slices.Concat(w.pages...) {
		if !slices.Contains(w.keys, key) {
			p.Inconclusive("a small page shows an object that the large one does not")
			return
		}
	}
	if w.twice() {
		b.Message = fmt.Sprintf("pages of %s that follow one another show the same object", p.Operation.ID)
		b.Got = fmt.Sprintf("an object of body#%s on two of %d pages of %d", pointer, len(w.pages), w.size)
		p.Report(b)
		return
	}
	starts := []int{0}
	if g.offset == nil && g.page != nil {
		if _, known := g.first(); !known {
			starts = []int{0, w.size}
		}
	}
	if !slices.ContainsFunc(starts, w.complete) {
		b.Message = fmt.Sprintf("the pages of %s leave out an object that one large page shows among them", p.Operation.ID)
		b.Got = fmt.Sprintf("an object of body#%s on none of %d pages of %d", pointer, len(w.pages), w.size)
		p.Report(b)
		return
	}
	if len(w.keys) <= w.size || len(w.pages) < 2 || len(w.pages[1]) == 0 {
		p.Inconclusive("there is no second page of %d objects to look at", w.size)
		return
	}
	p.Kept()
}

// twice reports whether an object stands on two pages, or on one twice.
func (w *walked) twice() bool {
	seen := map[string]bool{}
	for _, key := range slices.Concat(w.pages...) {
		if seen[key] {
			return true
		}
		seen[key] = true
	}
	return false
}

// complete reports whether the small pages show all that the large one shows from a position to the last of theirs, and
// nothing before it. Pages may be short, so what comes after that may stand on a page that was not asked for.
func (w *walked) complete(start int) bool {
	all := slices.Concat(w.pages...)
	end := 0
	for i, key := range w.keys {
		if slices.Contains(all, key) {
			end = i + 1
		}
	}
	for i, key := range w.keys[:end] {
		if slices.Contains(all, key) != (i >= start) {
			return false
		}
	}
	return true
}
