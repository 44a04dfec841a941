package generators

import (
	"iter"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Invalid breaks one keyword at a time, and sends what no value can say.
var Invalid = generator("invalid", `the plain request with one keyword broken once at each place: too large, too long, of another
type, missing, not listed, not of its format. Besides that texts that are no JSON, content types and methods that are not
declared, and values that are known to upset services, of which nothing is expected but a proper answer.`,
	func(d *desk) iter.Seq[draft] {
		return weave(share{d.requests(), 2}, share{d.sweep(d.breaks, d.reject, false), 5}, share{d.hazards(), 1})
	})

// reject drafts the case in which a site has a value that breaks a keyword. The keyword must be among those that the value
// really breaks, at the site itself or at the property that the edge names.
func (d *desk) reject(s *site, e edge, v any) (draft, bool) {
	root := s.put(v)
	at := s.pointer()
	in := d.with(d.base, s.target, root)
	found := d.broken(s.target, in, root)
	for _, b := range found {
		if b.Keyword != e.keyword || b.Pointer != at && b.Pointer != at+e.below {
			continue
		}
		title := s.label() + " = " + short(v) + ", " + e.note
		if e.value == nil || e.keyword == "required" || e.keyword == "dependentRequired" {
			title = s.label() + ", " + e.note
		}
		return draft{
			title: title, in: in,
			aim: harness.Aim{Expect: harness.Reject, Target: s.target.name, Pointer: b.Pointer, Keyword: e.keyword},
		}, true
	}
	return draft{}, false
}

// broken lists what a target's value breaks, as it arrives.
func (d *desk) broken(t *target, in harness.Inputs, root any) []schema.Violation {
	if !d.written(t) || d.same(t, root) && t.param.In != "path" {
		return t.schema.Validate(schema.Request, root)
	}
	r, err := d.op.Wire.Encode(d.op, in)
	if err != nil {
		return nil // it cannot be sent, so nobody can refuse it
	}
	reading := d.op.Wire.Read(d.op, r)
	if !reading.Invalid() {
		return nil
	}
	var found []schema.Violation
	for _, b := range reading.Violations {
		if b.Target == t.name {
			found = append(found, b.Violation)
		}
	}
	return found
}

// breaks lists the ways to break what a site asks for, the most telling ones first.
func (d *desk) breaks(s *site) []edge {
	b := &breaks{edges{desk: d, site: s, shape: s.shape}}
	switch kind := typeOf(s.value); {
	case s.shape.enum != nil:
		b.unlisted()
	case kind == tString:
		b.texts()
	case kind&tNumber != 0:
		b.numbers()
	case kind == tArray:
		b.arrays()
	case kind == tObject:
		b.objects()
	}
	if !s.isKid { // another branch of the same place: what no branch takes has been tried
		b.types()
		b.unions()
	}
	return b.list
}

type breaks struct{ edges }

func (b *breaks) add(keyword, note string, value func() (any, bool)) {
	b.list = append(b.list, edge{keyword: keyword, note: note, expect: harness.Reject, value: value})
}

func (b *breaks) constant(keyword, note string, v any) {
	b.add(keyword, note, func() (any, bool) { return v, true })
}

// unlisted sends what is on no list: a word, another case, a number beside the listed ones.
func (b *breaks) unlisted() {
	keyword := "enum"
	note := "not a listed value"
	if len(b.shape.enum) == 1 && b.shape.where("const").Const != nil {
		keyword, note = "const", "not the one value"
	}
	for _, v := range b.foreign() {
		b.constant(keyword, note, v)
	}
}

// types sends values of every type that is not allowed. In text, where everything arrives as characters, that is a word
// where a number or a truth value belongs.
func (b *breaks) types() {
	note := "not " + b.shape.typeNote()
	allowed := typeBits(nil)
	for _, p := range b.shape.parts {
		allowed &= typeBits(p.Types)
	}
	if allowed == tAny {
		return
	}
	for _, v := range strangers(typeOf(b.site.value)) {
		if allowed&typeOf(v) == 0 && (b.site.target.in == JSON || typeOf(v)&(tArray|tObject|tNull) == 0) {
			b.constant("type", note, v)
		}
	}
}

// strangers lists a value of each type, those first that are most easily mistaken for a value of the given type.
func strangers(kind types) []any {
	near := []any{"alpha", number("42")}
	switch {
	case kind&tNumber != 0:
		near = []any{"1", "alpha"}
	case kind == tBoolean:
		near = []any{"true", number("1"), "alpha"}
	case kind == tString:
		near = []any{number("42")}
	}
	return append(near, nil, []any{}, map[string]any{}, true)
}

// unions sends what no branch takes, what two branches of a oneOf take, and what a not forbids.
func (b *breaks) unions() {
	for _, g := range b.site.open.groups {
		if g.keyword == "if" {
			continue
		}
		for _, v := range append(strangers(typeOf(b.site.value)), number("1.5"), []any{"alpha"}, map[string]any{"alpha": "bravo"}) {
			b.constant(g.keyword, "no branch of "+g.keyword, v)
		}
		if g.keyword == "oneOf" {
			b.doubles(g)
		}
	}
	for _, d := range b.shape.deny {
		b.add("not", "ruled out by not", func() (any, bool) {
			v, err := b.maker(Plainest, Style{Plain: true, In: b.site.target.in}).make(b.memo.shape(d))
			return v, err == nil
		})
	}
}

// doubles sends values that the first branch takes together with each other one.
func (b *breaks) doubles(g group) {
	for i := 1; i < min(len(g.alts), 8); i++ {
		b.add("oneOf", "more than one branch of oneOf", func() (any, bool) {
			both := merge([]*schema.Schema{g.alts[0].add[0], g.alts[i].add[0]}, nil, nil)
			v, err := b.maker(Plainest, Style{Plain: true, In: b.site.target.in}).make(both)
			return v, err == nil
		})
	}
}
