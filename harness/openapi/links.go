package openapi

import (
	"encoding/json"

	"github.com/contravene-dev/contravene/harness"
)

// pendingLink is a link whose target may not have been read yet.
type pendingLink struct {
	from     *harness.Operation
	response *harness.Reply
	at       place // as the response lists it
}

func (b *builder) remember(op *harness.Operation, r *harness.Reply, at place) {
	b.links = append(b.links, pendingLink{op, r, at})
}

// join finds the operations that links lead to, once all are known.
func (b *builder) join() {
	for _, pending := range b.links {
		p, err := b.follow(pending.at)
		if err != nil || !p.isMap() {
			b.problem(pending.at, "link %q is not a mapping", clip(pending.at.key.Value))
			continue
		}
		target := b.linked(pending.at, p)
		if target == nil {
			continue
		}
		link := &harness.Link{Name: pending.at.key.Value, Operation: target.ID, Source: pending.at.source()}
		for m := range p.child("parameters").members() {
			if link.Parameters == nil {
				link.Parameters = map[string]string{}
			}
			link.Parameters[m.key.Value] = b.expression(m)
		}
		if body := p.child("requestBody"); body.ok() {
			if link.Body, err = body.value(); err != nil {
				b.problem(body, "%v", err)
			}
		}
		pending.response.Links = append(pending.response.Links, link)
	}
}

// expression is a runtime expression, or a constant as JSON text unless it is text already.
func (b *builder) expression(p place) string {
	v, err := p.value()
	if err != nil {
		b.problem(p, "%v", err)
		return ""
	}
	if text, ok := v.(string); ok {
		return text
	}
	text, err := json.Marshal(v)
	if err != nil {
		return p.text()
	}
	return string(text)
}

func (b *builder) linked(at, p place) *harness.Operation {
	if id := p.child("operationId"); id.ok() {
		op, known := b.byName[id.text()]
		switch {
		case !known:
			b.problem(id, "link %q leads to operationId %q, which no operation has", clip(at.key.Value), clip(id.text()))
		case op == nil:
			b.problem(id, "link %q leads to operationId %q, which several operations have", clip(at.key.Value), clip(id.text()))
		}
		return op
	}
	ref := p.child("operationRef")
	if !ref.ok() {
		b.problem(at, "link %q names no operation", clip(at.key.Value))
		return nil
	}
	to, err := b.resolve(ref, ref.text())
	if err != nil {
		b.problem(ref, "link %q: %v", clip(at.key.Value), err)
		return nil
	}
	op := b.byPlace[to.file.path+"#"+to.pointer]
	if op == nil {
		b.problem(ref, "link %q leads to something that is not one operation", clip(at.key.Value))
	}
	return op
}
