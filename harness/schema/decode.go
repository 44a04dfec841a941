package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds nesting. Deeper text is legal JSON, but RFC 8259 section 9 lets every reader set a limit, and no
// contract promises a thousand levels.
const maxDepth = 1000

// maxDuplicates bounds the list of doubled members: the first few tell everything.
const maxDuplicates = 20

// usualDepth and usualMembers are what most texts do with, so that the lists of the decoder need not grow.
const (
	usualDepth   = 4
	usualMembers = 24
)

// Decoded is a JSON text and what is odd about it.
type Decoded struct {
	Value      any
	Duplicates []string // pointers of members whose name stands twice in one object; the last one is kept
}

// ErrDepth is what DecodeJSON says about text that is nested too deeply to be judged.
var ErrDepth = errors.New("nested more than " + strconv.Itoa(maxDepth) + " levels deep")

// DecodeJSON reads one JSON text exactly as RFC 8259 defines it: UTF-8 without a byte order mark, nothing after the value,
// no leniency. Numbers keep their text. It uses memory in proportion to the text.
func DecodeJSON(data []byte) (Decoded, error) {
	if !utf8.Valid(data) {
		return Decoded{}, fmt.Errorf("decode JSON: not UTF-8 at byte %d", invalidAt(data))
	}
	d := decoder{
		in: string(data), path: make([]string, 0, usualDepth),
		members: make([]member, 0, min(bytes.Count(data, []byte{':'}), usualMembers)),
	}
	v, err := d.text()
	if err != nil {
		return Decoded{}, fmt.Errorf("decode JSON: %w at byte %d", err, d.pos)
	}
	return Decoded{Value: v, Duplicates: d.duplicates}, nil
}

func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}

type decoder struct {
	in         string
	pos        int
	path       []string // names and positions down to the current value
	members    []member // of the objects that are being read, the innermost last
	elements   []any    // of the arrays, likewise
	duplicates []string
}

type member struct {
	name  string
	value any
}

var (
	errEnd    = errors.New("unexpected end")
	errSyntax = errors.New("invalid character")
	errRest   = errors.New("more text after the value")
)

func (d *decoder) text() (any, error) {
	if strings.HasPrefix(d.in, "\ufeff") {
		return nil, errors.New("byte order mark (RFC 8259, 8.1)")
	}
	v, err := d.value()
	if err != nil {
		return nil, err
	}
	d.space()
	if d.pos < len(d.in) {
		return nil, errRest
	}
	return v, nil
}

func (d *decoder) space() {
	for d.pos < len(d.in) {
		switch d.in[d.pos] {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return
		}
	}
}

// next skips space and gives the next character without taking it; 0 at the end.
func (d *decoder) next() byte {
	d.space()
	if d.pos == len(d.in) {
		return 0
	}
	return d.in[d.pos]
}

func (d *decoder) wrong() error {
	if d.pos >= len(d.in) {
		return errEnd
	}
	return errSyntax
}

func (d *decoder) value() (any, error) {
	switch ch := d.next(); {
	case ch == '"':
		return d.str()
	case ch == '{':
		return d.object()
	case ch == '[':
		return d.array()
	case ch == '-' || ch >= '0' && ch <= '9':
		return d.number()
	case d.word("true"):
		return true, nil
	case d.word("false"):
		return false, nil
	case d.word("null"):
		return nil, nil
	}
	return nil, d.wrong()
}

func (d *decoder) word(w string) bool {
	if strings.HasPrefix(d.in[d.pos:], w) {
		d.pos += len(w)
		return true
	}
	return false
}

func (d *decoder) number() (any, error) {
	end := d.pos
	for end < len(d.in) && strings.IndexByte("+-.eE0123456789", d.in[end]) >= 0 {
		end++
	}
	text := d.in[d.pos:end]
	if _, small := smallInt(text); !small || text[0] == '0' && len(text) > 1 || strings.HasPrefix(text, "-0") {
		if _, ok := parseDecimal(text); !ok {
			return nil, errors.New("invalid number")
		}
	}
	d.pos = end
	return json.Number(text), nil
}

func (d *decoder) array() (any, error) {
	if len(d.path) == maxDepth {
		return nil, ErrDepth
	}
	d.pos++
	if d.next() == ']' {
		d.pos++
		return []any{}, nil
	}
	d.path = append(d.path, "")
	base := len(d.elements)
	for {
		d.path[len(d.path)-1] = "" // written only when a duplicate needs it
		v, err := d.element(len(d.elements) - base)
		if err != nil {
			return nil, err
		}
		d.elements = append(d.elements, v)
		switch d.next() {
		case ',':
			d.pos++
		case ']':
			d.pos++
			d.path = d.path[:len(d.path)-1]
			out := slices.Clone(d.elements[base:])
			d.elements = d.elements[:base]
			return out, nil
		default:
			return nil, d.wrong()
		}
	}
}

func (d *decoder) element(i int) (any, error) {
	if ch := d.next(); ch == '{' || ch == '[' {
		d.path[len(d.path)-1] = strconv.Itoa(i)
	}
	return d.value()
}

func (d *decoder) object() (any, error) {
	if len(d.path) == maxDepth {
		return nil, ErrDepth
	}
	d.pos++
	if d.next() == '}' {
		d.pos++
		return map[string]any{}, nil
	}
	d.path = append(d.path, "")
	base := len(d.members)
	for {
		if err := d.member(); err != nil {
			return nil, err
		}
		switch d.next() {
		case ',':
			d.pos++
		case '}':
			d.pos++
			out := d.gather(d.members[base:])
			d.members = d.members[:base]
			d.path = d.path[:len(d.path)-1]
			return out, nil
		default:
			return nil, d.wrong()
		}
	}
}

func (d *decoder) member() error {
	if d.next() != '"' {
		return d.wrong()
	}
	name, err := d.str()
	if err != nil {
		return err
	}
	if d.next() != ':' {
		return d.wrong()
	}
	d.pos++
	d.path[len(d.path)-1] = name
	v, err := d.value()
	d.members = append(d.members, member{name, v})
	return err
}

// gather makes an object of its members, in a map that need not grow.
func (d *decoder) gather(list []member) map[string]any {
	out := make(map[string]any, len(list))
	for _, m := range list {
		out[m.name] = m.value
	}
	if len(out) < len(list) {
		d.doubled(list)
	}
	return out
}

// doubled notes the members whose name stood before.
func (d *decoder) doubled(list []member) {
	seen := map[string]bool{}
	for _, m := range list {
		if seen[m.name] && len(d.duplicates) < maxDuplicates {
			d.path[len(d.path)-1] = m.name
			d.duplicates = append(d.duplicates, pointer(d.path))
		}
		seen[m.name] = true
	}
}
