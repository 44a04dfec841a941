package diff

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// operations compares the operations of two OpenAPI contracts.
func (d *differ) operations() {
	matched := map[*harness.Operation]bool{}
	for _, head := range d.head.Operations {
		if base := d.partner(head, matched); base != nil {
			d.partners[head], matched[base] = base, true
		}
	}
	for _, head := range d.head.Operations {
		if base := d.partners[head]; base != nil {
			d.operation(base, head)
		} else {
			d.added(head)
		}
	}
	for _, base := range d.base.Operations {
		if !matched[base] {
			d.removed(base)
		}
	}
	d.outgoing()
	d.walk()
}

// partner finds the operation of the base that the same requests reach: by its name first, else whatever the variables of
// its path are called.
func (d *differ) partner(head *harness.Operation, matched map[*harness.Operation]bool) *harness.Operation {
	if base := d.base.Operation(head.ID); base != nil && !matched[base] {
		return base
	}
	for _, base := range d.base.Operations {
		if !matched[base] && base.Method == head.Method && shape(base.ID) == shape(head.ID) && d.head.Operation(base.ID) == nil {
			return base
		}
	}
	return nil
}

// shape is a path without the names of its variables.
func shape(path string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(path, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteString("{")
		_, path, _ = strings.Cut(after, "}")
	}
}

// variables are the names in a path, in order.
func variables(path string) []string {
	var names []string
	for {
		_, after, found := strings.Cut(path, "{")
		if !found {
			return names
		}
		var name string
		name, path, _ = strings.Cut(after, "}")
		names = append(names, name)
	}
}

func (d *differ) operation(base, head *harness.Operation) {
	d.life(base, head)
	d.security(base, head)
	d.parameters(base, head)
	d.body(base, head)
	d.replies(base, head)
	if base.Name != head.Name && base.Name != "" {
		d.tell(told{rule: "operation.id-changed", op: head, site: "operationId", base: base.Source, head: head.Source, before: base.Name,
			after:   head.Name,
			message: "the operationId was " + base.Name + ", so generated code has another name for it"})
	}
	d.tags(base, head)
	d.ownServers(base, head)
}

func (d *differ) tags(base, head *harness.Operation) {
	gone, came := without(base.Tags, head.Tags), without(head.Tags, base.Tags)
	if len(gone) > 0 {
		d.tell(told{rule: "operation.tag-removed", op: head, site: "tags", base: base.Source, head: head.Source,
			before: strings.Join(base.Tags, ", "), after: strings.Join(head.Tags, ", "),
			message: "generated code is grouped by tags, and " + strings.Join(gone, ", ") + " is gone"})
	} else if len(came) > 0 {
		d.tell(told{rule: "operation.tag-added", op: head, site: "tags", base: base.Source, head: head.Source,
			before: strings.Join(base.Tags, ", "), after: strings.Join(head.Tags, ", "), message: "the tag " + strings.Join(came,
				", ") + " is new"})
	}
}

func (d *differ) added(op *harness.Operation) {
	rule, message := "operation.added", "the operation is new"
	if !op.Secured() && len(d.head.Schemes) > 0 && !d.head.SecurityUnsaid {
		rule, message = "operation.added-open", "the operation is new, and everybody may call it"
	}
	d.tell(told{rule: rule, op: op, site: "operation", head: op.Source, after: op.ID, message: message})
}

func (d *differ) removed(op *harness.Operation) {
	t := told{rule: "operation.removed", op: op, site: "operation", base: op.Source, before: op.ID,
		message: "the operation is gone, and was not deprecated"}
	if op.Deprecated {
		t.rule, t.message = "operation.deprecated-removed", "the deprecated operation is gone"
		if at, ok := sunset(op); ok && !d.Today.IsZero() {
			if d.Today.Before(at) {
				t.rule, t.message = "operation.removed-before-sunset", "the operation is gone before its sunset on "+at.Format("2006-01-02")
			} else {
				t.rule, t.message = "operation.removed-after-sunset", "the operation is gone, as announced for "+at.Format("2006-01-02")
			}
		}
	}
	d.tell(t)
}

func (d *differ) body(base, head *harness.Operation) {
	was, is := base.Body, head.Body
	switch {
	case was == nil && is == nil:
		return
	case was == nil:
		rule := "request.body-added"
		if is.Required {
			rule = "request.required-body-added"
		}
		d.tell(told{rule: rule, op: head, site: "body", base: base.Source, head: is.Source, message: "the request has a body now"})
		return
	case is == nil:
		d.tell(told{rule: "request.body-removed", op: head, site: "body", base: was.Source, head: head.Source,
			message: "the request has no body any more"})
		return
	case is.Required && !was.Required:
		d.tell(told{rule: "request.body-became-required", op: head, site: "body", base: was.Source, head: is.Source,
			message: "the body was optional and is required",
			cause:   pair2(was.Source, is.Source)})
	case !is.Required && was.Required:
		d.tell(told{rule: "request.body-became-optional", op: head, site: "body", base: was.Source, head: is.Source,
			message: "the body was required and is optional",
			cause:   pair2(was.Source, is.Source)})
	}
	d.contents(where{op: head, site: "body", face: schema.Request, base: was.Source, head: is.Source}, was.Contents, is.Contents)
}

// pair2 is the cause of what two places have in common.
func pair2(base, head schema.Source) string {
	return base.String() + base.Pointer + "\x00" + head.String() + head.Pointer
}

// where is the message whose contents are compared.
type where struct {
	op         *harness.Operation
	site       string
	face       schema.Face
	status     string
	base, head schema.Source
}

// contents compares the media types of a message, and what each carries.
func (d *differ) contents(w where, base, head []*harness.Media) {
	if w.face == schema.Response && len(base) > 0 && len(head) == 0 {
		d.tell(told{rule: "response.content-removed", op: w.op, site: w.site, base: w.base, head: w.head, cause: pair2(w.base, w.head),
			message: "nothing is promised of the body any more, so nothing is checked"})
		return
	}
	for _, was := range base {
		is := mediaOf(head, was.Type)
		if is == nil {
			d.tell(told{rule: w.face.String() + ".media-removed", op: w.op, site: siteOfMedia(w.site, was.Type), base: was.Source,
				head: w.head, before: was.Type,
				cause: pair2(was.Source, w.head), message: was.Type + " is gone"})
			continue
		}
		text := strings.HasPrefix(was.Type, "application/x-www-form-urlencoded") || strings.HasPrefix(was.Type, "text/")
		r := root{op: w.op, site: siteOfMedia(w.site, was.Type), face: w.face, text: text, status: w.status}
		d.meet(r, was.Schema, is.Schema, [2]schema.Source{was.Source, is.Source})
		if was.Item != nil || is.Item != nil {
			r.site += "/items"
			d.meet(r, was.Item, is.Item, [2]schema.Source{was.Source, is.Source})
		}
		d.encodings(w, was, is)
	}
	for _, is := range head {
		if mediaOf(base, is.Type) == nil {
			d.tell(told{rule: w.face.String() + ".media-added", op: w.op, site: siteOfMedia(w.site, is.Type), base: w.base, head: is.Source,
				after: is.Type,
				cause: pair2(w.base, is.Source), message: is.Type + " is new"})
		}
	}
}

func mediaOf(list []*harness.Media, typ string) *harness.Media {
	for _, m := range list {
		if m.Type == typ {
			return m
		}
	}
	return nil
}

// siteOfMedia names the body of a media type; that of JSON is simply the body.
func siteOfMedia(site, typ string) string {
	if typ == "application/json" {
		return site
	}
	return site + "[" + typ + "]"
}

// encodings compares how the properties of a form travel.
func (d *differ) encodings(w where, was, is *harness.Media) {
	for _, name := range bothNames(was.Encoding, is.Encoding) {
		a, b := was.Encoding[name], is.Encoding[name]
		if a.ContentType == b.ContentType && a.Style == b.Style && a.Explode == b.Explode {
			continue
		}
		d.tell(told{rule: "request.encoding-changed", op: w.op, site: siteOfMedia(w.site, was.Type) + "#/" + escape(name),
			base: was.Source, head: is.Source,
			before: encoded(a), after: encoded(b), cause: pair2(was.Source, is.Source) + name,
			message: name + " travels as " + encoded(b) + " instead of " + encoded(a)})
	}
}

func encoded(e harness.Encoding) string {
	text := nameOr(e.ContentType, nameOr(e.Style, "the default"))
	if e.Explode {
		text += " exploded"
	}
	return text
}
