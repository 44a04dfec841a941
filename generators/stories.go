package generators

import (
	"errors"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// inputs makes valid inputs for an operation; see harness.Story.Inputs. What it made for a plan is kept there.
func inputs(p *harness.Plan, op *harness.Operation, n int) (harness.Inputs, error) {
	type key struct {
		operation string
		n         int
	}
	type result struct {
		in  harness.Inputs
		err error
	}
	if known, ok := p.Memo[key{op.ID, n}].(result); ok {
		return known.in, known.err
	}
	var r result
	r.in, r.err = inputsAt(deskOf(p, op), n)
	if p.Memo != nil {
		p.Memo[key{op.ID, n}] = r
	}
	return r.in, r.err
}

// deskOf gives a desk for another operation than the plan's.
func deskOf(p *harness.Plan, op *harness.Operation) *desk {
	if op == p.Operation {
		d, _ := start(p, "story")
		if d != nil {
			return d
		}
	}
	other := *p
	other.Operation, other.Memo, other.Cannot = op, nil, nil
	return furnish(&other)
}

func inputsAt(d *desk, n int) (harness.Inputs, error) {
	switch {
	case d.hopeless != nil:
		return harness.Inputs{}, d.hopeless
	case d.doubt != nil:
		return harness.Inputs{}, d.doubt
	case n == 0 || d.base.Body == nil:
		return d.base, nil
	}
	for _, t := range d.bodies {
		if t.sent != d.base.Body.Media {
			continue
		}
		for try := range 8 {
			c, style := Plainest, Style{Plain: true, Full: true, Solid: true, In: t.in}
			if n > 1 || try > 0 {
				c, style.Plain = Seeded(Derive(d.plan.Seed, n*8+try, d.op.ID, "story")), false
			}
			v, err := d.wish(c, t, style)
			if err == nil && d.arrives(t, v) == nil {
				return d.with(d.base, t, v), nil
			}
		}
	}
	if n == 1 {
		return d.base, nil
	}
	return harness.Inputs{}, errors.New("no second valid body could be made")
}

// bound gives the steps that make what a draft's inputs name, and the bindings that name it. What the draft is about keeps
// its own value; but where that may be the name of somebody's object, which the request would change, there is no case.
func (d *desk) bound(f draft) (steps []harness.Step, bind []harness.Binding, ok bool) {
	steps, all := d.plan.Prelude()
	for _, b := range all {
		if d.plan.Dropped != nil && d.plan.Dropped(b.Target) {
			continue
		}
		if !d.aimsAt(f, b.Target) {
			bind = append(bind, b)
		} else if strings.HasPrefix(b.Target, "path.") && f.aim.Expect != harness.Reject && !d.op.Safe() {
			return nil, nil, false
		}
	}
	if len(bind) == 0 {
		return nil, nil, true
	}
	return steps, bind, true
}

// aimsAt reports whether a draft varies the input that a binding would fill.
func (d *desk) aimsAt(f draft, target string) bool {
	name, pointer, inBody := strings.Cut(target, "#")
	if inBody && f.aim.Keyword == "media-type" {
		return false // the value is sound, and only said to be something else
	}
	if inBody {
		return f.aim.Target == name && overlaps(f.aim.Pointer, pointer)
	}
	if f.aim.Target == name {
		return true
	}
	for _, t := range d.params {
		if t.name == name {
			return !has(f.in, t) || has(d.base, t) && !schema.Equal(valueOf(f.in, t), valueOf(d.base, t))
		}
	}
	return true
}

// overlaps reports whether one of two pointers leads through the other; * stands for any element.
func overlaps(a, b string) bool {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] && x[i] != "*" && y[i] != "*" {
			return false
		}
	}
	return true
}
