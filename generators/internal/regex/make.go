package regex

import (
	"math"
	"slices"
)

// Source is where chance comes from: Draw returns a number below n, and 0 means the simplest choice.
type Source interface{ Draw(n uint64) uint64 }

// Pattern is a parsed regular expression. It may not be used from two goroutines at once.
type Pattern struct {
	views  []*node
	groups []*node
	last   *plan
}

// Parse reads a pattern. It fails on what is no regular expression, or asks for absurdly much.
func Parse(pattern string) (*Pattern, error) {
	n, groups, err := parse(pattern)
	if err != nil {
		return nil, err
	}
	return &Pattern{views: views(n), groups: groups}, nil
}

// Views says in how many ways the pattern can be read when lookaround is in play. The first one passes over lookaround,
// the others write what a lookahead asks for.
func (p *Pattern) Views() int { return len(p.views) }

// Make writes a string of lo to hi code points (hi below 0: without limit) that matches the pattern, as far as lookaround,
// boundaries and back references let it. It fails when no length is possible.
func (p *Pattern) Make(c Source, view, lo, hi int) (string, bool) {
	top := maxRepeat
	if hi >= 0 {
		top = min(top, hi)
	}
	root := p.views[view%len(p.views)]
	possible := p.reach(root, lo, min(top, lo+lo/4+64))
	for limit := 1024; len(possible) == 0 && p.last.cap < top; limit *= 8 {
		possible = p.reach(root, lo, min(top, limit)) // seldom: the pattern alone asks for a long text
	}
	if len(possible) == 0 {
		return "", false
	}
	m := &maker{plan: p.last, from: c, captured: make([][]rune, len(p.groups)+1)}
	m.write(root, m.length(possible))
	return string(m.out), true
}

// reach gives the possible lengths from lo to limit.
func (p *Pattern) reach(root *node, lo, limit int) []span {
	if p.last == nil || p.last.cap != limit {
		p.last = newPlan(limit, p.groups)
	}
	return within(p.last.lengths(root), lo, limit)
}

type maker struct {
	*plan
	from     Source
	out      []rune
	captured [][]rune
}

func (m *maker) below(n int) int {
	if n < 2 {
		return 0
	}
	return int(m.from.Draw(uint64(n))) // #nosec G115 -- n is positive and the answer smaller
}

// length picks how long the string becomes: mostly near the shortest, since that is what people read with ease, but not
// empty where there is a choice.
func (m *maker) length(possible []span) int {
	n := size(possible)
	first := 0
	if nth(possible, 0) == 0 && n > 1 {
		first = 1
	}
	spread := min(n-first, 12)
	if m.below(8) == 7 {
		spread = n - first
	}
	if m.below(12) == 11 {
		first, spread = 0, 1
	}
	return nth(possible, first+m.below(spread))
}

// write appends a text of exactly that length for a node.
func (m *maker) write(n *node, length int) {
	switch n.op {
	case opClass:
		m.out = append(m.out, m.character(n))
	case opConcat:
		rest := m.suffixes(n)
		for i, sub := range n.subs {
			take := m.share(m.lengths(sub), rest[i+1], length)
			m.write(sub, take)
			length -= take
		}
	case opAlternate:
		var fitting []*node
		for _, sub := range n.subs {
			if contains(m.lengths(sub), length) {
				fitting = append(fitting, sub)
			}
		}
		if len(fitting) > 0 {
			m.write(fitting[m.below(len(fitting))], length)
		}
	case opRepeat:
		m.repeat(n, length)
	case opGroup:
		from := len(m.out)
		m.write(n.subs[0], length)
		m.captured[n.index] = slices.Clone(m.out[from:])
	case opBackref:
		m.out = append(m.out, m.captured[n.index]...)
	}
}

// share picks how much of a length the first of two parts gets.
func (m *maker) share(first, rest []span, length int) int {
	possible := leaving(first, rest, length)
	if len(possible) == 0 {
		return 0
	}
	return nth(possible, m.below(size(possible)))
}

func (m *maker) repeat(n *node, length int) {
	one := m.lengths(n.subs[0])
	if len(one) == 1 && one[0].lo == one[0].hi && one[0].lo > 0 {
		for range length / one[0].lo {
			m.write(n.subs[0], one[0].lo)
		}
		return
	}
	var counts []int
	last := n.max
	if last < 0 {
		last = math.MaxInt
	}
	for k := n.min; k <= last && len(counts) < 16; k++ {
		set := m.power(n, k)
		if len(set) == 0 || k > n.min+length {
			break
		}
		if contains(set, length) {
			counts = append(counts, k)
		}
	}
	if len(counts) == 0 {
		return
	}
	for k := counts[m.below(len(counts))]; k > 0; k-- {
		take := m.share(one, m.power(n, k-1), length)
		m.write(n.subs[0], take)
		length -= take
	}
}

// liked are the characters that people read with ease, in the order of liking. Drawing a kind first and a character then
// keeps rare kinds frequent, which is what patterns with "at least one digit and one capital" need.
var liked = [][]span{{{'a', 'z'}}, {{'1', '9'}}, {{'A', 'Z'}}, {{'-', '.'}, {'_', '_'}}, {{'0', '0'}, {' ', '~'}}}

func (m *maker) character(n *node) rune {
	if n.kinds == nil {
		n.kinds = kindsOf(n.set)
	}
	kind := n.set
	if len(n.kinds) > 0 && m.below(40) != 39 {
		kind = n.kinds[m.below(len(n.kinds))]
	}
	return rune(nth(kind, m.below(size(kind)))) // #nosec G115 -- a code point
}

// kindsOf gives the liked characters of a set, kind by kind; it is never nil.
func kindsOf(set []span) [][]span {
	kinds := make([][]span, 0, len(liked))
	for _, like := range liked {
		var part []span
		for _, l := range like {
			part = append(part, within(set, l.lo, l.hi)...)
		}
		if len(part) > 0 {
			kinds = append(kinds, part)
		}
	}
	return kinds
}
