package genome

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/schema"
)

// The limits of a repair.
const (
	maxFixDepth = 24
	maxBranches = 4
	maxPadding  = 1 << 12
)

// fix gives a value that a schema allows and that is as near to another as can be. What cannot be brought into line is made
// anew, from choices that the value's own bytes make.
func (r *reader) fix(s *schema.Schema, v any, depth int) any {
	if s.Valid(schema.Request, v) {
		return v
	}
	f := r.codec.facts(s)
	if depth < maxFixDepth {
		near := r.near(f, v, depth)
		if s.Valid(schema.Request, near) {
			return near
		}
		if near, ok := r.branched(f, near, depth); ok {
			return near
		}
	}
	made, ok := r.make(s, generators.Bytes(bytesOf(v)), generators.Style{Solid: true})
	if !ok {
		return v
	}
	return made
}

// near brings a value into line with the keywords that every valid value keeps.
func (r *reader) near(f *facts, v any, depth int) any {
	if len(f.listed) > 0 {
		return copied(f.listed[fold(bytesOf(v))%uint64(len(f.listed))])
	}
	if !f.allows(typeName(v)) {
		var ok bool
		if v, ok = turned(f, v); !ok {
			return v
		}
	}
	switch v := v.(type) {
	case string:
		return f.fitText(v)
	case json.Number:
		return f.fitNumber(v)
	case []any:
		return r.fitItems(f, v, depth)
	case map[string]any:
		return r.fitMembers(f, v, depth)
	}
	return v
}

// turned gives a scalar of another type.
func turned(f *facts, v any) (any, bool) {
	text := string(bytesOf(v))
	switch {
	case f.allows("string") && text != "":
		return text, true
	case f.allows("integer"):
		if _, isNumber := v.(json.Number); isNumber {
			return v, true // and fitNumber cuts off what is behind the point
		}
		return json.Number(strconv.FormatInt(readInteger([]byte(text)), 10)), true
	case f.allows("boolean"):
		return fold([]byte(text))&1 == 0, true
	case f.allows("array") && f.element(0) != nil:
		return []any{v}, true
	case f.allows("object"):
		return map[string]any{}, true
	}
	return v, false
}

// bytesOf gives the bytes by which a value chooses what takes its place.
func bytesOf(v any) []byte {
	switch v := v.(type) {
	case string:
		return []byte(v)
	case json.Number:
		if i, small := smallInteger(v); small {
			return appendInteger(nil, i)
		}
		return []byte(v)
	case bool:
		return strconv.AppendBool(nil, v)
	}
	return nil
}

// fitText makes a text as long as it has to be.
func (f *facts) fitText(text string) string {
	n := utf8.RuneCountInString(text)
	if f.long >= 0 && n > f.long {
		at := 0
		for range f.long {
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
		}
		return text[:at]
	}
	if n < f.short && f.short <= maxPadding {
		return text + strings.Repeat("x", f.short-n)
	}
	return text
}

// fitNumber puts a number on the nearest step between the bounds.
func (f *facts) fitNumber(n json.Number) json.Number {
	if len(n) > 40 || strings.ContainsAny(string(n), "eE") {
		return n // its text says little about its size
	}
	x, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return n
	}
	whole := !slices.Contains(f.types, "number") && slices.Contains(f.types, "integer")
	step := f.step
	if whole && (step == nil || !step.IsInt()) {
		step = big.NewRat(1, 1)
	}
	low, high := f.low, f.high
	unit := step
	if unit == nil {
		unit = big.NewRat(1, 1000)
	}
	if low != nil && f.overLow {
		low = new(big.Rat).Add(low, unit)
	}
	if high != nil && f.underHigh {
		high = new(big.Rat).Sub(high, unit)
	}
	if low != nil && x.Cmp(low) < 0 {
		x = low
	} else if high != nil && x.Cmp(high) > 0 {
		x = high
	}
	if step != nil {
		x = onStep(x, step, low)
	}
	return json.Number(schema.FormatNumber(x))
}

// onStep gives the multiple of a step at or below a number, or the next one where that is below the least.
func onStep(x, step, low *big.Rat) *big.Rat {
	q := new(big.Rat).Quo(x, step)
	count := new(big.Int).Div(q.Num(), q.Denom()) // rounds down, as the denominator is positive
	out := new(big.Rat).Mul(new(big.Rat).SetInt(count), step)
	if low != nil && out.Cmp(low) < 0 {
		out.Add(out, step)
	}
	return out
}

func (r *reader) fitItems(f *facts, items []any, depth int) []any {
	if f.many >= 0 && len(items) > f.many {
		items = items[:f.many]
	}
	for i, v := range items {
		if s := f.element(i); s != nil {
			items[i] = r.fix(s, v, depth+1)
		}
	}
	if f.distinct {
		items = slices.Clip(items)
		kept := items[:0:0]
		for _, v := range items {
			if !slices.ContainsFunc(kept, func(o any) bool { return schema.Equal(o, v) }) {
				kept = append(kept, v)
			}
		}
		items = kept
	}
	for i := len(items); i < f.few && i < maxItems; i++ {
		s := f.element(i)
		if s == nil {
			items = append(items, strconv.Itoa(i))
			continue
		}
		choices := generators.Seeded(generators.Derive(fold(bytesOf(firstOf(items))), i, "padding"))
		v, ok := r.make(s, choices, generators.Style{Solid: true})
		if !ok {
			break
		}
		items = append(items, v)
	}
	return items
}

func firstOf(items []any) any {
	if len(items) == 0 {
		return nil
	}
	return items[0]
}

func (r *reader) fitMembers(f *facts, object map[string]any, depth int) map[string]any {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		at, known := f.byName[name]
		v := object[name]
		switch {
		case known && !f.members[at].branch:
			object[name] = r.fix(f.members[at].schema, v, depth+1)
		case !known && f.rest != nil:
			object[name] = r.fix(f.rest, v, depth+1)
		case !known && f.closed:
			delete(object, name)
		}
	}
	for _, name := range f.required {
		if _, has := object[name]; has {
			continue
		}
		at, known := f.byName[name]
		if !known {
			object[name] = "x"
			continue
		}
		if m := &f.members[at]; !m.hidden {
			if v, ok := r.make(m.schema, generators.Plainest, generators.Style{Plain: true, Solid: true}); ok {
				object[name] = v
			}
		}
	}
	return object
}

// branched tries to bring a value into line with a branch, those first that know most of its members.
func (r *reader) branched(f *facts, v any, depth int) (any, bool) {
	for _, group := range f.groups {
		order := slices.Clone(group)
		slices.SortStableFunc(order, func(a, b *schema.Schema) int { return r.likeness(b, v) - r.likeness(a, v) })
		for _, branch := range order[:min(len(order), maxBranches)] {
			if near := r.fix(branch, copied(v), depth+1); f.schema.Valid(schema.Request, near) {
				return near, true
			}
		}
	}
	return v, false
}

// likeness counts what speaks for a value being meant for a branch.
func (r *reader) likeness(branch *schema.Schema, v any) int {
	f := r.codec.facts(branch)
	n := 0
	if !f.allows(typeName(v)) {
		n -= 100
	}
	object, isObject := v.(map[string]any)
	if !isObject {
		return n
	}
	for name, value := range object {
		at, known := f.byName[name]
		if !known {
			continue
		}
		n++
		if listed := r.codec.facts(f.members[at].schema).listed; listed != nil {
			n -= 20
			for _, word := range listed {
				if schema.Equal(word, value) {
					n += 40
				}
			}
		}
	}
	return n
}
