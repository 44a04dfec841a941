package generators

import (
	"iter"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// hazards are values that are known to upset services: nothing is expected of them but a proper answer. The first places
// get all of them, the others one each in turn.
func (d *desk) hazards() iter.Seq[draft] {
	return func(yield func(draft) bool) {
		for _, f := range d.duplicates() {
			if !yield(f) {
				return
			}
		}
		turn := map[types]int{}
		more := d.sweep(func(s *site) []edge {
			kind := typeOf(s.value)
			if s.shape.enum != nil || len(s.shape.formats) > 0 && kind == tString {
				return nil
			}
			var list []hazard
			switch {
			case kind == tString:
				list = textHazards
			case kind&tNumber != 0:
				list, kind = numberHazards, tNumber
			default:
				return nil
			}
			turn[kind]++
			if n := turn[kind]; n > 2 {
				at := n % len(list)
				list = list[at : at+1]
			}
			return hazardEdges(list)
		}, d.dare, false)
		more(yield)
	}
}

// hazard is one such value.
type hazard struct {
	value any
	note  string
}

var textHazards = []hazard{
	{"alpha\x00bravo", "a NUL"}, {strings.Repeat("A", 64<<10), "64 KiB of text"}, {"\u202etxt.exe", "text that runs backwards"},
	{"al\u200bpha", "a space of no width"}, {"e" + strings.Repeat("\u0301", 200), "200 accents on one letter"},
	{"👩‍👩‍👧‍👦", "a family of seven code points"}, {"\ufeffalpha", "a byte order mark"}, {"\u2028", "a line separator"},
	{"' OR '1'='1", "a quote as in SQL"}, {"%00", "an escaped NUL"}, {"../../../../etc/passwd", "a path upwards"},
	{"${7*7}{{7*7}}", "a template"}, {"\uffff\ufdd0", "code points that are no characters"}, {"ﬀ", "a ligature that grows in capitals"},
	{"null", "the word null"}, {"alpha\r\nX-Contravene: 1", "a line break as in headers"},
}

var numberHazards = []hazard{
	{number("1e400"), "beyond every float"}, {number("1" + strings.Repeat("0", 40)), "ten to the fortieth"}, {number("-0"), "minus zero"},
	{number("0.1000000000000000055511151231257827021181583404541015625"), "55 decimals"}, {number("9007199254740993"), "beyond exact floats"},
	{number("-9223372036854775809"), "below 64 bits"}, {number("18446744073709551616"), "above 64 bits"}, {number("1E2"), "an exponent"},
	{number("1.0"), "a whole number with a point"}, {number("1e-400"), "nearer to zero than every float"},
}

func hazardEdges(list []hazard) []edge {
	var edges []edge
	for _, h := range list {
		edges = append(edges, edge{note: h.note, expect: harness.Any, value: func() (any, bool) { return h.value, true }})
	}
	return edges
}

// dare drafts a case of which nothing is expected.
func (d *desk) dare(s *site, e edge, v any) (draft, bool) {
	in := d.with(d.base, s.target, s.put(v))
	if d.written(s.target) && (s.target.in == Token || s.target.param == nil) {
		if _, err := d.op.Wire.Encode(d.op, in); err != nil {
			return draft{}, false
		}
	}
	if text, ok := v.(string); ok && s.shape.maxLength >= 0 && len(text) > maxText/2 {
		return draft{}, false // the length limit is tried elsewhere
	}
	return draft{
		title: s.label() + " = " + short(v) + ", " + e.note, in: in,
		aim: harness.Aim{Expect: harness.Any, Target: s.target.name, Pointer: s.pointer()},
	}, true
}

// duplicates says the same thing twice, nests deeply, and writes half a character.
func (d *desk) duplicates() []draft {
	var list []draft
	for _, t := range d.params {
		if t.param.In != "query" {
			continue
		}
		in := d.base
		if !has(in, t) {
			v, err := d.plain(t)
			if err != nil {
				continue
			}
			in = d.with(in, t, v)
		}
		if typeOf(valueOf(in, t))&(tArray|tObject) != 0 || !schema.Equal(valueOf(in, t), valueOf(in, t)) {
			continue
		}
		list = append(list, draft{
			title: t.name + " given twice", in: in,
			aim:   harness.Aim{Expect: harness.Any, Target: t.name, Keyword: "duplicate"},
			edits: []harness.Edit{{Kind: harness.EditQuery, Value: []byte(escapeQuery(t.param.Name) + "=contravene")}},
		})
		break
	}
	return append(list, d.oddBodies()...)
}

func (d *desk) oddBodies() []draft {
	text := d.jsonBody()
	if text == nil {
		return nil
	}
	odd := []struct{ title, body string }{
		{"nested 2,000 deep", strings.Repeat("[", 2000) + strings.Repeat("]", 2000)},
		{"with half a surrogate pair", `{"contravene": "\ud800"}`},
		{"with a byte order mark in front", "\ufeff" + string(text)},
	}
	if object, ok := d.base.Body.Value.(map[string]any); ok && len(object) > 0 {
		first := sortedKeys(object)[0]
		twice := "{" + quoteJSON(first) + ":null," + strings.TrimPrefix(string(text), "{")
		odd = append(odd, struct{ title, body string }{"with " + first + " given twice", twice})
	}
	var list []draft
	for _, o := range odd {
		list = append(list, draft{
			title: "JSON text " + o.title, in: d.base,
			aim:   harness.Aim{Expect: harness.Any, Target: "body"},
			edits: []harness.Edit{{Kind: harness.EditBody, Value: []byte(o.body)}},
		})
	}
	return list
}
