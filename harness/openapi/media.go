package openapi

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

const (
	formMedia      = "application/x-www-form-urlencoded"
	multipartMedia = "multipart/form-data"
	jsonMedia      = "application/json"
)

// body reads a Request Body Object.
func (b *builder) body(p place) *harness.Body {
	if !p.ok() {
		return nil
	}
	at, err := b.follow(p)
	if err != nil || !at.isMap() {
		b.problem(p, "the request body is not a mapping; it is not read")
		return nil
	}
	body := &harness.Body{Required: at.child("required").yes(), Contents: b.contents(at.child("content")), Source: at.source()}
	if len(body.Contents) == 0 {
		b.problem(at, "the request body has no content, so nothing can be sent")
		return nil
	}
	return body
}

// contents reads a map of Media Type Objects.
func (b *builder) contents(p place) []*harness.Media {
	var list []*harness.Media
	for m := range p.members() {
		at, err := b.follow(m)
		if err != nil || !at.isMap() {
			if m.node.ShortTag() != "!!null" {
				b.problem(m, "media type %q is not a mapping", clip(m.key.Value))
			}
			list = append(list, &harness.Media{Type: mediaKey(m), Source: m.source()})
			continue
		}
		if harness.MediaType(m.key.Value) == "" && m.key.Value != "*" {
			b.problem(m, "%q is not a media type", clip(m.key.Value))
		}
		list = append(list, b.media(m, at))
	}
	return list
}

func mediaKey(m place) string { return strings.ToLower(strings.TrimSpace(m.key.Value)) }

func (b *builder) media(m, at place) *harness.Media {
	media := &harness.Media{Type: mediaKey(m), Source: m.source()}
	shape := at.child("schema")
	if shape.ok() {
		media.Schema = b.lazily(shape)
	}
	if item := at.child("itemSchema"); item.ok() && b.dialect >= openapi32 {
		media.Item = b.lazily(item)
	}
	media.Encoding = b.encodings(at.child("encoding"))
	media.Examples = append(b.examples(at), b.schemaExamples(shape)...)
	return media
}

// encodings reads how the properties of a form travel.
func (b *builder) encodings(p place) map[string]harness.Encoding {
	var all map[string]harness.Encoding
	for m := range p.members() {
		if !m.isMap() {
			b.problem(m, "the encoding of %q is not a mapping", clip(m.key.Value))
			continue
		}
		e := harness.Encoding{
			ContentType:   m.child("contentType").text(),
			Style:         m.child("style").text(),
			AllowReserved: m.child("allowReserved").yes(),
		}
		explode := m.child("explode")
		if e.Style == "" && (explode.ok() || m.child("allowReserved").ok()) {
			e.Style = "form" // any of the three asks for the style of a query parameter (OpenAPI 3.1, Encoding Object)
		}
		if e.Style != "" && !contains(stylesOf["query"], e.Style) {
			b.problem(m, "style %q cannot be used in a form; form is used", clip(e.Style))
			e.Style = "form"
		}
		e.Explode = e.Style == "form"
		if explode.ok() {
			e.Explode = explode.yes()
		}
		e.Headers = b.headers(m.child("headers"))
		if all == nil {
			all = map[string]harness.Encoding{}
		}
		all[m.key.Value] = e
	}
	return all
}
