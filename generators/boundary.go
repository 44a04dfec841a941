package generators

import (
	"iter"
	"slices"

	"github.com/contravene-dev/contravene/harness"
)

// Boundary puts one input at a time on the edge of what the contract allows.
var Boundary = generator("boundary", `the plain request with one input on the edge of one keyword: minima and maxima and what lies
just inside them, lengths in characters of one and of four bytes, each listed value, each branch and type, each optional
input present and absent, the extremes of formats. Nothing is drawn at random.`,
	func(d *desk) iter.Seq[draft] {
		return weave(share{d.whole(), 1}, share{d.sweep(d.edges, d.accept, true), 6})
	})

// whole varies the request as a whole.
func (d *desk) whole() iter.Seq[draft] {
	return func(yield func(draft) bool) {
		if f, ok := d.everything(); ok && !yield(f) {
			return
		}
		for _, t := range d.bodies {
			if !t.required && has(d.base, t) {
				yield(draft{
					title: "without the optional body",
					aim:   harness.Aim{Expect: harness.Accept, Target: "body", Keyword: "required"},
					in:    d.without(d.base, t),
				})
			}
		}
	}
}

// everything fills in all optional inputs at once, as far as they can be.
func (d *desk) everything() (draft, bool) {
	in := d.base
	more := false
	for _, t := range d.params {
		if has(in, t) {
			continue
		}
		if v, err := d.plain(t); err == nil {
			in, more = d.with(in, t, v), true
		}
	}
	for _, t := range d.bodies {
		if !has(d.base, t) {
			continue
		}
		v, err := d.memo.value(Plainest, t.schema, Style{Plain: true, Full: true, In: t.in})
		if err == nil && d.arrives(t, v) == nil {
			in, more = d.with(in, t, v), true
		}
	}
	return draft{title: "every optional input", aim: harness.Aim{Expect: harness.Accept}, in: in}, more && d.sound(in)
}

// edges lists the edges of a site, the most telling ones first.
func (d *desk) edges(s *site) []edge {
	e := &edges{desk: d, site: s, shape: s.shape}
	switch {
	case s.shape.enum != nil:
		e.members()
	case s.shape.types&(tBoolean) != 0 && typeOf(s.value) == tBoolean:
		e.constant("type", "true", true)
		e.constant("type", "false", false)
	case typeOf(s.value) == tString:
		e.lengths()
		e.formats()
		e.patterns()
	case typeOf(s.value)&tNumber != 0:
		e.numbers()
	case typeOf(s.value) == tArray:
		e.sizes()
	case typeOf(s.value) == tObject:
		e.objects()
	}
	return e.list
}

// edges collects the edges of one site.
type edges struct {
	*desk
	site  *site
	shape *shape
	list  []edge
	tried []int // lengths and counts that are tried already
}

// first reports whether a length or a count has not been tried yet.
func (e *edges) first(n int) bool {
	if slices.Contains(e.tried, n) {
		return false
	}
	e.tried = append(e.tried, n)
	return true
}

func (e *edges) add(keyword, note string, value func() (any, bool)) {
	e.list = append(e.list, edge{keyword: keyword, note: note, expect: harness.Accept, value: value})
}

func (e *edges) constant(keyword, note string, v any) {
	e.add(keyword, note, func() (any, bool) { return v, true })
}

// members tries each listed value, up to as many as a person would ever list by hand.
func (e *edges) members() {
	keyword := "enum"
	if len(e.shape.enum) == 1 {
		keyword = "const"
	}
	for _, v := range e.shape.enum[:min(len(e.shape.enum), maxItems)] {
		e.constant(keyword, "a listed value", v)
	}
}
