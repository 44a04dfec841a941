package generators

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// arrives says whether a value of one input is valid as it arrives: encoded, and read back from the bytes.
func (d *desk) arrives(t *target, v any) error {
	if !d.written(t) {
		return nil
	}
	if d.same(t, v) && (t.param.In != "path" || d.passes(t, v)) {
		if found := t.schema.Validate(schema.Request, v); len(found) > 0 {
			return notAsSent(v, found[0])
		}
		return nil
	}
	return d.travel(t, v)
}

// written reports whether a target's values become text on their way, so that they may not arrive as they were sent. A
// JSON body carries everything.
func (d *desk) written(t *target) bool {
	return d.op.Wire != nil && (t.in != JSON || t.param != nil)
}

// travel sends one input through the wire and back.
func (d *desk) travel(t *target, v any) error {
	r, err := d.op.Wire.Encode(d.op, d.with(d.filled(t), t, v))
	if err != nil {
		return err
	}
	reading := d.op.Wire.Read(d.op, r)
	if reading.Elsewhere != "" {
		return fmt.Errorf("%s = %s leads to %s", t.name, short(v), reading.Elsewhere)
	}
	if reading.Unsure != "" {
		return &doubt{t.name, reading.Unsure}
	}
	for _, b := range reading.Violations {
		if b.Target == t.name {
			return notAsSent(v, b.Violation)
		}
	}
	return nil
}

// doubt says that the contract does not define how an input is read.
type doubt struct{ name, reason string }

func (e *doubt) Error() string {
	return e.name + " cannot be sent in a way that is read back for certain: " + e.reason
}

func notAsSent(v any, b schema.Violation) error {
	return &Impossible{b.Place, fmt.Sprintf("%s does not arrive as it was sent: %s should be %s", short(v), b.Keyword, b.Expected)}
}

// same reports whether nothing can happen to a value on its way: a number, a truth value or a plain word as a parameter
// that has one type. Most values are such, and asking the wire about each would cost more than making them.
func (d *desk) same(t *target, v any) bool {
	if t.param == nil || t.param.Media != "" || t.param.Style != "simple" && t.param.Style != "form" {
		return false
	}
	kind := d.kindOf(t)
	switch v := v.(type) {
	case json.Number:
		return kind&tNumber != 0 && kind&^tNumber == 0 && len(v) < 18
	case bool:
		return kind == tBoolean
	case string:
		return (kind == tString || kind != 0 && kind&^tNumber == 0) && isWord(v)
	}
	return false
}

// kindOf gives the one type of a parameter, or 0 where there are several.
func (d *desk) kindOf(t *target) types {
	s := d.memo.shape(t.schema)
	if !s.typed || len(s.groups) > 0 {
		return 0
	}
	for _, kind := range []types{tString, tBoolean, tInteger, tFraction, tNumber} {
		if s.types == kind {
			return kind
		}
	}
	return 0
}

// isWord reports whether a text consists of letters that nothing on the way treats specially.
func isWord(text string) bool {
	if text == "" || len(text) > 200 || text == "true" || text == "false" || text == "null" {
		return false
	}
	for i := range len(text) {
		if ch := text[i]; (ch < 'a' || ch > 'z') && (ch < 'A' || ch > 'Z') && (i == 0 || ch != '-' && (ch < '0' || ch > '9')) {
			return false
		}
	}
	return true
}

// passes reports whether a path with this value leads to the operation and not to a more literal path beside it.
func (d *desk) passes(t *target, v any) bool {
	text, isText := v.(string)
	if !isText || d.sideways() {
		return d.travel(t, v) == nil
	}
	return !slices.Contains(d.literals, text)
}

// sideways finds, once, the words that another path has where this one has a variable: /users/me beside /users/{id}. It
// reports whether segments are mixed from words and variables, where only the wire knows what leads where.
func (d *desk) sideways() bool {
	if d.literals == nil {
		d.literals = []string{}
		d.mixed = mixes(d.op.Path)
		for _, other := range d.plan.Contract.Operations {
			if word, beside := beside(d.op.Path, other.Path); beside && !slices.Contains(d.literals, word) {
				d.mixed = d.mixed || mixes(word)
				d.literals = append(d.literals, word)
			}
		}
	}
	return d.mixed
}

// beside walks two path templates side by side, up to the first segment where they part. If the first one has a variable
// there, it gives the segment of the other.
func beside(path, other string) (string, bool) {
	for path != "" && other != "" {
		var mine, theirs string
		mine, path = segment(path)
		theirs, other = segment(other)
		switch {
		case mine == "" || mine[0] != '{':
			if mine != theirs {
				return "", false
			}
		case theirs == "" || theirs[0] != '{' || mixes(theirs):
			return theirs, true
		}
	}
	return "", false
}

// segment cuts the first segment off a path.
func segment(path string) (first, rest string) {
	path = strings.TrimPrefix(path, "/")
	if i := strings.IndexByte(path, '/'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}

// mixes reports whether a template has a segment that is neither a word nor a variable alone.
func mixes(path string) bool {
	for path != "" {
		var s string
		s, path = segment(path)
		if n := strings.Count(s, "{"); n > 1 || n == 1 && (s[0] != '{' || s[len(s)-1] != '}') {
			return true
		}
	}
	return false
}

// filled gives the baseline so far with something in every path parameter, since a path cannot be written without.
func (d *desk) filled(t *target) harness.Inputs {
	in := d.base
	for _, p := range d.params {
		if p == t || p.param.In != "path" {
			continue
		}
		if _, set := in.Path[p.param.Name]; !set {
			in = d.with(in, p, "1")
		}
	}
	return in
}

// sound asks whether a whole request is valid as it is read back.
func (d *desk) sound(in harness.Inputs) bool {
	if d.op.Wire == nil || d.plainly(in) {
		return true
	}
	r, err := d.op.Wire.Encode(d.op, in)
	if err != nil {
		return false
	}
	reading := d.op.Wire.Read(d.op, r)
	return reading.Valid()
}

// plainly reports whether every input that differs from the baseline arrives as it is.
func (d *desk) plainly(in harness.Inputs) bool {
	if in.Body != nil && !harness.IsJSON(in.Body.Media) {
		return false
	}
	for _, t := range d.params {
		if !has(in, t) {
			continue
		}
		v := valueOf(in, t)
		if !d.same(t, v) || t.param.In == "path" && !d.passes(t, v) {
			return false
		}
	}
	return true
}
