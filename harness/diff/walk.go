package diff

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// root is the schema of a whole message, or of one parameter.
type root struct {
	op     *harness.Operation
	site   string
	face   schema.Face
	text   bool
	status string // of an answer
	pages  bool   // it says how much is asked for at once
	pair   *pair
}

// siteOf writes a place below the root.
func (r *root) siteOf(steps []step) string {
	var out strings.Builder
	out.WriteString(r.site)
	hash := false
	for _, s := range steps {
		if s.way == toBranch {
			if s.name != "" {
				out.WriteString("(" + s.name + ")")
			}
			continue
		}
		if !hash {
			out.WriteByte('#')
			hash = true
		}
		out.WriteString("/" + tokensOf([]step{s})[0])
	}
	return out.String()
}

// meet compares the schemas of a message. Either may be missing, which means that nothing is said.
func (d *differ) meet(r root, base, head func() *schema.Schema, at [2]schema.Source) {
	r.pair = d.pair(d.spotOf(0, r.face, base, at[0]), d.spotOf(1, r.face, head, at[1]), r.text)
	d.roots = append(d.roots, &r)
}

func (d *differ) spotOf(side int, face schema.Face, s func() *schema.Schema, at schema.Source) *spot {
	if s == nil {
		return d.sides[side].spot(face, &schema.Schema{Source: at, Set: d.mirror.set, Always: new(true)})
	}
	return d.sides[side].spot(face, s())
}

// walk tells the edits below each root. A place that several roots share is one cause, met again.
func (d *differ) walk() {
	dirty := d.dirty()
	for _, r := range d.roots {
		if dirty[r.pair] {
			d.walkFrom(r, dirty)
		}
	}
}

// dirty finds the pairs at or below which something differs.
func (d *differ) dirty() map[*pair]bool {
	parents := map[*pair][]*pair{}
	var queue []*pair
	dirty := map[*pair]bool{}
	for _, p := range d.pairs {
		for _, k := range p.kids {
			parents[k.pair] = append(parents[k.pair], p)
		}
		if len(p.edits) > 0 {
			dirty[p] = true
			queue = append(queue, p)
		}
	}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		for _, up := range parents[p] {
			if !dirty[up] {
				dirty[up] = true
				queue = append(queue, up)
			}
		}
	}
	return dirty
}

func (d *differ) walkFrom(r *root, dirty map[*pair]bool) {
	seen := map[*pair]bool{r.pair: true}
	queue := []trail{{root: r, places: []*pair{r.pair}}}
	for len(queue) > 0 {
		t := queue[0]
		queue = queue[1:]
		for _, e := range t.last().edits {
			d.decide(t, e)
		}
		for _, k := range t.last().kids {
			if dirty[k.pair] && !seen[k.pair] {
				seen[k.pair] = true
				queue = append(queue, trail{root: r, places: append(slices.Clone(t.places), k.pair), steps: append(slices.Clone(t.steps), k.step)})
			}
		}
	}
}

// outcome is what became of an edit.
type outcome struct {
	effect     Effect // empty: undecided so far
	loss, gain *Witness
	asked      int
	first      *Undecided
}

// chances is in how many messages a value is looked for that shows an edit of a schema that they share.
const chances = 3

// decide finds out what an edit does, and tells it.
func (d *differ) decide(t trail, e *edit) {
	if e.outcome == nil {
		e.outcome = &outcome{}
	}
	o := e.outcome
	if o.effect == "" && o.asked < chances {
		o.asked++
		o.loss, o.gain = d.witness(t, e, false), d.witness(t, e, true)
		switch {
		case o.loss != nil && o.gain != nil:
			o.effect = Incomparable
		case o.loss != nil:
			o.effect = Narrows
		case o.gain != nil:
			o.effect = Widens
		case e.sure:
			o.effect = Neither
		}
	}
	if o.effect == "" {
		if o.first == nil && !e.quiet {
			keyword := e.stem
			if len(e.keywords) > 0 {
				keyword = e.keywords[0]
			}
			o.first = &Undecided{t.root.op.ID, d.siteFor(t, e), keyword, e.base, e.head,
				"the schemas are written differently here, and no value was found that only one of them accepts"}
			d.open = append(d.open, e)
		}
		return
	}
	d.tell(d.telling(t, e))
}

func (d *differ) siteFor(t trail, e *edit) string {
	steps := t.steps
	switch {
	case e.name == "":
	case e.stem == "union" || e.stem == "pattern-properties":
		steps = append(slices.Clone(steps), step{way: toBranch, name: e.name})
	default:
		steps = append(slices.Clone(steps), step{way: toProperty, name: e.name})
	}
	return t.root.siteOf(steps)
}

// telling words an edit.
func (d *differ) telling(t trail, e *edit) told {
	o := e.outcome
	rule := d.ruleOf(t, e)
	site := d.siteFor(t, e)
	out := told{rule: rule, op: t.root.op, site: site, base: e.base, head: e.head, before: e.before, after: e.after,
		cause: e.cause(), loss: o.loss, gain: o.gain}
	if !e.sure || o.loss != nil && o.gain != nil && o.loss.World == Open && o.gain.World == Open {
		out.effect = o.effect
	}
	out.message = d.word(rule, site, e)
	return out
}

// word says what an edit is, in a sentence.
func (d *differ) word(rule, site string, e *edit) string {
	subject := site + ": "
	switch {
	case e.before != "" && e.after != "" && e.before != e.after:
		return subject + "from " + e.before + " to " + e.after
	case e.after != "":
		return subject + e.after + " is new"
	case e.before != "":
		return subject + e.before + " is gone"
	}
	return subject + strings.TrimSuffix(d.table[rule].Doc, ".")
}

// cause is what tells an edit from others, wherever it is met: the places where it is written.
func (e *edit) cause() string {
	base, head := e.base, e.head
	switch e.stem {
	case "added", "required-added":
		base = schema.Source{}
	case "removed", "required-removed":
		head = schema.Source{}
	}
	return strings.Join([]string{base.File, base.String(), base.Pointer, head.File, head.String(), head.Pointer, e.name, e.stem}, "\x00")
}
