package diff

import (
	"encoding/json"
	"slices"

	"github.com/contravene-dev/contravene/harness/schema"
)

// trail is the way from the schema of a whole message to a place in it.
type trail struct {
	root   *root
	places []*pair // one more than steps
	steps  []step
}

func (t trail) last() *pair { return t.places[len(t.places)-1] }

// levels are the places on the way for which a whole value is tried: the message, and where that proves too much the
// place itself. A branch does not decide alone, so of those it is the choice.
func (t trail) levels() []int {
	inner := len(t.steps)
	for i, s := range t.steps {
		if s.way == toBranch {
			inner = i
			break
		}
	}
	if inner == 0 {
		return []int{0}
	}
	return []int{0, inner}
}

// unlisted is the name of a property that hardly any object declares.
const unlisted = "unlistedProperty"

// within allows the values in which a part is of some kind.
func within(s step, part *schema.Schema, head bool) *schema.Schema {
	switch s.way {
	case toProperty, toRest:
		name := s.name
		if s.way == toRest {
			name = unlisted
		}
		return &schema.Schema{Types: []string{"object"}, Required: []string{name}, Properties: []schema.Property{{Name: name, Schema: part}}}
	case toPattern:
		return &schema.Schema{Types: []string{"object"}, MinProperties: new(1), PropertyNames: &schema.Schema{Pattern: s.name},
			PatternProperties: []schema.Property{{Name: s.name, Schema: part}}}
	case toItems:
		return &schema.Schema{Types: []string{"array"}, MinItems: new(1), Items: part}
	case toPosition:
		list := make([]*schema.Schema, s.index+1)
		for i := range s.index {
			list[i] = &schema.Schema{Always: new(true)}
		}
		list[s.index] = part
		return &schema.Schema{Types: []string{"array"}, MinItems: new(s.index + 1), PrefixItems: list}
	}
	branch := s.base
	if head {
		branch = s.head
	}
	return &schema.Schema{AllOf: []*schema.Schema{branch, part}}
}

// tries is how many values are made for each kind that is aimed at, and patience for the last kind, which is the broadest.
const (
	tries    = 5
	patience = 14
)

// search looks for values that one side accepts and the other does not.
type search struct {
	*differ
	trail
	edit *edit
	head bool // the value is to be valid by the head
}

// witness finds one for an edit, in the direction in which base values are lost or head values are gained.
func (d *differ) witness(t trail, e *edit, head bool) *Witness {
	s := search{differ: d, trail: t, edit: e, head: head}
	foci := e.lose
	if head {
		foci = e.gain
	}
	for _, level := range t.levels() {
		for i, focus := range foci {
			for j := len(t.steps) - 1; j >= level; j-- {
				focus = within(t.steps[j], focus, head)
			}
			n := tries
			if i == len(foci)-1 {
				n = patience
			}
			if w := s.try(level, focus, n); w != nil {
				return w
			}
		}
	}
	return nil
}

func (s *search) sides(level int) (from, against *spot) {
	p := s.places[level]
	if s.head {
		return p.head, p.base
	}
	return p.base, p.head
}

// try makes values at a level.
func (s *search) try(level int, focus *schema.Schema, n int) *Witness {
	from, against := s.sides(level)
	wanted := &schema.Schema{AllOf: []*schema.Schema{from.whole(), focus}}
	own(wanted, s.mirror.set)
	if s.root.face == schema.Response {
		wanted = s.mirror.of(wanted)
	}
	failed := 0
	for i := range n {
		v, err := s.Value(i, wanted)
		if err != nil {
			if failed++; failed == 2 {
				return nil
			}
			continue
		}
		if s.edit.twist != nil {
			changed, ok := twistAt(v, s.steps[level:], s.edit.twist)
			if !ok {
				continue
			}
			v = changed
		}
		if world := s.tells(level, from, against, v); world != "" {
			valid := "base"
			if s.head {
				valid = "head"
			}
			return &Witness{Value: v, At: s.root.siteOf(s.steps[:level]), Valid: valid, World: world}
		}
	}
	return nil
}

// own gives the schemas that were made for a search their set.
func own(s *schema.Schema, set *schema.Set) {
	if s == nil || s.Set != nil {
		return
	}
	s.Set = set
	for _, one := range []*schema.Schema{s.Items, s.Not, s.PropertyNames} {
		own(one, set)
	}
	for _, one := range slices.Concat(s.AllOf, s.AnyOf, s.PrefixItems) {
		own(one, set)
	}
	for _, p := range slices.Concat(s.Properties, s.PatternProperties) {
		own(p.Schema, set)
	}
}

// twistAt changes the part of a value that steps lead to.
func twistAt(v any, steps []step, twist func(any) (any, bool)) (any, bool) {
	for len(steps) > 0 && steps[0].way == toBranch {
		steps = steps[1:]
	}
	if len(steps) == 0 {
		return twist(v)
	}
	s := steps[0]
	switch at := v.(type) {
	case map[string]any:
		name := s.name
		if s.way == toRest {
			name = unlisted
		}
		changed, ok := twistAt(at[name], steps[1:], twist)
		if ok {
			at[name] = changed
		}
		return at, ok
	case []any:
		if s.index >= len(at) {
			return v, false
		}
		changed, ok := twistAt(at[s.index], steps[1:], twist)
		if ok {
			at[s.index] = changed
		}
		return at, ok
	}
	return v, false
}

// compact writes a value as JSON, shortened.
func compact(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	return clip(string(text))
}

// clip cuts text that is too long to be shown.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return text
}
