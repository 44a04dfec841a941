package openapi

import (
	"sort"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// decodeJoined reads a parameter that is one text, in a path or header. unescape turns a part into its text.
func (d *decoder) decodeJoined(p *harness.Parameter, raw string, g *guide, unescape func(string) (string, bool)) any {
	text := func(part string) string {
		out, ok := unescape(part)
		if !ok {
			d.doubt("an escape in %s is malformed", p.Location())
		}
		return out
	}
	shape := d.shape(g.kinds)
	if p.Style == "matrix" {
		return d.matrix(p, raw, g, text)
	}
	if p.Style == "label" {
		if !strings.HasPrefix(raw, ".") {
			d.doubt("%s does not begin with a dot, as its style asks", p.Location())
		}
		raw = strings.TrimPrefix(raw, ".")
	}
	if shape == kindScalar {
		return d.scalar(text(raw), g)
	}
	n := notationOf(p)
	parts := d.split(p, raw, n, text)
	if shape == kindArray {
		return d.list(parts, g)
	}
	if !p.Explode {
		return d.pairs(parts, g)
	}
	return d.pairs(d.cutMembers(parts), g)
}

// split takes a text apart at the delimiter and reads each part. A part that holds the delimiter once it is read would be
// two parts to a server that reads first and splits then.
func (d *decoder) split(p *harness.Parameter, raw string, n notation, text func(string) string) []string {
	if literal, ok := delimiters[p.Style]; ok {
		return strings.Split(text(raw), literal)
	}
	delimiter := n.separator
	if raw == "" {
		d.doubt("whether an empty %s is an array of one empty text is not defined", p.Location())
	}
	if p.Style == "label" && !p.Explode && strings.Contains(raw, ".") {
		d.doubt("versions of the specification disagree on the delimiter of the label style without explode")
	}
	parts := strings.Split(raw, delimiter)
	for i, part := range parts {
		if p.In == "header" {
			part = strings.Trim(part, " \t") // RFC 9110, 5.6.1: white space around list elements
		}
		parts[i] = text(part)
		if strings.Contains(parts[i], delimiter) {
			d.doubt("an element of %s holds its delimiter, escaped", p.Location())
		}
	}
	return parts
}

// cutMembers makes names and values of "name=value".
func (d *decoder) cutMembers(parts []string) []string {
	flat := make([]string, 0, 2*len(parts))
	for _, part := range parts {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			d.doubt("a member of an object has no value")
		}
		flat = append(flat, name, value)
	}
	return flat
}

// matrix reads ";name=value" and its kin (RFC 6570, 3.2.7).
func (d *decoder) matrix(p *harness.Parameter, raw string, g *guide, text func(string) string) any {
	if !strings.HasPrefix(raw, ";") {
		d.doubt("%s does not begin with a semicolon, as its style asks", p.Location())
	}
	shape := d.shape(g.kinds)
	var flat, values []string
	for part := range strings.SplitSeq(strings.TrimPrefix(raw, ";"), ";") {
		name, value, _ := strings.Cut(part, "=")
		flat = append(flat, text(name), text(value))
		if text(name) == p.Name {
			values = append(values, value)
		} else if shape != kindObject || !p.Explode {
			d.doubt("%s carries the name %q", p.Location(), clip(name))
		}
	}
	switch {
	case shape == kindObject && p.Explode:
		return d.pairs(flat, g)
	case shape == kindArray && p.Explode:
		for i := range values {
			values[i] = text(values[i])
		}
		return d.list(values, g)
	}
	if len(values) != 1 {
		d.doubt("%s stands %d times in its own value", p.Location(), len(values))
		return text(raw)
	}
	if shape == kindScalar {
		return d.scalar(text(values[0]), g)
	}
	parts := d.split(p, values[0], notation{separator: ","}, text)
	if shape == kindArray {
		return d.list(parts, g)
	}
	return d.pairs(parts, g)
}

// decodeForm reads a parameter or property from the pairs of a query or form that carry its name.
func (d *decoder) decodeForm(p *harness.Parameter, raws []string, g *guide) any {
	shape := d.shape(g.kinds)
	if len(raws) > 1 && shape == kindScalar && g.kinds&kindArray != 0 {
		shape = kindArray
	}
	_, delimited := delimiters[p.Style]
	switch {
	case shape == kindScalar:
		if len(raws) > 1 {
			d.doubt("%s stands %d times, and which one counts is not defined", p.Location(), len(raws))
		}
		if delimited {
			d.doubt("style %s is not defined for a single value", p.Style)
		}
		return d.scalar(d.text(p, raws[0]), g)
	case shape == kindArray && p.Explode:
		if delimited {
			d.doubt("style %s is not defined with explode", p.Style)
		}
		texts := make([]string, len(raws))
		for i, raw := range raws {
			texts[i] = d.text(p, raw)
		}
		if len(texts) == 1 && texts[0] == "" {
			d.doubt("whether an empty %s is an array of one empty text is not defined", p.Location())
		}
		return d.list(texts, g)
	}
	return d.decodeDelimited(p, raws, g, shape)
}

// decodeDelimited reads an array or object that is one text.
func (d *decoder) decodeDelimited(p *harness.Parameter, raws []string, g *guide, shape kinds) any {
	if len(raws) > 1 {
		d.doubt("%s stands %d times, and which one counts is not defined", p.Location(), len(raws))
	}
	separator, delimited := delimiters[p.Style]
	var parts []string
	if delimited {
		parts = strings.Split(d.text(p, raws[0]), separator)
	} else {
		for part := range strings.SplitSeq(raws[0], ",") {
			text := d.text(p, part)
			if strings.Contains(text, ",") {
				d.doubt("an element of %s holds its delimiter, escaped", p.Location())
			}
			parts = append(parts, text)
		}
	}
	if raws[0] == "" {
		d.doubt("whether an empty %s is an array of one empty text is not defined", p.Location())
	}
	if shape == kindArray {
		return d.list(parts, g)
	}
	if delimited {
		d.doubt("style %s is not defined alike for objects in all versions", p.Style)
	}
	return d.pairs(parts, g)
}

func (d *decoder) text(p *harness.Parameter, raw string) string {
	text, ok := unescape(raw)
	if !ok {
		d.doubt("an escape in %s is malformed", p.Location())
	}
	return text
}

// deepNode is a value whose way is written in brackets.
type deepNode struct {
	raws     []string
	children map[string]*deepNode
	order    []string
}

// deepPath takes "name[a][b]" apart; false for anything else.
func deepPath(name, prefix string) ([]string, bool) {
	rest, ok := strings.CutPrefix(name, prefix)
	if !ok || !strings.HasPrefix(rest, "[") || !strings.HasSuffix(rest, "]") {
		return nil, false
	}
	path := strings.Split(rest[1:len(rest)-1], "][")
	return path, len(path) <= maxHops
}

func (n *deepNode) add(path []string, raw string) {
	for _, step := range path {
		next := n.children[step]
		if next == nil {
			if n.children == nil {
				n.children = map[string]*deepNode{}
			}
			next = &deepNode{}
			n.children[step] = next
			n.order = append(n.order, step)
		}
		n = next
	}
	n.raws = append(n.raws, raw)
}

// decodeDeep reads what the brackets hold.
func (d *decoder) decodeDeep(p *harness.Parameter, n *deepNode, g *guide, depth int) any {
	if len(n.children) == 0 {
		if len(n.raws) > 1 {
			d.doubt("a member of %s stands twice", p.Location())
		}
		return d.scalar(d.text(p, n.raws[0]), g)
	}
	if depth > 0 {
		d.doubt("style deepObject is defined for one level only")
	}
	if len(n.raws) > 0 {
		d.doubt("a member of %s has both a value and members", p.Location())
	}
	if g.kinds&kindObject == 0 || n.isList() && g.kinds&kindArray != 0 {
		d.doubt("style deepObject is not defined for arrays")
		return d.deepList(p, n, g, depth)
	}
	out := map[string]any{}
	for _, name := range n.order {
		out[name] = d.decodeDeep(p, n.children[name], g.property(name), depth+1)
	}
	return out
}

func (n *deepNode) isList() bool {
	for name := range n.children {
		if digits(name) != len(name) {
			return false
		}
	}
	return true
}

func (d *decoder) deepList(p *harness.Parameter, n *deepNode, g *guide, depth int) any {
	names := append([]string(nil), n.order...)
	sort.SliceStable(names, func(i, j int) bool {
		a, _ := strconv.Atoi(names[i])
		b, _ := strconv.Atoi(names[j])
		return a < b
	})
	out := make([]any, 0, len(names))
	for i, name := range names {
		out = append(out, d.decodeDeep(p, n.children[name], g.item(i), depth+1))
	}
	return out
}
