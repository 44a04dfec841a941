package regex

import (
	"errors"
	"fmt"
	"strconv"
)

// The limits keep a hostile pattern from costing more than the contract it stands in.
const (
	maxDepth  = 250
	maxNodes  = 20_000
	maxRepeat = 1 << 16
)

type parser struct {
	text   []rune
	at     int
	depth  int
	nodes  int
	groups []*node
	names  map[string]int
}

// parse reads a whole pattern.
func parse(pattern string) (*node, []*node, error) {
	p := &parser{text: []rune(pattern), names: map[string]int{}}
	n, err := p.alternation()
	if err != nil {
		return nil, nil, fmt.Errorf("read pattern at character %d: %w", p.at+1, err)
	}
	if p.at < len(p.text) {
		return nil, nil, fmt.Errorf("read pattern at character %d: a closing parenthesis that was never opened", p.at+1)
	}
	return n, p.groups, nil
}

func (p *parser) peek(n int) rune {
	if p.at+n < len(p.text) {
		return p.text[p.at+n]
	}
	return -1
}

func (p *parser) accept(text string) bool {
	for i, r := range []rune(text) {
		if p.peek(i) != r {
			return false
		}
	}
	p.at += len([]rune(text))
	return true
}

func (p *parser) add(n *node) (*node, error) {
	p.nodes++
	if p.nodes > maxNodes {
		return nil, errors.New("the pattern is too large")
	}
	return n, nil
}

func (p *parser) alternation() (*node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, errors.New("the pattern is nested too deeply")
	}
	var branches []*node
	for {
		n, err := p.sequence()
		if err != nil {
			return nil, err
		}
		branches = append(branches, n)
		if !p.accept("|") {
			break
		}
	}
	if len(branches) == 1 {
		return branches[0], nil
	}
	return p.add(&node{op: opAlternate, subs: branches})
}

func (p *parser) sequence() (*node, error) {
	var subs []*node
	for p.at < len(p.text) && p.peek(0) != '|' && p.peek(0) != ')' {
		atom, err := p.atom()
		if err != nil {
			return nil, err
		}
		if atom, err = p.quantified(atom); err != nil {
			return nil, err
		}
		if atom.op != opEmpty {
			subs = append(subs, atom)
		}
	}
	return concat(subs), nil
}

// quantified wraps an atom into the quantifiers that follow it. Greed does not change what matches as a whole.
func (p *parser) quantified(atom *node) (*node, error) {
	for {
		lo, hi := 0, -1
		switch p.peek(0) {
		case '*':
		case '+':
			lo = 1
		case '?':
			hi = 1
		case '{':
			var ok bool
			if lo, hi, ok = p.counts(); !ok {
				return atom, nil
			}
			p.at-- // counts stops after the brace; the step below passes it
		default:
			return atom, nil
		}
		p.at++
		if !p.accept("?") {
			p.accept("+") // possessive, which some dialects allow
		}
		if lo > maxRepeat {
			return nil, fmt.Errorf("it asks for %d repetitions, which is too large to generate", lo)
		}
		if hi > maxRepeat {
			hi = maxRepeat
		}
		var err error
		if atom, err = p.add(&node{op: opRepeat, subs: []*node{atom}, min: lo, max: hi}); err != nil {
			return nil, err
		}
	}
}

// counts reads {n}, {n,} or {n,m}. Anything else makes the brace an ordinary character (ECMA-262 annex B.1.2).
func (p *parser) counts() (lo, hi int, ok bool) {
	i := p.at + 1
	number := func() (int, bool) {
		from := i
		for i < len(p.text) && p.text[i] >= '0' && p.text[i] <= '9' {
			i++
		}
		n, err := strconv.Atoi(string(p.text[from:i]))
		if err != nil && i > from {
			n = maxRepeat + 1 // more digits than an int has
		}
		return n, i > from
	}
	if lo, ok = number(); !ok {
		return 0, 0, false
	}
	hi = lo
	if i < len(p.text) && p.text[i] == ',' {
		i++
		if n, given := number(); given {
			hi = n
		} else {
			hi = -1
		}
	}
	if i >= len(p.text) || p.text[i] != '}' || (hi >= 0 && hi < lo) {
		return 0, 0, false
	}
	p.at = i + 1
	return lo, hi, true
}

func (p *parser) atom() (*node, error) {
	r := p.peek(0)
	p.at++
	switch r {
	case '(':
		return p.group()
	case '[':
		set, err := p.class()
		if err != nil {
			return nil, err
		}
		return p.add(&node{op: opClass, set: set})
	case '.':
		return p.add(&node{op: opClass, set: invert([]span{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}})})
	case '^':
		return p.add(&node{op: opAnchor})
	case '$':
		return p.add(&node{op: opAnchor, end: true})
	case '\\':
		return p.escape()
	case '*', '+', '?':
		return nil, fmt.Errorf("the quantifier %c has nothing to repeat", r)
	}
	return p.add(&node{op: opClass, set: []span{{int(r), int(r)}}})
}
