package openapi

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// responses reads the documented answers of an operation of OpenAPI 3.
func (b *builder) responses(op *harness.Operation, at place) []*harness.Reply {
	var list []*harness.Reply
	for m := range b.answers(at) {
		p, err := b.follow(m)
		if err != nil || !p.isMap() {
			b.problem(m, "response %s is not a mapping; it is taken for one without a body", clip(m.key.Value))
			p = place{file: m.file}
		}
		r := &harness.Reply{
			Status:      statusKey(m.key.Value),
			Description: p.child("description").text(),
			Headers:     b.headers(p.child("headers")),
			Contents:    b.contents(p.child("content")),
			Source:      m.source(),
		}
		for link := range p.child("links").members() {
			b.remember(op, r, link)
		}
		list = append(list, r)
	}
	return list
}

// answers yields the members of responses that are responses.
func (b *builder) answers(at place) func(yield func(place) bool) {
	return func(yield func(place) bool) {
		responses := at.child("responses")
		if behind, err := b.follow(responses); err == nil && behind.isMap() {
			responses = behind
		}
		any := false
		for m := range responses.members() {
			if isExtension(m.key.Value) {
				continue
			}
			if !isStatus(m.key.Value) {
				b.problem(m, "%q is no status code, range or default; the response is not read", clip(m.key.Value))
				continue
			}
			any = true
			if !yield(m) {
				return
			}
		}
		if !any {
			b.problem(at, "the operation documents no response")
		}
	}
}

func isStatus(key string) bool {
	if key == "default" {
		return true
	}
	if len(key) != 3 || key[0] < '1' || key[0] > '5' {
		return false
	}
	return digits(key) == 3 || strings.EqualFold(key[1:], "XX")
}

func statusKey(key string) string {
	if key == "default" {
		return key
	}
	return strings.ToUpper(key)
}

// headers reads a map of Header Objects. Content-Type is described by content (OpenAPI 3.1, Response Object, headers).
func (b *builder) headers(p place) []*harness.Parameter {
	var list []*harness.Parameter
	for m := range p.members() {
		if strings.EqualFold(m.key.Value, "content-type") {
			continue
		}
		at, err := b.follow(m)
		if err != nil || !at.isMap() {
			b.problem(m, "header %q is not a mapping; it is not read", clip(m.key.Value))
			continue
		}
		h := &harness.Parameter{Name: m.key.Value, In: "header"}
		if b.dialect == swagger20 {
			b.describeSwagger(h, at)
		} else {
			b.describe(h, at)
		}
		h.Source = m.source()
		list = append(list, h)
	}
	return list
}
