package openapi

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// xmlName is how a value is named in XML, from the XML Objects that apply to it.
type xmlName struct {
	local, prefix, namespace string
	attribute, wrapped       bool
}

func (n xmlName) tag() string {
	if n.prefix == "" {
		return n.local
	}
	return n.prefix + ":" + n.local
}

// xmlNameOf reads the XML Object of a value; fallback is its name where the object gives none.
func (g *guide) xmlNameOf(fallback string) xmlName {
	n := xmlName{local: fallback}
	for _, s := range g.flat {
		if s.XML == nil {
			continue
		}
		if s.XML.Name != "" && (n.local == fallback || n.local == "") {
			n.local = s.XML.Name
		}
		if n.prefix == "" {
			n.prefix = s.XML.Prefix
		}
		if n.namespace == "" {
			n.namespace = s.XML.Namespace
		}
		n.attribute = n.attribute || s.XML.Attribute
		n.wrapped = n.wrapped || s.XML.Wrapped
	}
	return n
}

// rootName is the name of the root element: the XML Object's, or the component's. It reports whether the contract gives one.
func (g *guide) rootName() (xmlName, bool) {
	fallback, given := "root", false
	for _, s := range g.flat {
		if s.XML != nil && s.XML.Name != "" {
			given = true
		}
	}
	for _, s := range g.schemas {
		if s.Ref != nil {
			fallback, given = pointerUnescaper.Replace(path.Base(s.Ref.Text)), true
			break
		}
		if dir := path.Dir(s.Source.Pointer); dir == "/components/schemas" || dir == "/definitions" {
			fallback, given = pointerUnescaper.Replace(path.Base(s.Source.Pointer)), true
			break
		}
	}
	return g.xmlNameOf(fallback), given
}

// xmlWriter writes elements.
type xmlWriter struct{ out []byte }

// encodeXML writes a value as the XML Object of its schemas asks (OpenAPI 3.1, XML Object).
func encodeXML(c *content, v any) ([]byte, error) {
	w := &xmlWriter{out: []byte(`<?xml version="1.0" encoding="UTF-8"?>`)}
	name, _ := c.guide.rootName()
	if err := w.element(name, c.guide, v, 0); err != nil {
		return nil, err
	}
	return w.out, nil
}

func (w *xmlWriter) element(name xmlName, g *guide, v any, depth int) error {
	if !isXMLName(name.local) || name.prefix != "" && !isXMLName(name.prefix) {
		return fmt.Errorf("%q is not the name of an XML element", clip(name.tag()))
	}
	if depth > maxDepth {
		return errors.New("nested too deeply")
	}
	w.out = append(append(w.out, '<'), name.tag()...)
	if name.namespace != "" {
		attribute := "xmlns"
		if name.prefix != "" {
			attribute += ":" + name.prefix
		}
		if err := w.attribute(attribute, name.namespace); err != nil {
			return err
		}
	}
	if err := w.inside(name, g, v, depth); err != nil {
		return err
	}
	w.out = append(append(append(w.out, '<', '/'), name.tag()...), '>')
	return nil
}

func (w *xmlWriter) inside(name xmlName, g *guide, v any, depth int) error {
	switch v := v.(type) {
	case map[string]any:
		return w.object(g, v, depth)
	case []any:
		w.out = append(w.out, '>')
		for i, item := range v {
			inner := g.item(i)
			itemName := inner.xmlNameOf(name.local)
			if err := w.element(itemName, inner, item, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	w.out = append(w.out, '>')
	return w.text(v)
}

func (w *xmlWriter) object(g *guide, object map[string]any, depth int) error {
	names := (&content{guide: g}).order(object)
	for _, name := range names {
		below := g.property(name)
		if n := below.xmlNameOf(name); n.attribute {
			text, err := scalarText(object[name])
			if err != nil {
				return fmt.Errorf("/%s: %w", escapePointer(name), err)
			}
			if err := w.attribute(n.tag(), text); err != nil {
				return fmt.Errorf("/%s: %w", escapePointer(name), err)
			}
		}
	}
	w.out = append(w.out, '>')
	for _, name := range names {
		below := g.property(name)
		n := below.xmlNameOf(name)
		if n.attribute {
			continue
		}
		if err := w.member(n, name, below, object[name], depth); err != nil {
			return fmt.Errorf("/%s: %w", escapePointer(name), err)
		}
	}
	return nil
}

// member writes a property. An array that is not wrapped is an element for each item, named after the items or else after
// the property; its own name counts only when it is wrapped.
func (w *xmlWriter) member(n xmlName, property string, g *guide, v any, depth int) error {
	list, ok := v.([]any)
	if !ok || n.wrapped {
		return w.element(n, g, v, depth+1)
	}
	for i, item := range list {
		inner := g.item(i)
		if err := w.element(inner.xmlNameOf(property), inner, item, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *xmlWriter) attribute(name, value string) error {
	if !isXMLName(strings.ReplaceAll(name, ":", "")) {
		return fmt.Errorf("%q is not the name of an XML attribute", clip(name))
	}
	w.out = append(append(append(w.out, ' '), name...), '=', '"')
	if err := w.escape(value, true); err != nil {
		return err
	}
	w.out = append(w.out, '"')
	return nil
}

func (w *xmlWriter) text(v any) error {
	text, err := scalarText(v)
	if err != nil {
		return err
	}
	return w.escape(text, false)
}

// escape writes what a parser gives back unchanged (XML 1.0, 2.11 and 3.3.3: line ends and attribute values are normalised).
func (w *xmlWriter) escape(text string, attribute bool) error {
	for _, r := range text {
		switch {
		case r == '<':
			w.out = append(w.out, "&lt;"...)
		case r == '>':
			w.out = append(w.out, "&gt;"...)
		case r == '&':
			w.out = append(w.out, "&amp;"...)
		case r == '"' && attribute:
			w.out = append(w.out, "&quot;"...)
		case r == '\r' || attribute && (r == '\n' || r == '\t'):
			w.out = fmt.Appendf(w.out, "&#x%X;", r)
		case r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF:
			return fmt.Errorf("XML cannot hold the character U+%04X", r)
		default:
			w.out = utf8.AppendRune(w.out, r)
		}
	}
	return nil
}

// isXMLName accepts the names that every parser does (a subset of XML 1.0, 2.3).
func isXMLName(name string) bool {
	for i, r := range name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0xC0 && r != 0xD7 && r != 0xF7 && r < 0x2000
		if !letter && (i == 0 || r != '-' && r != '.' && (r < '0' || r > '9')) {
			return false
		}
	}
	return name != ""
}
