package openapi

import (
	"errors"
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// encodeFormBody writes an object as application/x-www-form-urlencoded. Spaces are %20, which every reader takes.
func encodeFormBody(c *content, v any) ([]byte, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("a form carries an object")
	}
	var parts []string
	for _, name := range c.order(object) {
		more, err := encodeField(c, name, object[name])
		if err != nil {
			return nil, fmt.Errorf("/%s: %w", escapePointer(name), err)
		}
		parts = append(parts, more...)
	}
	return []byte(strings.Join(parts, "&")), nil
}

// order lists the members of an object, the declared ones first and as declared.
func (c *content) order(object map[string]any) []string {
	var list []string
	taken := map[string]bool{}
	for _, name := range c.guide.names() {
		if _, ok := object[name]; ok {
			list = append(list, name)
			taken[name] = true
		}
	}
	for _, name := range sortedNames(object) {
		if !taken[name] {
			list = append(list, name)
		}
	}
	return list
}

// field is a property of a form as if it were a query parameter.
func (c *content) field(name string) *harness.Parameter {
	p := &harness.Parameter{Name: name, In: "query", Style: "form", Explode: true}
	if e, ok := c.Encoding[name]; ok && e.Style != "" {
		p.Style, p.Explode, p.AllowReserved = e.Style, e.Explode, e.AllowReserved
	}
	return p
}

// styled reports whether the contract gives a style for a property. Without one objects are JSON (OpenAPI 3.1.1, Encoding
// Object, contentType), which earlier texts of the specification put otherwise.
func (c *content) styled(name string) bool { return c.Encoding[name].Style != "" }

func encodeField(c *content, name string, v any) ([]string, error) {
	if c.styled(name) {
		return encodeForm(c.field(name), v)
	}
	switch v := v.(type) {
	case map[string]any:
		text, err := appendJSON(nil, v)
		return []string{escapeAll(name) + "=" + escapeAll(string(text))}, err
	case []any:
		var parts []string
		if len(v) == 0 {
			return nil, errEmpty
		}
		for _, item := range v {
			text, err := fieldText(item)
			if err != nil {
				return nil, err
			}
			parts = append(parts, escapeAll(name)+"="+escapeAll(text))
		}
		return parts, nil
	}
	return encodeForm(c.field(name), v)
}

func fieldText(v any) (string, error) {
	switch v.(type) {
	case []any, map[string]any:
		text, err := appendJSON(nil, v)
		return string(text), err
	}
	return scalarText(v)
}

// decodeFormBody reads a form. Every name belongs to the object, declared or not.
func (d *decoder) decodeFormBody(c *content, text string) (any, error) {
	list, sound := parsePairs(text)
	if !sound {
		return nil, fmt.Errorf("%w: an escape is malformed", errSyntax)
	}
	out := map[string]any{}
	groups, order := d.group(c, list)
	for _, name := range order {
		out[name] = d.decodeField(c, name, groups[name])
	}
	return out, nil
}

// group gathers the values of each property.
func (d *decoder) group(c *content, list []pair) (map[string]*deepNode, []string) {
	groups := map[string]*deepNode{}
	var order []string
	at := func(name string) *deepNode {
		if groups[name] == nil {
			groups[name] = &deepNode{}
			order = append(order, name)
		}
		return groups[name]
	}
	scattered := c.scattered()
	for _, p := range list {
		base, _, bracketed := strings.Cut(p.name, "[")
		switch {
		case bracketed && c.Encoding[base].Style == "deepObject":
			if path, ok := deepPath(p.name, base); ok {
				at(base).add(path, p.raw)
				continue
			}
			d.doubt("the brackets of a form field are malformed")
		case scattered[p.name] != "":
			at(scattered[p.name]).add([]string{p.name}, p.raw)
			continue
		}
		n := at(p.name)
		n.raws = append(n.raws, p.raw)
	}
	return groups, order
}

// scattered maps the members of exploded objects to the property they belong to.
func (c *content) scattered() map[string]string {
	var out map[string]string
	for name, e := range c.Encoding {
		if e.Style != "form" || !e.Explode || c.guide.property(name).kinds&(kindScalar|kindArray) != 0 {
			continue
		}
		for _, member := range c.guide.property(name).names() {
			if out == nil {
				out = map[string]string{}
			}
			out[member] = name
		}
	}
	return out
}

func (d *decoder) decodeField(c *content, name string, n *deepNode) any {
	g, p := c.guide.property(name), c.field(name)
	switch {
	case len(n.children) > 0 && p.Style == "deepObject":
		return d.decodeDeep(p, n, g, 0)
	case len(n.children) > 0:
		out := map[string]any{}
		for _, member := range n.order {
			d.put(out, member, d.text(p, n.children[member].raws[0]), g)
		}
		return out
	case p.Style == "deepObject":
		if g.kinds&kindScalar == 0 {
			d.doubt("style deepObject without brackets is not defined")
		}
		p.Style, p.Explode = "form", true
	}
	if c.styled(name) {
		return d.decodeForm(p, n.raws, g)
	}
	return d.decodeUnstyled(p, n.raws, g)
}

// decodeUnstyled reads a property for which the contract gives no style: text, JSON for objects, several for an array.
func (d *decoder) decodeUnstyled(p *harness.Parameter, raws []string, g *guide) any {
	shape := d.shape(g.kinds)
	if len(raws) > 1 && g.kinds&kindArray != 0 {
		shape = kindArray
	}
	if shape == kindArray {
		list := make([]any, len(raws))
		for i, raw := range raws {
			list[i] = d.fieldValue(d.text(p, raw), g.item(i))
		}
		if len(raws) == 1 && raws[0] == "" {
			d.doubt("whether an empty field is an array of one empty text is not defined")
		}
		return list
	}
	if len(raws) > 1 {
		d.doubt("a field stands %d times, and which one counts is not defined", len(raws))
	}
	return d.fieldValue(d.text(p, raws[0]), g)
}

func (d *decoder) fieldValue(text string, g *guide) any {
	if g.kinds&kindScalar != 0 {
		return d.scalar(text, g)
	}
	d.doubt("how a form carries an object is not defined alike in all versions")
	v, err := d.decodeJSON([]byte(text))
	if err != nil {
		return text
	}
	return v
}
