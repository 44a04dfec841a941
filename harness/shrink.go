package harness

import (
	"context"
	"iter"
	"maps"
	"slices"
)

// shrinkTries bounds what making a case smaller may cost in requests. Generators vary one thing at a time from a plain
// request, so there is little to take away, and a slow service should not pay for beauty.
const shrinkTries = 24

// shrink takes inputs away while the case goes on showing the same break. The bytes are read back each time: a smaller
// case that breaks the contract in other places than the original is not the same case. The trace is one that showed the
// break. It returns a nil break when nothing smaller was found.
func (b *bench) shrink(ctx context.Context, check *Check, site string, c *Case, trace []*Exchange) (*Case, *Break, []*Exchange) {
	if check.Story || c.listens() {
		return c, nil, trace // what the steps of a story say of each other is what its check looks at
	}
	c, best, trace := b.cut(ctx, check, site, c, trace)
	shape, ok := b.shape(c, trace)
	if !ok {
		return c, best, trace
	}
	for tries := 0; tries < shrinkTries; {
		progress := false
		for smaller := range reductions(c, b.op.Safe()) {
			if s, ok := b.shape(smaller, trace); !ok || !slices.Equal(s, shape) {
				continue
			}
			if tries++; tries > shrinkTries || ctx.Err() != nil {
				return c, best, trace
			}
			if br, t := b.again(ctx, check, site, smaller, false); t != nil {
				c, best, trace, progress = smaller, br, t, true
				break
			}
		}
		if !progress {
			break
		}
	}
	return c, best, trace
}

// cut leaves out the steps of a story that a break of one exchange does not need. It returns a nil break when there are none.
func (b *bench) cut(ctx context.Context, check *Check, site string, c *Case, trace []*Exchange) (*Case, *Break, []*Exchange) {
	outcome := Judge(check, b.pass(c, trace))
	i := slices.IndexFunc(outcome.Breaks, func(br Break) bool { return br.Site == site })
	if i < 0 || outcome.Breaks[i].Exchange == nil {
		return c, nil, trace
	}
	smaller := c.core(outcome.Breaks[i].Exchange.Step)
	if len(smaller.Steps) == len(c.Steps) {
		return c, nil, trace
	}
	if br, t := b.again(ctx, check, site, smaller, false); t != nil {
		return smaller, br, t
	}
	return c, nil, trace
}

// core gives one step with the steps that it takes values from, and no others.
func (c *Case) core(at int) *Case {
	needed := map[int]bool{at: true}
	for i := at; i >= 0; i-- {
		if !needed[i] {
			continue
		}
		for _, b := range c.Steps[i].Bind {
			needed[b.Step] = true
			if b.Before > 0 {
				needed[b.Before-1] = true
			}
		}
		if c.Steps[i].Else > 0 {
			needed[c.Steps[i].Else-1] = true
		}
	}
	smaller, moved := *c, map[int]int{}
	smaller.Steps = nil
	for i := 0; i <= at; i++ {
		if !needed[i] {
			continue
		}
		moved[i] = len(smaller.Steps)
		step := c.Steps[i]
		step.Bind = slices.Clone(step.Bind)
		for j := range step.Bind {
			step.Bind[j].Step = moved[step.Bind[j].Step]
			if step.Bind[j].Before > 0 {
				step.Bind[j].Before = moved[step.Bind[j].Before-1] + 1
			}
		}
		if step.Else > 0 {
			step.Else = moved[step.Else-1] + 1
		}
		smaller.Steps = append(smaller.Steps, step)
	}
	return &smaller
}

// flaw is where and how a request breaks the contract, without the values.
type flaw struct{ target, pointer, keyword string }

// shape says how the bytes of a case's last step break the contract, with what it needs from the earlier answers of a trace.
func (b *bench) shape(c *Case, trace []*Exchange) ([]flaw, bool) {
	last := len(c.Steps) - 1
	if len(trace) < last {
		return nil, false
	}
	x, err := b.s.sender.prepare(c, c.Steps[last], trace[:last])
	if err != nil || x.Reading.Elsewhere != "" || x.Reading.Unsure != "" {
		return nil, false
	}
	flaws := make([]flaw, 0, len(x.Reading.Violations))
	for _, v := range x.Reading.Violations {
		flaws = append(flaws, flaw{v.Target, v.Pointer, v.Keyword})
	}
	return flaws, true
}

// reductions yields cases that are smaller by one thing, the largest things first.
// What a safe method asks may do without an object of its own; anything else would change what belongs to somebody.
func reductions(c *Case, safe bool) iter.Seq[*Case] {
	return func(yield func(*Case) bool) {
		if alone := c.alone(); safe && alone != nil && !yield(alone) {
			return
		}
		for i := range c.Steps {
			if c.Steps[i].Once != "" {
				continue // what it makes is needed, and nobody reads it
			}
			for _, location := range []string{"query", "header", "cookie"} {
				for _, name := range slices.Sorted(maps.Keys(*c.Steps[i].Inputs.part(location))) {
					smaller := c.clone()
					delete(*smaller.Steps[i].Inputs.part(location), name)
					if !yield(smaller.pruned()) {
						return
					}
				}
			}
			if c.Steps[i].Inputs.Body == nil {
				continue
			}
			for value := range smallerValues(c.Steps[i].Inputs.Body.Value) {
				smaller := c.clone()
				smaller.Steps[i].Inputs.Body.Value = value
				if !yield(smaller.pruned()) {
					return
				}
			}
		}
	}
}

// smallerValues yields copies of a value with one member, element or half of a long string gone, outermost first.
func smallerValues(v any) iter.Seq[any] {
	return func(yield func(any) bool) {
		switch v := v.(type) {
		case map[string]any:
			smallerObjects(v, yield)
		case []any:
			for i := range v {
				if !yield(slices.Delete(slices.Clone(v), i, i+1)) {
					return
				}
			}
			for i, e := range v {
				for s := range smallerValues(e) {
					copied := slices.Clone(v)
					copied[i] = s
					if !yield(copied) {
						return
					}
				}
			}
		case string:
			if runes := []rune(v); len(runes) > 16 {
				yield(string(runes[:len(runes)/2]))
			}
		}
	}
}

// alone gives the last step without the steps that make what it names: the object that the contract's example names may do
// as well, and one request is easier to repeat than two. Nil when there are none, or when a step of another kind leads there.
func (c *Case) alone() *Case {
	last := len(c.Steps) - 1
	for i := range last {
		if c.Steps[i].Once == "" {
			return nil
		}
	}
	if last == 0 {
		return nil
	}
	smaller := *c
	smaller.Steps = []Step{c.Steps[last]}
	smaller.Steps[0].Bind = nil
	return &smaller
}

// pruned gives the case without the steps that make what it does not name any more.
func (c *Case) pruned() *Case {
	last := &c.Steps[len(c.Steps)-1]
	if slices.ContainsFunc(last.Bind, func(b Binding) bool { return !b.Soft || last.Inputs.has(b.Target) }) {
		return c
	}
	if alone := c.alone(); alone != nil {
		return alone
	}
	return c
}

func smallerObjects(v map[string]any, yield func(any) bool) {
	names := slices.Sorted(maps.Keys(v))
	for _, name := range names {
		copied := maps.Clone(v)
		delete(copied, name)
		if !yield(copied) {
			return
		}
	}
	for _, name := range names {
		for s := range smallerValues(v[name]) {
			copied := maps.Clone(v)
			copied[name] = s
			if !yield(copied) {
				return
			}
		}
	}
}

// clone copies a case deeply.
func (c *Case) clone() *Case {
	copied := *c
	copied.Steps = slices.Clone(c.Steps)
	for i := range copied.Steps {
		copied.Steps[i].Inputs = copied.Steps[i].Inputs.clone()
	}
	return &copied
}
