package regex

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

var (
	digits = []span{{'0', '9'}}
	words  = []span{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	// ECMA-262, 12.2 and 12.3: WhiteSpace and LineTerminator.
	spaces = []span{{'\t', '\r'}, {' ', ' '}, {0xa0, 0xa0}, {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029},
		{0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff}}
	posix = map[string][]span{
		"alnum": {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}, "alpha": {{'A', 'Z'}, {'a', 'z'}}, "ascii": {{0, 127}},
		"blank": {{'\t', '\t'}, {' ', ' '}}, "cntrl": {{0, 31}, {127, 127}}, "digit": digits, "graph": {{'!', '~'}},
		"lower": {{'a', 'z'}}, "print": {{' ', '~'}}, "punct": {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}},
		"space": {{'\t', '\r'}, {' ', ' '}}, "upper": {{'A', 'Z'}}, "word": words,
		"xdigit": {{'0', '9'}, {'A', 'F'}, {'a', 'f'}},
	}
)

// class reads a bracket expression, after its opening bracket.
func (p *parser) class() ([]span, error) {
	negative := p.accept("^")
	var set []span
	for first := true; ; first = false {
		switch r := p.peek(0); {
		case r < 0:
			return nil, errors.New("a bracket is never closed")
		case r == ']' && (!first || p.closesLater()):
			p.at++
			if set = tidy(set); negative {
				set = invert(set)
			}
			return set, nil
		}
		part, single, err := p.member()
		if err != nil {
			return nil, err
		}
		if single && p.peek(0) == '-' && p.peek(1) != ']' && p.peek(1) >= 0 {
			if part, err = p.rangeFrom(part); err != nil {
				return nil, err
			}
		}
		set = append(set, part...)
	}
}

// closesLater tells the empty class [] of ECMA-262 from []abc] of other dialects, where the first bracket is a member.
func (p *parser) closesLater() bool {
	for _, r := range p.text[p.at+1:] {
		switch r {
		case ']':
			return false
		case '[', ')':
			return true
		}
	}
	return true
}

// rangeFrom reads the rest of a range such as a-z; what cannot be a range is a minus sign between two members.
func (p *parser) rangeFrom(from []span) ([]span, error) {
	p.at++
	to, single, err := p.member()
	if err != nil {
		return nil, err
	}
	if !single {
		return append(append([]span{{'-', '-'}}, from...), to...), nil
	}
	if to[0].lo < from[0].lo {
		return nil, fmt.Errorf("the range %c-%c runs backwards", rune(from[0].lo), rune(to[0].lo))
	}
	return []span{{from[0].lo, to[0].hi}}, nil
}

// member reads one element of a class, and says whether it is a single character.
func (p *parser) member() ([]span, bool, error) {
	r := p.peek(0)
	p.at++
	if r == '[' && p.peek(0) == ':' {
		for name, set := range posix {
			if p.accept(":" + name + ":]") {
				return set, false, nil
			}
		}
	}
	if r != '\\' {
		return []span{{int(r), int(r)}}, true, nil
	}
	if p.accept("b") {
		return []span{{'\b', '\b'}}, true, nil
	}
	set, err := p.classEscape()
	return set, len(set) == 1 && set[0].lo == set[0].hi, err
}

// classEscape reads an escape that stands for characters, after the backslash.
func (p *parser) classEscape() ([]span, error) {
	r := p.peek(0)
	if r < 0 {
		return nil, errors.New("a backslash at the end")
	}
	p.at++
	switch r {
	case 'd':
		return digits, nil
	case 'D':
		return invert(digits), nil
	case 'w':
		return words, nil
	case 'W':
		return invert(words), nil
	case 's':
		return spaces, nil
	case 'S':
		return invert(spaces), nil
	case 'p', 'P':
		return p.property(r == 'P')
	}
	c := int(p.character(r))
	return []span{{c, c}}, nil
}

// character reads an escape that stands for one character, after its letter.
func (p *parser) character(r rune) rune {
	switch r {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'v':
		return '\v'
	case 'f':
		return '\f'
	case 'a':
		return '\a'
	case 'e':
		return 0x1b
	case '0':
		return 0
	case 'c':
		if c := p.peek(0); c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			p.at++
			return c % 32
		}
	case 'x':
		if p.peek(0) == '{' {
			return p.braced(r)
		}
		if v, ok := p.hexadecimal(2); ok {
			return rune(v)
		}
	case 'u':
		if p.peek(0) == '{' {
			return p.braced(r)
		}
		if v, ok := p.hexadecimal(4); ok {
			return p.surrogate(rune(v))
		}
	}
	return r
}

// braced reads \u{1F600}.
func (p *parser) braced(otherwise rune) rune {
	at := p.at
	p.at++
	for n := 8; n > 0; n-- {
		if p.peek(n) == '}' {
			if v, ok := p.hexadecimal(n); ok && v <= unicode.MaxRune {
				p.at++
				return rune(v)
			}
		}
	}
	p.at = at
	return otherwise
}

// surrogate joins \uD83D\uDE00 into one code point.
func (p *parser) surrogate(high rune) rune {
	at := p.at
	if utf16.IsSurrogate(high) && p.accept("\\u") {
		if low, ok := p.hexadecimal(4); ok {
			if r := utf16.DecodeRune(high, rune(low)); r != unicode.ReplacementChar {
				return r
			}
		}
	}
	p.at = at
	return high
}

// property reads \p{L}, \p{Script=Greek} and \pL.
func (p *parser) property(negative bool) ([]span, error) {
	var name string
	if p.accept("{") {
		text, err := p.until('}')
		if err != nil {
			return nil, err
		}
		name = text
	} else {
		name = string(p.peek(0))
		p.at++
	}
	if inner, ok := strings.CutPrefix(name, "^"); ok {
		name, negative = inner, !negative
	}
	if _, value, ok := strings.Cut(name, "="); ok {
		name = value
	}
	set, err := table(name)
	if err == nil && negative {
		set = invert(set)
	}
	return set, err
}

var longNames = map[string]string{"Letter": "L", "Lowercase_Letter": "Ll", "Uppercase_Letter": "Lu", "Mark": "M",
	"Number": "N", "Decimal_Number": "Nd", "Punctuation": "P", "punct": "P", "digit": "Nd", "Symbol": "S", "Separator": "Z", "Other": "C"}

func table(name string) ([]span, error) {
	switch name {
	case "Any":
		return []span{{0, unicode.MaxRune}}, nil
	case "ASCII":
		return []span{{0, 127}}, nil
	case "Alphabetic":
		name = "L" // narrower, so every character of it will do
	}
	if short, ok := longNames[name]; ok {
		name = short
	}
	for _, tables := range []map[string]*unicode.RangeTable{unicode.Categories, unicode.Scripts, unicode.Properties} {
		if t, ok := tables[name]; ok {
			return tableSpans(t), nil
		}
	}
	return nil, fmt.Errorf("the Unicode property %q is unknown", name)
}

func tableSpans(t *unicode.RangeTable) []span {
	var set []span
	add := func(lo, hi, stride int) {
		if stride == 1 {
			set = append(set, span{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			set = append(set, span{r, r})
		}
	}
	for _, r := range t.R16 {
		add(int(r.Lo), int(r.Hi), int(r.Stride))
	}
	for _, r := range t.R32 {
		add(int(r.Lo), int(r.Hi), int(r.Stride))
	}
	return tidy(set)
}

// tidy sorts ranges and joins those that touch.
func tidy(set []span) []span {
	set = slices.Clone(set)
	slices.SortFunc(set, func(a, b span) int { return a.lo - b.lo })
	out := set[:0]
	for _, s := range set {
		if n := len(out); n > 0 && s.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, s.hi)
			continue
		}
		out = append(out, s)
	}
	return out
}

// invert gives every other code point, but for the surrogates, which no string can hold.
func invert(set []span) []span {
	var out []span
	next := 0
	for _, s := range append(tidy(append(slices.Clone(set), span{0xd800, 0xdfff})), span{unicode.MaxRune + 1, unicode.MaxRune + 1}) {
		if s.lo > next {
			out = append(out, span{next, s.lo - 1})
		}
		next = s.hi + 1
	}
	return out
}
