package schema

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What ECMA-262 means by . and \s, which Go's engine reads more narrowly.
const (
	ecmaDot      = `[^\n\r\x{2028}\x{2029}]`
	ecmaSpace    = `\t\n\x0b\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`
	maxRE2Repeat = 1000 // Go's engine refuses more
)

// toRE2 rewrites an ECMA-262 pattern for Go's engine. It answers false for whatever the two could read differently:
// lookaround, backreferences, named groups, properties by long name, case folding, surrogates.
func toRE2(pattern string) (string, bool) {
	t := translator{in: pattern}
	if !utf8.ValidString(pattern) || !t.run() {
		return "", false
	}
	return t.out.String(), true
}

type translator struct {
	in     string
	pos    int
	out    strings.Builder
	atom   bool // what was just written can be repeated
	groups int
}

func (t *translator) run() bool {
	for t.pos < len(t.in) {
		if !t.step() {
			return false
		}
	}
	return t.groups == 0
}

func (t *translator) step() bool {
	ch := t.in[t.pos]
	t.pos++
	switch ch {
	case '^', '$', '|':
		t.write(string(ch), false)
	case '.':
		t.write(ecmaDot, true)
	case '(':
		return t.open()
	case ')':
		t.groups--
		t.write(")", true)
		return t.groups >= 0
	case '[':
		return t.class()
	case '*', '+', '?', '{':
		t.pos--
		return t.repeat()
	case ']', '}':
		return false
	case '\\':
		return t.escape()
	default:
		t.pos--
		r, size := utf8.DecodeRuneInString(t.in[t.pos:])
		t.pos += size
		t.write(string(r), true)
	}
	return true
}

func (t *translator) write(text string, atom bool) {
	t.out.WriteString(text)
	t.atom = atom
}

func (t *translator) open() bool {
	if strings.HasPrefix(t.in[t.pos:], "?") {
		if !strings.HasPrefix(t.in[t.pos:], "?:") {
			return false
		}
		t.pos += 2
	}
	t.groups++
	t.write("(?:", false)
	return true
}

func (t *translator) repeat() bool {
	if !t.atom {
		return false
	}
	end := t.pos + 1
	if t.in[t.pos] == '{' {
		length := strings.IndexByte(t.in[t.pos:], '}')
		if length < 0 || !validRepeat(t.in[t.pos+1:t.pos+length]) {
			return false
		}
		end = t.pos + length + 1
	}
	if strings.HasPrefix(t.in[end:], "?") {
		end++
	}
	t.write(t.in[t.pos:end], false)
	t.pos = end
	return true
}

func validRepeat(text string) bool {
	least, most, ranged := strings.Cut(text, ",")
	low, err := strconv.ParseUint(least, 10, 16)
	if err != nil || low > maxRE2Repeat {
		return false
	}
	if !ranged || most == "" {
		return true
	}
	high, err := strconv.ParseUint(most, 10, 16)
	return err == nil && high <= maxRE2Repeat && low <= high
}

// escape translates what follows a backslash outside a class.
func (t *translator) escape() bool {
	if t.pos == len(t.in) {
		return false
	}
	switch ch := t.in[t.pos]; ch {
	case 'd', 'D', 'w', 'W':
		t.pos++
		t.write(`\`+string(ch), true)
	case 's':
		t.pos++
		t.write("["+ecmaSpace+"]", true)
	case 'S':
		t.pos++
		t.write("[^"+ecmaSpace+"]", true)
	case 'b', 'B':
		t.pos++
		t.write(`\`+string(ch), false)
	case 'p', 'P':
		text, ok := t.property()
		t.write(text, true)
		return ok
	default:
		r, ok := t.character()
		t.write(codePoint(r), true)
		return ok
	}
	return true
}

// character reads an escape that stands for one code point.
func (t *translator) character() (rune, bool) {
	ch := t.in[t.pos]
	t.pos++
	if i := strings.IndexByte("tnvfr", ch); i >= 0 {
		return rune("\t\n\v\f\r"[i]), true
	}
	switch {
	case ch == '0':
		next := t.peek()
		return 0, next < '0' || next > '9'
	case ch == 'x':
		return t.hex(2)
	case ch == 'u':
		return t.unicode()
	case ch == 'c':
		letter := t.peek()
		t.pos++
		return rune(letter % 32), isAlphanumeric(letter) && letter > '9'
	case ch >= 0x80, isAlphanumeric(ch), ch < ' ':
		return 0, false
	}
	return rune(ch), true
}

func (t *translator) peek() byte {
	if t.pos < len(t.in) {
		return t.in[t.pos]
	}
	return 0
}

func (t *translator) unicode() (rune, bool) {
	if t.peek() != '{' {
		r, ok := t.hex(4)
		return r, ok && utf8.ValidRune(r)
	}
	end := strings.IndexByte(t.in[t.pos:], '}')
	if end < 2 || end > 9 {
		return 0, false
	}
	t.pos++
	r, ok := t.hex(end - 1)
	t.pos++
	return r, ok && utf8.ValidRune(r)
}

func (t *translator) hex(digits int) (rune, bool) {
	if t.pos+digits > len(t.in) {
		return 0, false
	}
	n, err := strconv.ParseUint(t.in[t.pos:t.pos+digits], 16, 31)
	t.pos += digits
	return rune(n), err == nil
}

func codePoint(r rune) string { return fmt.Sprintf(`\x{%x}`, r) }

// class translates a bracketed class. An empty one means nothing or everything in ECMA-262 and is left to its engine.
func (t *translator) class() bool {
	t.out.WriteByte('[')
	negated := t.peek() == '^'
	if negated {
		t.pos++
		t.out.WriteByte('^')
	}
	if t.peek() == ']' {
		return false
	}
	for t.pos < len(t.in) && t.in[t.pos] != ']' {
		if !t.classItem() {
			return false
		}
	}
	if t.pos == len(t.in) {
		return false
	}
	t.pos++
	t.write("]", true)
	return true
}

// classItem translates one member or range.
func (t *translator) classItem() bool {
	low, set, ok := t.classAtom()
	if !ok {
		return false
	}
	ranged := strings.HasPrefix(t.in[t.pos:], "-") && t.pos+1 < len(t.in) && t.in[t.pos+1] != ']'
	if set != "" {
		t.out.WriteString(set)
		return !ranged // [\w-x] is an error with the u flag and a literal hyphen without it
	}
	t.out.WriteString(codePoint(low))
	if !ranged {
		return true
	}
	t.pos++
	high, set, ok := t.classAtom()
	t.out.WriteString("-" + codePoint(high))
	return ok && set == "" && low <= high
}

// classAtom reads a code point, or a set such as \d, already translated.
func (t *translator) classAtom() (r rune, set string, ok bool) {
	if t.in[t.pos] != '\\' {
		r, size := utf8.DecodeRuneInString(t.in[t.pos:])
		t.pos += size
		return r, "", true
	}
	t.pos++
	switch ch := t.peek(); ch {
	case 0, 'S', 'B':
		return 0, "", false // a negated set inside a class has no short form here
	case 'd', 'D', 'w', 'W':
		t.pos++
		return 0, `\` + string(ch), true
	case 's':
		t.pos++
		return 0, ecmaSpace, true
	case 'b':
		t.pos++
		return '\b', "", true
	case 'p', 'P':
		text, ok := t.property()
		return 0, text, ok
	}
	r, ok = t.character()
	return r, "", ok
}
