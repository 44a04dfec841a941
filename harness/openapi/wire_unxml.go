package openapi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// xmlNode is an element as it stands in the text.
type xmlNode struct {
	name       xml.Name
	attributes []xml.Attr
	children   []*xmlNode
	text       strings.Builder
}

// decodeXML reads XML and makes a value of it the way the schema's XML Objects say.
func (d *decoder) decodeXML(c *content, data []byte) (any, error) {
	root, err := d.parseXML(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSyntax, err)
	}
	if name, given := c.guide.rootName(); given && name.local != root.name.Local {
		d.doubt("the root element is %q, not %q", clip(root.name.Local), clip(name.local))
	}
	return d.xmlValue(root, c.guide), nil
}

// xmlReader builds the tree.
type xmlReader struct {
	root *xmlNode
	open []*xmlNode
}

func (d *decoder) parseXML(data []byte) (*xmlNode, error) {
	tokens := xml.NewDecoder(bytes.NewReader(data))
	r := &xmlReader{}
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			if r.root == nil {
				return nil, errors.New("there is no element")
			}
			return r.root, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := r.start(&xmlNode{name: t.Name, attributes: t.Copy().Attr}); err != nil {
				return nil, err
			}
		case xml.EndElement:
			r.open = r.open[:len(r.open)-1]
		case xml.CharData:
			if len(r.open) > 0 {
				r.open[len(r.open)-1].text.Write(t)
			} else if len(bytes.TrimSpace(t)) > 0 {
				return nil, errors.New("there is text outside the root element")
			}
		case xml.Directive:
			d.doubt("the XML has a document type declaration")
		}
	}
}

func (r *xmlReader) start(n *xmlNode) error {
	switch {
	case len(r.open) > maxDepth:
		return errors.New("nested too deeply")
	case len(r.open) > 0:
		above := r.open[len(r.open)-1]
		above.children = append(above.children, n)
	case r.root != nil:
		return errors.New("there are two root elements")
	default:
		r.root = n
	}
	r.open = append(r.open, n)
	return nil
}

func (d *decoder) xmlValue(n *xmlNode, g *guide) any {
	k := g.kinds
	switch {
	case k&kindScalar == 0 && k&kindObject != 0 && (k&kindArray == 0 || len(n.children) == 0):
		return d.xmlObject(n, g)
	case k&kindScalar == 0 && k&kindArray != 0:
		list := make([]any, 0, len(n.children))
		for i, child := range n.children {
			list = append(list, d.xmlValue(child, g.item(i)))
		}
		return list
	case len(n.children) > 0 && k&kindObject != 0:
		return d.xmlObject(n, g)
	case len(n.children) > 0:
		d.doubt("element %q has elements where the contract has text", clip(n.name.Local))
	}
	text := n.text.String()
	if k&kindString == 0 {
		text = strings.TrimSpace(text)
	}
	return d.scalar(text, g)
}

// xmlObject gives each declared property what carries its name, and keeps the rest as members of their own names.
func (d *decoder) xmlObject(n *xmlNode, g *guide) map[string]any {
	out := map[string]any{}
	taken := make([]bool, len(n.children))
	known := map[string]bool{}
	for _, property := range g.names() {
		below := g.property(property)
		name := below.xmlNameOf(property)
		if name.attribute {
			known[name.local] = true
			d.xmlAttribute(n, out, property, name, below)
			continue
		}
		d.xmlProperty(n, out, property, taken, below)
		if _, there := out[property]; !there && below.kinds&^kindNull == kindArray && !name.wrapped && g.requires(property) {
			out[property] = []any{} // nothing is how an array without elements looks when it is not wrapped
		}
	}
	for i, child := range n.children {
		if !taken[i] {
			if _, twice := out[child.name.Local]; twice {
				d.doubt("element %q stands twice", clip(child.name.Local))
			}
			out[child.name.Local] = d.xmlValue(child, g.property(child.name.Local))
		}
	}
	for _, a := range n.attributes {
		if !known[a.Name.Local] && a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && a.Name.Space != xsiSpace {
			d.doubt("attribute %q is not declared, and what it would be is not defined", clip(a.Name.Local))
		}
	}
	return out
}

const xsiSpace = "http://www.w3.org/2001/XMLSchema-instance"

func (d *decoder) xmlAttribute(n *xmlNode, out map[string]any, property string, name xmlName, g *guide) {
	for _, a := range n.attributes {
		if a.Name.Local == name.local && (name.namespace == "" || a.Name.Space == name.namespace || a.Name.Space == name.prefix) {
			out[property] = d.scalar(a.Value, g)
		}
	}
}

func (d *decoder) xmlProperty(n *xmlNode, out map[string]any, property string, taken []bool, g *guide) {
	name := g.xmlNameOf(property)
	isArray := g.kinds&kindScalar == 0 && g.kinds&kindArray != 0
	bare := isArray && !name.wrapped
	if bare {
		name = g.item(0).xmlNameOf(property)
	}
	var list []any
	found := false
	for i, child := range n.children {
		if taken[i] || child.name.Local != name.local || name.namespace != "" && child.name.Space != name.namespace {
			continue
		}
		taken[i] = true
		if bare {
			list = append(list, d.xmlValue(child, g.item(len(list))))
			continue
		}
		if found {
			d.doubt("element %q stands twice", clip(name.local))
		}
		found = true
		out[property] = d.xmlValue(child, g)
	}
	if list != nil {
		out[property] = list
	}
}
