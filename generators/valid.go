package generators

import (
	"iter"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Valid sends a plain request and then random ones, all of them valid.
var Valid = generator("valid", `first the plain request: every required input, short and readable, from the contract's examples and
defaults where there are any. Then random valid requests, with random choices of what is optional. Their number grows with
the number of inputs: a request with one input has few interesting variants.`, (*desk).valid)

// maxStale is how many random requests in a row may be repetitions before there is nothing new to expect.
const maxStale = 24

func (d *desk) valid() iter.Seq[draft] {
	return func(yield func(draft) bool) {
		if !d.sound(d.base) {
			d.cannot(d.op.Source, &Impossible{d.op.Source, "the plain request is not read back as valid"})
		} else if !yield(draft{title: "a plain request", aim: harness.Aim{Expect: harness.Accept}, in: d.base, same: true}) {
			return
		}
		// What is held to be unique meets itself here, and nowhere else: all other cases have values of their own.
		if again := (draft{title: "the plain request a second time", aim: harness.Aim{Expect: harness.Any}, in: d.base, same: true}); d.renews(draft{in: d.base}) && !yield(again) {
			return
		}
		seen := map[fingerprint]bool{fingerprintOf(d.base): true}
		for i, stale, left := 1, 0, d.variety(); left > 0 && stale < maxStale; i++ {
			c := Seeded(Derive(d.plan.Seed, i, d.op.ID, "valid"))
			in := d.random(c)
			if key := fingerprintOf(in); seen[key] || !d.sound(in) {
				stale++
				continue
			} else {
				seen[key] = true
			}
			stale = 0
			left--
			if !yield(draft{title: "random request " + strconv.Itoa(i), aim: harness.Aim{Expect: harness.Accept}, in: in}) {
				return
			}
		}
	}
}

// uncertain sends the plain request of an operation of which nobody can say what is valid.
func (d *desk) uncertain() iter.Seq[draft] {
	return func(yield func(draft) bool) {
		if d.name == "valid" {
			yield(draft{title: "a plain request, which cannot be judged", aim: harness.Aim{Expect: harness.Any}, in: d.base})
		}
	}
}

// variety says how many random requests an operation is worth, as a part of the plan's limit.
func (d *desk) variety() int {
	inputs := 1 + len(d.params)
	for _, t := range d.bodies {
		inputs += min(1+len(d.memo.shape(t.schema).names), 40)
	}
	if d.plan.Limit <= 0 {
		return 4 * inputs
	}
	return max(min(d.plan.Limit, 4), d.plan.Limit*min(4*inputs, 100)/100)
}

// random makes a whole request. What cannot be made is taken from the plain one.
func (d *desk) random(c Choices) harness.Inputs {
	in := d.base
	for _, t := range d.params {
		if !t.required && below(c, 2) == 0 {
			continue
		}
		// A path names an object, and a random name is nobody's: what lies behind it is reached with the plain one.
		if t.param.In == "path" && !rarely(c, 8) {
			continue
		}
		if v, ok := d.seen(c, t.param.Name, t.schema); ok {
			in = d.with(in, t, v)
		} else if v, err := d.wish(c, t, Style{In: t.in}); err == nil {
			in = d.with(in, t, v)
		}
	}
	if len(d.bodies) == 0 {
		return in
	}
	t := d.bodies[0]
	if rarely(c, 4) {
		t = pick(c, d.bodies)
	}
	if !t.required && rarely(c, 6) {
		return d.without(in, t)
	}
	if v, err := d.wish(c, t, Style{In: t.in}); err == nil {
		in = d.with(in, t, d.worded(c, t, v))
	}
	return in
}

// worded puts values that the service has itself in the place of some members of a body.
func (d *desk) worded(c Choices, t *target, v any) any {
	object, ok := v.(map[string]any)
	if !ok || d.plan.Seen == nil {
		return v
	}
	for _, p := range declared(t.schema, 0) {
		if _, has := object[p.Name]; !has {
			continue
		}
		if word, ok := d.seen(c, p.Name, p.Schema); ok {
			if made := put(object, []string{p.Name}, word); t.schema.Valid(schema.Request, made) {
				object, _ = made.(map[string]any)
			}
		}
	}
	return object
}

// seen sometimes gives a value that the service itself has under a name, where the contract allows it: a filter finds
// something then, and a reference leads somewhere.
func (d *desk) seen(c Choices, name string, s *schema.Schema) (any, bool) {
	if d.plan.Seen == nil || below(c, 3) != 0 {
		return nil, false
	}
	list := d.plan.Seen(name)
	if len(list) == 0 {
		return nil, false
	}
	v := pick(c, list)
	return v, s.Valid(schema.Request, v)
}
