package diff

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// compareTypes tells null apart from other types: most of what is said about it is said for its own sake.
func (d *differ) compareTypes(p *pair, b, h *node) {
	gone, came := b.mask&^h.mask, h.mask&^b.mask
	if rest := kNull; (gone|came)&rest != 0 && (b.mask&^rest != 0 && h.mask&^rest != 0) {
		e := &edit{stem: "null", keywords: []string{"type", "nullable", "x-nullable", "anyOf", "oneOf", "enum"},
			before: "null is refused", after: "null is allowed"}
		if gone&rest != 0 {
			e.before, e.after = e.after, e.before
			e.lose = []*schema.Schema{typed(kNull)}
		} else {
			e.gain = []*schema.Schema{typed(kNull)}
		}
		p.add(e)
		gone, came = gone&^rest, came&^rest
	}
	if gone|came == 0 {
		return
	}
	e := &edit{stem: "type", keywords: []string{"type", "enum", "const", "anyOf", "oneOf", "allOf"},
		before: strings.Join(b.mask.names(), " or "), after: strings.Join(h.mask.names(), " or ")}
	for _, k := range kindNames[1:] {
		e.lose, e.gain = addTyped(e.lose, gone, k.bits), addTyped(e.gain, came, k.bits)
	}
	e.lose, e.gain = addTyped(e.lose, gone, kObject), addTyped(e.gain, came, kObject)
	p.add(e)
}

func addTyped(list []*schema.Schema, mask, k kinds) []*schema.Schema {
	if mask&k == k {
		return append(list, typed(k))
	}
	return list
}

// compareLists compares the values that enums leave.
func (d *differ) compareLists(p *pair, b, h *node) {
	var gone, came []any
	var closed, opened kinds
	for _, k := range []kinds{kString, kInteger, kFraction, kBoolean, kArray, kObject} {
		if b.mask&h.mask&k == 0 {
			continue
		}
		was, wasListed := b.lists[k]
		is, isListed := h.lists[k]
		switch {
		case wasListed && isListed:
			gone = append(gone, missing(was, is)...)
			came = append(came, missing(is, was)...)
		case isListed:
			closed |= k
		case wasListed:
			opened |= k
		}
	}
	p.addLists(gone, came)
	if closed|opened != 0 {
		e := &edit{stem: "enum-list", keywords: listWords(), before: b.summary(), after: h.summary()}
		if closed != 0 {
			e.lose, e.gain = aside(h.lists, closed), p.base.refused(h.lists, closed)
		}
		if opened != 0 {
			e.gain = append(e.gain, aside(b.lists, opened)...)
			e.lose = append(e.lose, p.head.refused(b.lists, opened)...)
		}
		p.add(e)
	}
}

// refused allows the listed values of some types that a spot refuses.
func (s *spot) refused(lists map[kinds][]any, mask kinds) []*schema.Schema {
	var values []any
	for _, k := range []kinds{kString, kInteger, kFraction, kBoolean, kArray, kObject} {
		for _, v := range lists[k] {
			if mask&k != 0 && !s.whole().Valid(s.face, v) {
				values = append(values, v)
			}
		}
	}
	if values == nil {
		return nil
	}
	return []*schema.Schema{{Enum: values}}
}

// listWords are the keywords that list values.
func listWords() []string { return []string{"enum", "const", "oneOf", "anyOf"} }

// addLists notes values that are no longer listed, and others that are.
func (p *pair) addLists(gone, came []any) {
	if len(gone)+len(came) > 0 {
		e := &edit{stem: "enum", keywords: listWords(), before: listing(gone), after: listing(came)}
		if gone != nil {
			e.lose = []*schema.Schema{{Enum: gone}}
		}
		if came != nil {
			e.gain = []*schema.Schema{{Enum: came}}
		}
		p.add(e)
	}
}

// aside gives schemas of values that are not listed.
func aside(lists map[kinds][]any, mask kinds) []*schema.Schema {
	var list []*schema.Schema
	for _, k := range []kinds{kString, kInteger, kFraction, kBoolean, kArray, kObject} {
		if mask&k != 0 {
			other := typed(k)
			other.AllOf = []*schema.Schema{{Not: &schema.Schema{Enum: lists[k]}}}
			list = append(list, other, typed(k))
		}
	}
	return list
}

func missing(from, in []any) []any {
	var list []any
	for _, v := range from {
		if !holds(in, v) {
			list = append(list, v)
		}
	}
	return list
}

func (p *pair) compareNumbers(b, h *node) {
	ends := []struct {
		stem     string
		was, is  limit
		sign     int
		keywords []string
	}{
		{"maximum", b.num.high, h.num.high, -1, []string{"maximum", "exclusiveMaximum"}},
		{"minimum", b.num.low, h.num.low, 1, []string{"minimum", "exclusiveMinimum"}},
	}
	for _, end := range ends {
		if equalLimits(end.was, end.is) {
			continue
		}
		e := &edit{stem: end.stem, keywords: end.keywords, before: end.was.String(), after: end.is.String()}
		if equalLimits(tighter(end.was, end.is, end.sign), end.is) {
			e.lose = past(end.is, end.sign < 0)
		} else {
			e.gain = past(end.was, end.sign < 0)
			e.factor = times(end.was.at, end.is.at)
		}
		p.add(e)
	}
	p.compareSteps(b.num.steps, h.num.steps)
	p.compareFormats(b.num.formats, h.num.formats, true)
}

// past allows the numbers beyond a limit.
func past(l limit, above bool) []*schema.Schema {
	s := &schema.Schema{Types: []string{"number"}}
	switch {
	case above && l.open:
		s.Minimum = l.at
	case above:
		s.ExclusiveMinimum = l.at
	case l.open:
		s.Maximum = l.at
	default:
		s.ExclusiveMaximum = l.at
	}
	return []*schema.Schema{s}
}

// times is how many times as large a bound has become, rounded down; 0 where there is none any more.
func times(was, is *big.Rat) int {
	if was == nil || is == nil || was.Sign() <= 0 {
		return 0
	}
	f, _ := new(big.Rat).Quo(is, was).Float64()
	return int(min(f, 1e6))
}

func equalLimits(a, b limit) bool {
	if a.at == nil || b.at == nil {
		return a.at == b.at
	}
	return a.open == b.open && a.at.Cmp(b.at) == 0
}

func (p *pair) compareSteps(b, h []*big.Rat) {
	if slices.EqualFunc(b, h, func(x, y *big.Rat) bool { return x.Cmp(y) == 0 }) {
		return
	}
	off := func(steps []*big.Rat) (list []*schema.Schema) {
		for _, s := range steps {
			list = append(list, &schema.Schema{Types: []string{"number"}, Not: &schema.Schema{MultipleOf: s}},
				&schema.Schema{Types: []string{"number"}})
		}
		return list
	}
	text := func(steps []*big.Rat) string {
		var list []string
		for _, s := range steps {
			list = append(list, schema.FormatNumber(s))
		}
		return strings.Join(list, " and ")
	}
	p.add(&edit{stem: "multiple-of", keywords: []string{"multipleOf"}, lose: off(h), gain: off(b), before: text(b), after: text(h)})
}

func (p *pair) compareTexts(b, h *node) {
	p.compareSizes(sizes{
		keywords: [2]string{"minLength", "maxLength"}, stems: [2]string{"min-length", "max-length"}, typ: "string",
		base: [2]int{b.str.min, b.str.max}, head: [2]int{h.str.min, h.str.max},
		set: func(s *schema.Schema, low, high *int) { s.MinLength, s.MaxLength = low, high },
	})
	gone, came := without(b.str.patterns, h.str.patterns), without(h.str.patterns, b.str.patterns)
	if len(gone)+len(came) > 0 {
		text := func(patterns []string) (list []*schema.Schema) {
			for _, one := range patterns {
				list = append(list, &schema.Schema{Types: []string{"string"}, Not: &schema.Schema{Pattern: one}},
					&schema.Schema{Types: []string{"string"}})
			}
			return list
		}
		p.add(&edit{stem: "pattern", keywords: []string{"pattern"}, lose: text(came), gain: text(gone),
			before: strings.Join(b.str.patterns, " and "), after: strings.Join(h.str.patterns, " and ")})
	}
	p.compareFormats(b.str.formats, h.str.formats, false)
}

func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

// beyond are numbers that some format refuses.
func beyond() []*schema.Schema {
	var list []*schema.Schema
	for _, bits := range []uint{31, 63, 129} {
		least := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), bits))
		list = append(list, &schema.Schema{Types: []string{"number"}, Minimum: least})
	}
	return append(list, typed(kFraction))
}

func (p *pair) compareFormats(b, h []string, numeric bool) {
	gone, came := without(b, h), without(h, b)
	if len(gone)+len(came) == 0 {
		return
	}
	against := func(formats []string) (list []*schema.Schema) {
		if len(formats) == 0 {
			return nil
		}
		if numeric {
			return beyond()
		}
		for _, f := range formats {
			list = append(list, &schema.Schema{Types: []string{"string"}, Not: &schema.Schema{Format: f}})
		}
		return append(list, &schema.Schema{Types: []string{"string"}})
	}
	p.add(&edit{stem: "format", keywords: []string{"format"}, lose: against(came), gain: against(gone),
		before: strings.Join(b, " and "), after: strings.Join(h, " and ")})
}

// listing writes values for people, and not all of many.
func listing(values []any) string {
	var list []string
	for i, v := range values {
		if i == 8 {
			list = append(list, fmt.Sprintf("and %d more", len(values)-i))
			break
		}
		list = append(list, compact(v))
	}
	return strings.Join(list, ", ")
}
