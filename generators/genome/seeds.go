package genome

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
)

// SeedsPerOperation bounds how many first inputs Seeds gives for one operation.
const SeedsPerOperation = 8

// Seeds gives the first inputs of a fuzzer, the smallest first: of each operation what the contract's author wrote down, a plain
// request, requests on the edge of what is allowed, one that breaks the contract, and short stories about what it makes.
// They depend on nothing but the contract and the options.
func (c *Codec) Seeds() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var all [][]byte
		for _, op := range c.contract.Operations {
			if op.Streams || c.opt.Avoid != nil && c.opt.Avoid(op) {
				continue
			}
			all = append(all, c.seedsOf(c.byID[op.ID].ready())...)
		}
		slices.SortStableFunc(all, func(a, b []byte) int { return cmp.Compare(len(a), len(b)) })
		for _, seed := range all {
			if !yield(seed) {
				return
			}
		}
	}
}

// seedsOf gives the seeds of one operation. Shares of generators that have less to say are for the next ones.
func (c *Codec) seedsOf(o *operation) [][]byte {
	var list [][]byte
	add := func(seed []byte, err error) bool {
		if err == nil && !slices.ContainsFunc(list, func(known []byte) bool { return bytes.Equal(known, seed) }) {
			list = append(list, seed)
		}
		return len(list) < SeedsPerOperation
	}
	for _, tale := range c.tales(o) {
		add(tale, nil)
	}
	for _, share := range []struct {
		from *harness.Generator
		upTo int
	}{{generators.Valid, 2}, {generators.Examples, 4}, {generators.Boundary, SeedsPerOperation - 1}} {
		wanted := len(list) + share.upTo
		if share.from == generators.Boundary {
			wanted = share.upTo
		}
		for k := range share.from.Cases(c.plan(o.op, 4*SeedsPerOperation)) {
			if len(list) >= min(wanted, SeedsPerOperation-1) {
				break
			}
			add(c.Express(k))
		}
	}
	if o.breaks(0) != nil {
		w := &writer{codec: c, out: []byte{version}}
		w.header(&harness.Step{Operation: o.op.ID}, intentBroken)
		w.out = append(w.out, recordBroken, 0, 0)
		w.close()
		add(w.done(1))
	}
	return list
}

// Express writes the last request of a case so that a fuzzer can do much with it: where it is to be accepted it is repaired when
// a mutation breaks it, what names an object is bound to what makes one, and listed values are named by their number. What
// the case is called is left out. A case that cannot be said so is written by Encode.
func (c *Codec) Express(k *harness.Case) ([]byte, error) {
	if len(k.Steps) == 0 {
		return c.Encode(k)
	}
	intent := byte(intentRaw)
	last := &k.Steps[len(k.Steps)-1]
	switch {
	case k.Aim.Expect == harness.Reject || len(last.Edits) > 0 || last.Session != "" || last.Listen != "":
		return c.Encode(k)
	case k.Aim.Expect == harness.Accept:
		intent = intentValid
	}
	w := &writer{codec: c, out: []byte{version}, words: true, links: map[string]byte{}}
	o := w.header(last, intent)
	if o == nil {
		return w.done(1)
	}
	for _, b := range last.Bind {
		w.links[linkPath(b.Target)] = 0
	}
	w.inputs(o, &last.Inputs)
	seed, err := w.done(1)
	if err != nil {
		return nil, err
	}
	again, err := c.Decode(seed)
	if err == nil && again.Aim.Expect == k.Aim.Expect && sameInputs(&again.Steps[len(again.Steps)-1].Inputs, &last.Inputs, w.links) {
		return seed, nil
	}
	return c.Encode(k)
}

// linkPath writes the target of a binding as the path of a field.
func linkPath(target string) string {
	if pointer, ok := strings.CutPrefix(target, "body#"); ok {
		return "body" + pointer
	}
	location, name, _ := strings.Cut(target, ".")
	return location + "/" + escapeToken(name)
}

// sameInputs reports whether two steps send the same, but for what is bound.
func sameInputs(a, b *harness.Inputs, links map[string]byte) bool {
	for _, location := range []string{"path", "query", "header", "cookie"} {
		x, y := part(a, location), part(b, location)
		if len(x) != len(y) {
			return false
		}
		for name, v := range x {
			_, linked := links[location+"/"+escapeToken(name)]
			other, has := y[name]
			if !has || !linked && !same(v, other) {
				return false
			}
		}
	}
	if a.Body == nil || b.Body == nil {
		return a.Body == b.Body
	}
	linked := slices.ContainsFunc(sortedKeys(links), func(path string) bool { return strings.HasPrefix(path, "body") })
	return a.Body.Media == b.Body.Media && (linked || same(a.Body.Value, b.Body.Value))
}

// tales gives the stories of an operation that makes objects: what is made is read, changed, and removed.
func (c *Codec) tales(o *operation) [][]byte {
	kind := c.opt.Stories.Objects.Of(o.op)
	if kind == nil || kind.Creator(o.op) == nil || kind.Read == nil {
		return nil
	}
	var list [][]byte
	for _, middle := range [][]*harness.Operation{{}, {kind.Patch}, {kind.Replace}, {kind.Delete}} {
		if len(middle) > 0 && middle[0] == nil {
			continue
		}
		ops := append(append([]*harness.Operation{o.op}, middle...), kind.Read)
		if seed, err := c.Tell(ops...); err == nil {
			list = append(list, seed)
		}
	}
	return list
}

// Tell writes a story: plain requests, one after the other, in which what names an object is bound to the step before that made
// one, or else to a shared object.
func (c *Codec) Tell(ops ...*harness.Operation) ([]byte, error) {
	w := &writer{codec: c, out: []byte{version}, words: true}
	for _, op := range ops {
		o := w.header(&harness.Step{Operation: op.ID}, intentValid)
		if o == nil {
			break
		}
		w.links = map[string]byte{}
		for target := range o.needs {
			w.links[linkPath(target)] = 0
		}
		w.inputs(o, &o.base)
	}
	return w.done(len(ops))
}
