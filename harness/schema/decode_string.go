package schema

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string; one without escapes shares the text's memory.
func (d *decoder) str() (string, error) {
	d.pos++
	start := d.pos
	for d.pos < len(d.in) {
		switch ch := d.in[d.pos]; {
		case ch == '"':
			d.pos++
			return d.in[start : d.pos-1], nil
		case ch == '\\':
			return d.escaped(start)
		case ch < ' ':
			return "", errors.New("unescaped control character")
		}
		d.pos++
	}
	return "", errEnd
}

func (d *decoder) escaped(start int) (string, error) {
	out := []byte(d.in[start:d.pos])
	for d.pos < len(d.in) {
		ch := d.in[d.pos]
		switch {
		case ch == '"':
			d.pos++
			return string(out), nil
		case ch < ' ':
			return "", errors.New("unescaped control character")
		case ch != '\\':
			d.pos++
			out = append(out, ch)
			continue
		}
		r, ok := d.escape()
		if !ok {
			return "", errors.New("invalid escape")
		}
		out = utf8.AppendRune(out, r)
	}
	return "", errEnd
}

// escape reads one escape. A surrogate without its partner becomes U+FFFD, as in encoding/json (RFC 8259, 8.2).
func (d *decoder) escape() (rune, bool) {
	if d.pos+1 >= len(d.in) {
		return 0, false
	}
	ch := d.in[d.pos+1]
	if i := strings.IndexByte(`"\/bfnrt`, ch); i >= 0 {
		d.pos += 2
		return rune("\"\\/\b\f\n\r\t"[i]), true
	}
	r, ok := d.hex4()
	if !ok {
		return 0, false
	}
	if utf16.IsSurrogate(r) {
		before := d.pos
		if low, ok := d.hex4(); ok {
			if joined := utf16.DecodeRune(r, low); joined != utf8.RuneError {
				return joined, true
			}
		}
		d.pos = before
		return utf8.RuneError, true
	}
	return r, true
}

func (d *decoder) hex4() (rune, bool) {
	rest := d.in[d.pos:]
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
		return 0, false
	}
	for i := 2; i < 6; i++ {
		if !isHex(rest[i]) {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(rest[2:6], 16, 32)
	d.pos += 6
	return rune(n), err == nil
}
