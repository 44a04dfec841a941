package generators

import (
	"github.com/contravene-dev/contravene/harness/schema"
)

// Style says what kind of value is wanted. The zero value is a random one.
type Style struct {
	Plain bool    // what a person would write: examples and defaults where there are any, and only what is required
	Full  bool    // with every optional property, as far as that ends
	Solid bool    // without what services refuse though the contract allows it: null beside anything else, long lists
	In    Carrier // how the value will travel
}

// Carrier is how a value travels, since that limits what arrives as it was sent.
type Carrier uint8

const (
	// JSON carries everything.
	JSON Carrier = iota
	// Text is a path, a query or a form: nothing empty, and separators mean something.
	Text
	// Token is a header or a cookie: visible ASCII without separators.
	Token
)

// Value makes a value that is valid for the schema in a request. The error, if any, is an *Impossible.
func Value(c Choices, s *schema.Schema, style Style) (any, error) {
	return newMemo().value(c, s, style)
}

// memo keeps what was worked out about schemas, for the values that follow. It belongs to one goroutine.
type memo struct {
	shapes   map[*schema.Schema]*shape
	bad      map[*shape]error
	patterns map[string]*pattern
	free     *shape
}

func newMemo() *memo {
	free := true
	return &memo{
		shapes:   map[*schema.Schema]*shape{},
		bad:      map[*shape]error{},
		patterns: map[string]*pattern{},
		free:     merge([]*schema.Schema{{Always: &free}}, nil, nil),
	}
}

// shape gives the shape of a schema, made once.
func (m *memo) shape(s *schema.Schema) *shape {
	if known, ok := m.shapes[s]; ok {
		return known
	}
	made := merge([]*schema.Schema{s}, nil, nil)
	m.shapes[s] = made
	return made
}

// together gives the shape of several schemas that apply to one value.
func (m *memo) together(roots []*schema.Schema) *shape {
	switch len(roots) {
	case 0:
		return m.free
	case 1:
		return m.shape(roots[0])
	}
	return merge(roots, nil, nil)
}

// rootTries is how often a value is made anew when the whole of it turns out not to be valid.
const rootTries = 4

func (m *memo) value(c Choices, s *schema.Schema, style Style) (any, error) {
	mk := &maker{Choices: c, memo: m, Style: style, fuel: maxFuel, bytes: maxBytes}
	var first error
	for try := range rootTries {
		if try > 0 {
			mk.Choices = Seeded(Derive(c.Draw(1<<32), try, "again"))
		}
		mk.unsure = false
		v, err := mk.make(m.shape(s))
		if err == nil {
			if !mk.unsure {
				return v, nil // everything that was asked for is built in
			}
			found := s.Validate(schema.Request, v)
			if len(found) == 0 {
				return v, nil
			}
			err = &Impossible{found[0].Place, "no value was found that keeps " + found[0].Keyword + " beside everything else (" +
				found[0].Pointer + " should be " + found[0].Expected + ")"}
		}
		if first == nil {
			first = err
		}
		if mk.fuel <= 0 {
			break
		}
	}
	return nil, asImpossible(s, first)
}

// maker makes one value.
type maker struct {
	Choices
	Style
	*memo
	fuel, bytes, depth int
	spread             bool     // draw from everything that is possible instead of what is likely, to find values that differ
	unsure             bool     // something that was asked for is not built in, so the whole has to be judged
	wide               bool     // try also what the author did not think of: other types, properties that nothing describes
	path               []*shape // the values around the one that is being made
}

// nodeTries is how many branches and types are tried for one value.
const nodeTries = 24

// calm is the depth from which on values are kept small, so that recursion ends.
const calm = 5

// make makes a value of a shape, trying branches until one works.
func (m *maker) make(s *shape) (any, error) {
	if s.never != nil {
		return nil, s.explain()
	}
	if err, ok := m.bad[s]; ok {
		return nil, err
	}
	if m.fuel--; m.fuel < 0 {
		return nil, errFuel
	}
	if m.depth >= maxDeep {
		return nil, errDeep
	}
	if v, ok := m.given(s); ok {
		return v, nil
	}
	m.depth++
	m.path = append(m.path, s)
	v, err := m.attempts(s)
	m.depth--
	m.path = m.path[:len(m.path)-1]
	if err != nil && !passing(err) {
		m.bad[s] = err
	}
	return v, err
}

func (m *maker) attempts(s *shape) (any, error) {
	start := uint64(0)
	if m.depth <= calm && (len(s.groups) > 0 || s.types&(s.types-1) != 0) {
		start = m.Draw(720720) // divisible by every number up to 16, so that no branch is preferred
	}
	var failed error
	outer, style, wide := m.Choices, m.Style, m.wide
	defer func() { m.Choices, m.Style, m.wide = outer, style, wide }()
	for try := range uint64(nodeTries) {
		if try == 4 { // neither what is written down nor everything at once seems to do
			m.Plain, m.Full = false, false
		}
		m.wide = wide || try > nodeTries/2
		if try > 0 && (s.guessed || try > 4) {
			m.Choices = Seeded(Derive(outer.Draw(1<<32), int(try), "branch")) // #nosec G115 -- a small number
		}
		digits := start + try
		v, sure, err := m.attempt(s, &digits)
		if err == nil && (sure || m.holds(s, v)) {
			return v, nil
		}
		if failed == nil || passing(failed) && err != nil && !passing(err) {
			failed = err
		}
		if m.fuel < 0 || sure && err != nil && len(s.groups) == 0 && s.types&(s.types-1) == 0 {
			break
		}
	}
	if failed == nil {
		failed = impossible(s.roots[0], "", "no value was found that satisfies everything at once")
	}
	return nil, failed
}

// attempt makes a value by one way through the branches. The way is spelled by the digits of a number, in the mixed radix
// of the choices that come up. Sure means that the value needs no judgement.
func (m *maker) attempt(s *shape, digits *uint64) (v any, sure bool, err error) {
	for len(s.groups) > 0 {
		order := m.order(s)
		if len(order) == 0 {
			g := s.groups[0]
			return nil, true, impossible(g.owner, g.keyword, "no branch of %s fits the other schemas that apply here", g.keyword)
		}
		n := uint64(len(order))
		s = order[*digits%n]
		*digits /= n
	}
	m.path = append(m.path, s)
	m.unsure = m.unsure || s.guessed
	v, err = m.fill(s, digits)
	m.path = m.path[:len(m.path)-1]
	return v, !s.guessed, err
}

// holds judges a value by the schemas of a shape.
func (m *maker) holds(s *shape, v any) bool {
	for _, root := range s.roots {
		if !root.Valid(schema.Request, v) {
			return false
		}
	}
	for _, d := range s.deny {
		if d.Valid(schema.Request, v) {
			return false
		}
	}
	return true
}

// given finds a value that the author of the contract wrote down.
func (m *maker) given(s *shape) (any, bool) {
	if !m.Plain || m.depth > calm {
		return nil, false
	}
	try := func(v any) bool { return m.travels(v) && !s.shows(v) && m.holds(s, v) }
	for _, p := range s.parts {
		for _, v := range p.Examples {
			if try(v) {
				return v, true
			}
		}
	}
	for _, p := range s.parts {
		if p.Default != nil && p.Default.V != nil && try(p.Default.V) {
			return p.Default.V, true
		}
	}
	return nil, false
}

// shows reports whether an object has properties that belong to answers only.
func (s *shape) shows(v any) bool {
	object, ok := v.(map[string]any)
	if !ok {
		return false
	}
	for name := range object {
		if s.hidden[name] {
			return true
		}
	}
	return false
}

// travels reports whether a value arrives as itself.
func (m *maker) travels(v any) bool {
	if m.In == JSON {
		return true
	}
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}
