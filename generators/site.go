package generators

import (
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// site is a place inside a valid value of a target, where one thing at a time can be changed.
type site struct {
	target *target
	root   any      // a whole valid value of the target
	at     []string // the way from root to here
	value  any      // what stands here in root
	open   *shape   // what the contract says of this place
	shape  *shape   // the same with the branches chosen that value belongs to
	parent *site
	intro  *draft // the case that consists in being here, such as an optional property that is present
	isKid  bool   // reached by another branch or type of the same place; then no further ones are looked for
}

// The limits of the walk: what lies beyond is deep inside large bodies.
const (
	maxSites     = 400
	maxSiteDepth = 8
	maxAlts      = 24 // other branches and types of one place
)

// pointer writes the place as RFC 6901 asks.
func (s *site) pointer() string {
	var out strings.Builder
	for _, step := range s.at {
		out.WriteByte('/')
		out.WriteString(pointerEscaper.Replace(step))
	}
	return out.String()
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// label names the place for people.
func (s *site) label() string {
	if len(s.at) == 0 {
		return s.target.name
	}
	return s.target.name + "#" + s.pointer()
}

// put gives the whole value with another value here. Objects and lists on the way are copied.
func (s *site) put(v any) any { return put(s.root, s.at, v) }

func put(root any, at []string, v any) any {
	if len(at) == 0 {
		return v
	}
	switch here := root.(type) {
	case map[string]any:
		copied := make(map[string]any, len(here)+1)
		for name, member := range here {
			copied[name] = member
		}
		copied[at[0]] = put(here[at[0]], at[1:], v)
		return copied
	case []any:
		copied := slices.Clone(here)
		i, err := strconv.Atoi(at[0])
		switch {
		case err != nil || i < 0 || i > len(copied):
			return root
		case i == len(copied):
			return append(copied, put(nil, at[1:], v))
		}
		copied[i] = put(copied[i], at[1:], v)
		return copied
	}
	return root
}

// circling reports whether a shape is already being walked further up. One turn is enough to have seen a recursive type.
func (s *site) circling(inner *shape) bool {
	turns := 0
	for up := s; up != nil; up = up.parent {
		if len(inner.parts) > 0 && len(up.open.parts) > 0 && up.open.parts[len(up.open.parts)-1] == inner.parts[len(inner.parts)-1] {
			turns++
		}
	}
	return turns > 1
}

// close finds the branches that a value belongs to.
func (d *desk) close(open *shape, v any) *shape {
	m := d.maker(Plainest, Style{})
	for range 32 {
		if len(open.groups) == 0 {
			return open
		}
		var next *shape
		for i := range open.groups[0].alts {
			if kid := open.choose(i); kid.never == nil && m.holds(kid, v) {
				next = kid
				break
			}
		}
		if next == nil {
			return nil
		}
		open = next
	}
	return nil
}

func (d *desk) maker(c Choices, style Style) *maker {
	return &maker{Choices: c, Style: style, memo: d.memo, fuel: maxFuel, bytes: maxBytes}
}

// root makes the site of a whole target.
func (d *desk) root(t *target) (*site, error) {
	var v any
	if has(d.base, t) {
		v = valueOf(d.base, t)
	} else {
		var err error
		if v, err = d.plain(t); err != nil {
			return nil, err
		}
	}
	open := d.memo.shape(t.schema)
	s := &site{target: t, root: v, value: v, open: open}
	if s.shape = d.close(open, v); s.shape == nil {
		return nil, &Impossible{t.schema.Source, "its branches could not be told apart"}
	}
	return s, nil
}

// child makes the site of a part, whose value is put in where it is absent. Nil means that there is no valid whole with it.
func (d *desk) child(s *site, step string, inner *shape, present bool, v any) *site {
	c := &site{target: s.target, root: s.root, at: append(slices.Clone(s.at), step), open: inner, parent: s, value: v}
	if !present {
		made, err := d.maker(Plainest, Style{Plain: true, In: s.target.in}).make(inner)
		if err != nil {
			if !passing(err) {
				d.cannot(inner.roots[0].Source, err)
			}
			return nil
		}
		c.value, c.root = made, put(s.root, c.at, made)
		if !d.keeps(s.target, c.root) {
			if c.root = d.around(s, step, made); c.root == nil {
				return nil
			}
		}
	}
	if c.shape = d.close(inner, c.value); c.shape == nil {
		return nil
	}
	return c
}

// around makes the object anew so that it has a property whose presence demands others.
func (d *desk) around(s *site, name string, v any) any {
	object, ok := s.value.(map[string]any)
	if !ok {
		return nil
	}
	m := d.maker(Plainest, Style{Plain: true, In: s.target.in})
	full := make(map[string]any, len(object)+2)
	for key, member := range object {
		full[key] = member
	}
	full[name] = v
	for _, need := range s.shape.closure([]string{name}) {
		if _, there := full[need]; !there {
			made, err := m.make(m.property(s.shape, need))
			if err != nil {
				return nil
			}
			full[need] = made
		}
	}
	grown := s.shape.dependents([]string{name})
	if grown != s.shape && grown.never == nil {
		if made, err := m.make(grown); err == nil {
			for key, member := range made.(map[string]any) {
				if _, there := full[key]; !there {
					full[key] = member
				}
			}
		}
	}
	if root := s.put(full); d.keeps(s.target, root) {
		return root
	}
	return nil
}

// keeps judges a whole value of a target as it would arrive.
func (d *desk) keeps(t *target, root any) bool {
	if d.written(t) {
		return d.arrives(t, root) == nil // which validates what was read back
	}
	return t.schema.Valid(schema.Request, root)
}
