package generators

import (
	"iter"

	"github.com/contravene-dev/contravene/harness"
)

// edge is one change of a site's value: onto the edge of a keyword, or over it. The value is made when its turn comes.
type edge struct {
	keyword string
	note    string
	expect  harness.Expect
	value   func() (any, bool)
	below   string // the property that a violation points at, where it does not point at the site itself
}

// drafter turns an edge into a case, or says that it does not hold.
type drafter func(*site, edge, any) (draft, bool)

// sweep walks all sites of all targets, the shallow ones first, and tries one edge of each in turn: first the most telling
// edge everywhere, then the next. So a small budget still reaches every place.
func (d *desk) sweep(edges func(*site) []edge, drafted drafter, intros bool) iter.Seq[draft] {
	return func(yield func(draft) bool) {
		w := &walk{desk: d, edges: edges, drafted: drafted, intros: intros}
		w.begin()
		for i := 0; i < len(w.rows); i++ {
			if !w.visit(i, yield) {
				return
			}
		}
		for more := true; more; {
			more = false
			for i := range w.rows {
				found, ok := w.rows[i].next(w.drafted, yield)
				if !ok {
					return
				}
				more = more || found
			}
		}
	}
}

// row is a site and those of its edges that are still to come.
type row struct {
	site  *site
	edges []edge
}

type walk struct {
	*desk
	edges   func(*site) []edge
	drafted drafter
	intros  bool
	rows    []row
}

// begin lists the targets themselves: parameters, and the body once for each different schema it has.
func (w *walk) begin() {
	for _, t := range append(append([]*target(nil), w.params...), w.bodies...) {
		s, err := w.root(t)
		if err != nil {
			w.cannot(t.source, err)
			continue
		}
		if !has(w.base, t) {
			keyword, note := "required", "an optional input by itself"
			if t.param == nil {
				keyword, note = "media-type", "as "+t.sent
			}
			s.intro = w.intro(s, keyword, note)
		}
		w.rows = append(w.rows, row{site: s})
	}
}

// visit meets a site for the first time: its intro, its first edge, and what lies inside it.
func (w *walk) visit(i int, yield func(draft) bool) bool {
	s := w.rows[i].site
	if w.intros && s.intro != nil && !yield(*s.intro) {
		return false
	}
	if w.twin(s) {
		return true
	}
	w.rows[i].edges = w.edges(s)
	if _, ok := w.rows[i].next(w.drafted, yield); !ok {
		return false
	}
	if len(w.rows) < maxSites {
		for _, c := range w.children(s) {
			w.rows = append(w.rows, row{site: c})
		}
	}
	return true
}

// twin reports whether the body has the same schema under another media type that is walked already. Its edges would be
// the same again.
func (w *walk) twin(s *site) bool {
	if s.target.param != nil || len(s.at) > 0 || s.isKid {
		return false
	}
	for _, t := range w.bodies {
		if t == s.target {
			return false
		}
		if t.schema.Resolve() == s.target.schema.Resolve() && t.in == s.target.in {
			return true
		}
	}
	return false
}

// next drafts the first edge of a row that holds. Found says whether there was one, ok whether more cases are wanted.
func (r *row) next(drafted drafter, yield func(draft) bool) (found, ok bool) {
	for len(r.edges) > 0 {
		e := r.edges[0]
		r.edges = r.edges[1:]
		v, made := e.value()
		if !made {
			continue
		}
		if f, holds := drafted(r.site, e, v); holds {
			return true, yield(f)
		}
	}
	return false, true
}

// share is a source of drafts and how many of them are taken in a turn.
type share struct {
	drafts iter.Seq[draft]
	turn   int
}

// weave takes from several sources in turn, so that a small budget gets something of each.
func weave(shares ...share) iter.Seq[draft] {
	return func(yield func(draft) bool) {
		type puller struct {
			next func() (draft, bool)
			turn int
		}
		var open []puller
		for _, s := range shares {
			next, stop := iter.Pull(s.drafts)
			defer stop()
			open = append(open, puller{next, s.turn})
		}
		for len(open) > 0 {
			kept := open[:0]
			for _, p := range open {
				alive := true
				for range p.turn {
					f, ok := p.next()
					if alive = ok; !ok {
						break
					}
					if !yield(f) {
						return
					}
				}
				if alive {
					kept = append(kept, p)
				}
			}
			open = kept
		}
	}
}
