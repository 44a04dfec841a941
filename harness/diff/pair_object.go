package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

func (d *differ) compareObjects(p *pair, b, h *node) {
	for _, name := range b.obj.names {
		d.compareProperty(p, b.obj, h.obj, name)
	}
	for _, name := range h.obj.names {
		if b.obj.props[name] == nil {
			d.compareProperty(p, b.obj, h.obj, name)
		}
	}
	p.compareRequired(b.obj, h.obj)
	d.compareRest(p, b, h)
	d.comparePatterns(p, b.obj, h.obj)
	p.compareSizes(sizes{
		keywords: [2]string{"minProperties", "maxProperties"}, stems: [2]string{"min-properties", "max-properties"}, typ: "object",
		base: [2]int{b.obj.min, b.obj.max}, head: [2]int{h.obj.min, h.obj.max},
		set: func(s *schema.Schema, low, high *int) { s.MinProperties, s.MaxProperties = low, high },
	})
	d.compareNames(p, b, h)
	p.compareNeeds(b.obj, h.obj)
}

// standing is how an object stands to a property.
type standing uint8

const (
	unsaid    standing = iota // nothing declares it
	forbidden                 // it is declared so that it may not be there
	marked                    // it is declared and does not travel in this direction
	declared
)

func (o *objects) standing(name string) standing {
	p := o.props[name]
	switch {
	case p == nil:
		return unsaid
	case p.hidden():
		return marked
	case p.node().mask == 0:
		return forbidden
	}
	return declared
}

// described is what an object says of a property that it does not declare, in so many words; nil for nothing.
func (o *objects) described(name string) *spot {
	for _, pattern := range o.patterns {
		if compiled, err := schema.CompilePattern(pattern); err == nil && compiled.Match(name) {
			return o.byPattern[pattern]
		}
	}
	return o.rest
}

func (d *differ) compareProperty(p *pair, b, h *objects, name string) {
	was, is := b.standing(name), h.standing(name)
	x, y := b.props[name], h.props[name]
	if was == unsaid && b.described(name) != nil {
		was, x = declared, b.described(name)
	}
	if is == unsaid && h.described(name) != nil {
		is, y = declared, h.described(name)
	}
	there := []*schema.Schema{within(step{way: toProperty, name: name}, &schema.Schema{}, false)}
	e := &edit{name: name, keywords: []string{"properties"}, sure: true, base: p.base.schemas[0].Source, head: p.head.schemas[0].Source}
	if x != nil {
		e.base, e.before = x.schemas[0].Source, x.node().summary()
	}
	if y != nil {
		e.head, e.after = y.schemas[0].Source, y.node().summary()
	}
	switch {
	case was == declared && is == declared:
		d.part(p, step{way: toProperty, name: name}, x, y)
		p.compareDefaults(b, h, name)
		return
	case was == marked && is == declared:
		e.stem, e.gain, e.base, e.head = "unmarked", there, x.place("readOnly", "writeOnly"), y.schemas[0].Source
	case was == declared && is == marked:
		e.stem, e.lose, e.head = "marked", there, y.place("readOnly", "writeOnly")
	case was == declared:
		e.stem, e.lose = "removed", there
		if slices.Contains(b.required, name) {
			e.stem = "required-removed"
			e.gain = []*schema.Schema{absent(name)}
		}
	case is == declared:
		e.stem, e.gain = "added", there
		if slices.Contains(h.required, name) {
			e.stem = "required-added"
			e.lose = []*schema.Schema{absent(name)}
		}
	default:
		return
	}
	p.add(e)
}

// absent allows objects without a property.
func absent(name string) *schema.Schema {
	return &schema.Schema{Types: []string{"object"}, Properties: []schema.Property{{Name: name, Schema: &schema.Schema{Always: new(false)}}}}
}

// fallback is the value that is taken where a property is left out, or nil.
func (o *objects) fallback(name string) *schema.Value {
	p := o.props[name]
	if p == nil {
		return nil
	}
	for _, part := range append(slices.Clone(p.schemas), p.node().parts...) {
		if part.Default != nil {
			return part.Default
		}
	}
	return nil
}

// owes reports whether a request must have a property: one with a default may be left out.
func (o *objects) owes(face schema.Face, name string) bool {
	return slices.Contains(o.required, name) && (face == schema.Response || o.fallback(name) == nil)
}

func (p *pair) compareRequired(b, h *objects) {
	for _, name := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(b.required, h.required)))) {
		was, is := b.owes(p.base.face, name), h.owes(p.head.face, name)
		told := b.standing(name) == declared && h.standing(name) == declared || b.standing(name) == unsaid && h.standing(name) == unsaid ||
			b.described(name) != nil && b.standing(name) == unsaid || h.described(name) != nil && h.standing(name) == unsaid
		if was == is || !told {
			continue
		}
		e := &edit{name: name, keywords: []string{"required"}, base: p.base.place("required"), head: p.head.place("required")}
		if is {
			e.stem, e.lose, e.before, e.after = "became-required", []*schema.Schema{absent(name)}, "optional", "required"
		} else {
			e.stem, e.gain, e.before, e.after = "became-optional", []*schema.Schema{absent(name)}, "required", "optional"
		}
		// A default makes a required property optional by convention; to JSON Schema it stays required.
		e.sure = slices.Contains(b.required, name) == slices.Contains(h.required, name)
		p.add(e)
	}
}

// compareDefaults notes another default, which changes what a request without the property means.
func (p *pair) compareDefaults(b, h *objects, name string) {
	was, is := b.fallback(name), h.fallback(name)
	if p.base.face == schema.Response || was == nil || is != nil && schema.Equal(was.V, is.V) || is == nil && slices.Contains(h.required, name) {
		return
	}
	e := &edit{stem: "default", name: name, sure: true, before: compact(was.V), after: "none",
		base: b.props[name].place("default"), head: h.props[name].place("default")}
	if is != nil {
		e.after = compact(is.V)
	}
	p.add(e)
}

// surplus are names that hardly any object declares, and of which most limits on names refuse one.
var surplus = []string{"extra", "x-Extra 1", "EXTRA_2", strings.Repeat("n", 80)}

// extra allows objects with one more property.
func extra(names []string) []*schema.Schema {
	var list []*schema.Schema
	for _, name := range names {
		list = append(list, within(step{way: toProperty, name: name}, &schema.Schema{}, false))
	}
	return list
}

func (d *differ) compareRest(p *pair, b, h *node) {
	words := []string{"additionalProperties", "unevaluatedProperties"}
	state := map[bool]string{true: "only the declared properties", false: "any property beside the declared ones"}
	switch {
	case b.obj.closed == h.obj.closed:
		if !b.obj.closed {
			d.part(p, step{way: toRest}, b.obj.rest, h.obj.rest)
		}
	case h.obj.closed:
		p.add(&edit{stem: "additional-properties", keywords: words, before: state[false], after: state[true], lose: extra(surplus)})
	default:
		p.add(&edit{stem: "additional-properties", keywords: words, before: state[true], after: state[false], gain: extra(surplus)})
	}
	d.compareHolders(p, holders{stem: "additional-properties", keyword: "unevaluatedProperties", base: b.obj.loose, head: h.obj.loose,
		same: func(face schema.Face, x, y *schema.Schema) bool {
			return d.sameSchemas(face, x.UnevaluatedProperties, y.UnevaluatedProperties)
		},
		foci: func(*schema.Schema) []*schema.Schema { return extra(surplus) }})
}

func (d *differ) comparePatterns(p *pair, b, h *objects) {
	for _, pattern := range b.patterns {
		if other := h.byPattern[pattern]; other != nil {
			d.part(p, step{way: toPattern, name: pattern}, b.byPattern[pattern], other)
			continue
		}
		p.add(&edit{stem: "pattern-properties", name: pattern, keywords: []string{"patternProperties"}, before: pattern, gain: full, lose: full})
	}
	for _, pattern := range h.patterns {
		if b.byPattern[pattern] == nil {
			p.add(&edit{stem: "pattern-properties", name: pattern, keywords: []string{"patternProperties"}, after: pattern, lose: full, gain: full})
		}
	}
}

// full are objects with something in them.
var full = []*schema.Schema{{Types: []string{"object"}, MinProperties: new(1)}, {Types: []string{"object"}, MinProperties: new(2)}}

func (d *differ) compareNames(p *pair, b, h *node) {
	x, y := b.obj.keys, h.obj.keys
	if x == nil && y == nil {
		return
	}
	if x != nil && y != nil && d.same(x, y, false) {
		return
	}
	e := &edit{stem: "property-names", keywords: []string{"propertyNames"}}
	if y != nil {
		e.lose = extra(surplus)
	}
	if x != nil {
		e.gain = extra(surplus)
	}
	p.add(e)
}

// compareNeeds compares which properties demand others.
func (p *pair) compareNeeds(b, h *objects) {
	index := func(o *objects) map[string][]string {
		all := map[string][]string{}
		for _, d := range o.needs {
			for _, need := range d.Needs {
				if need != d.Name && !slices.Contains(o.required, need) && !slices.Contains(all[d.Name], need) {
					all[d.Name] = append(all[d.Name], need)
				}
			}
		}
		return all
	}
	was, is := index(b), index(h)
	without := func(from, in map[string][]string) (list []*schema.Schema) {
		for _, name := range slices.Sorted(slices.Values(keysOf(from))) {
			for _, need := range from[name] {
				if !slices.Contains(in[name], need) {
					lone := absent(need)
					lone.Required = []string{name}
					list = append(list, lone)
				}
			}
		}
		return list
	}
	lose, gain := without(is, was), without(was, is)
	if len(lose)+len(gain) > 0 {
		p.add(&edit{stem: "dependent-required", keywords: []string{"dependentRequired", "dependencies"}, lose: lose, gain: gain,
			before: fmt.Sprint(len(was)) + " properties that demand others", after: fmt.Sprint(len(is))})
	}
}

func keysOf(m map[string][]string) []string {
	var list []string
	for name := range m {
		list = append(list, name)
	}
	return list
}
