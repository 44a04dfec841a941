package regex

import (
	"errors"
	"strconv"
	"strings"
)

// group reads what follows an opening parenthesis, up to the closing one.
func (p *parser) group() (*node, error) {
	n := &node{op: opGroup}
	switch {
	case p.accept("?:"), p.accept("?>"):
		n.op = opConcat
	case p.accept("?="):
		n.op = opLook
	case p.accept("?!"):
		n.op, n.negative = opLook, true
	case p.accept("?<="):
		n.op, n.behind = opLook, true
	case p.accept("?<!"):
		n.op, n.behind, n.negative = opLook, true, true
	case p.accept("?P<"), p.accept("?<"):
		name, err := p.until('>')
		if err != nil {
			return nil, err
		}
		p.names[name] = len(p.groups) + 1
	case p.accept("?"):
		done, err := p.flags()
		if err != nil || done {
			return empty, err
		}
		n.op = opConcat
	}
	if n.op == opGroup {
		p.groups = append(p.groups, n)
		n.index = len(p.groups)
	}
	return p.finish(n)
}

// finish reads the inside of a group and its closing parenthesis.
func (p *parser) finish(n *node) (*node, error) {
	body, err := p.alternation()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		return nil, errors.New("a parenthesis is never closed")
	}
	n.subs = []*node{body}
	if n.op == opConcat {
		return body, nil
	}
	return p.add(n)
}

// flags reads (?i) and (?i: …). The flags themselves do not narrow what matches, so they are passed over.
func (p *parser) flags() (done bool, err error) {
	for {
		switch r := p.peek(0); {
		case r == ')':
			p.at++
			return true, nil
		case r == ':':
			p.at++
			return false, nil
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-':
			p.at++
		default:
			return false, errors.New("an unknown kind of group")
		}
	}
}

func (p *parser) until(end rune) (string, error) {
	from := p.at
	for p.at < len(p.text) {
		if p.text[p.at] == end {
			p.at++
			return string(p.text[from : p.at-1]), nil
		}
		p.at++
	}
	return "", errors.New("a name is never closed")
}

// escape reads what follows a backslash outside a class.
func (p *parser) escape() (*node, error) {
	r := p.peek(0)
	switch {
	case r < 0:
		return nil, errors.New("a backslash at the end")
	case r == 'b' || r == 'B':
		p.at++
		return p.add(&node{op: opBoundary, negative: r == 'B'})
	case r == 'A':
		p.at++
		return p.add(&node{op: opAnchor})
	case r == 'z' || r == 'Z':
		p.at++
		return p.add(&node{op: opAnchor, end: true})
	case r == 'k' && p.peek(1) == '<':
		p.at += 2
		name, err := p.until('>')
		if err != nil {
			return nil, err
		}
		return p.backref(p.names[name])
	case r >= '1' && r <= '9':
		from := p.at
		for p.peek(0) >= '0' && p.peek(0) <= '9' && p.at < from+3 {
			p.at++
		}
		n, err := strconv.Atoi(string(p.text[from:p.at]))
		if err != nil {
			return nil, err
		}
		return p.backref(n)
	}
	set, err := p.classEscape()
	if err != nil {
		return nil, err
	}
	return p.add(&node{op: opClass, set: set})
}

// backref matches the empty string while its group is open or has not been reached (ECMA-262, 22.2.2.7).
func (p *parser) backref(group int) (*node, error) {
	if group < 1 || group > len(p.groups) {
		return empty, nil
	}
	return p.add(&node{op: opBackref, index: group})
}

// hexadecimal reads exactly n digits, or none at all.
func (p *parser) hexadecimal(n int) (int, bool) {
	if p.at+n > len(p.text) {
		return 0, false
	}
	text := string(p.text[p.at : p.at+n])
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") {
		return 0, false
	}
	v, err := strconv.ParseUint(text, 16, 32)
	if err != nil {
		return 0, false
	}
	p.at += n
	return int(v), true // #nosec G115 -- 32 bits at most
}
