package generators

import (
	"iter"
	"strconv"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Examples sends what the contract's author wrote down.
var Examples = generator("examples", `the contract's own examples, combined into whole requests: those of one name together, everything
else as in the plain request.`, (*desk).examples)

func (d *desk) examples() iter.Seq[draft] {
	return func(yield func(draft) bool) {
		seen := map[fingerprint]bool{}
		for _, b := range d.bouquets() {
			key := fingerprintOf(b.in)
			if seen[key] || !d.sound(b.in) {
				continue
			}
			seen[key] = true
			if !yield(b) {
				return
			}
		}
	}
}

// bouquets groups the examples of all inputs by their names. Examples without a name go by their number.
func (d *desk) bouquets() []draft {
	var order []string
	groups := map[string]draft{}
	for _, t := range append(append([]*target(nil), d.params...), d.bodies...) {
		for i, e := range d.collect(t) {
			if !t.schema.Valid(schema.Request, e.Value) {
				d.cannot(e.Source, &Impossible{e.Source, "the example of " + t.name + " breaks its own schema, so it is not sent"})
				continue
			}
			name := e.Name
			if name == "" {
				name = strconv.Itoa(i + 1)
			}
			key := name
			if t.param == nil {
				if groups[key].in.Body != nil && groups[key].in.Body.Media != t.sent {
					key = name + " as " + t.sent
				}
			}
			f, known := groups[key]
			if !known {
				order = append(order, key)
				f = draft{title: "example " + name, in: d.base, aim: harness.Aim{Expect: harness.Accept}}
			}
			f.title += " of " + t.name
			f.in = d.with(f.in, t, e.Value)
			groups[key] = f
		}
	}
	var list []draft
	for _, key := range order {
		list = append(list, groups[key])
	}
	return list
}

// collect lists the examples of an input: its own, then those of its schema.
func (d *desk) collect(t *target) []harness.Example {
	list := append([]harness.Example(nil), t.examples...)
	for _, p := range d.memo.shape(t.schema).parts {
		for _, v := range p.Examples {
			known := false
			for _, e := range list {
				known = known || schema.Equal(e.Value, v)
			}
			if !known {
				list = append(list, harness.Example{Value: v, Source: p.Place("example")})
			}
		}
	}
	return list
}
