package diff

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// replies compares the documented answers.
func (d *differ) replies(base, head *harness.Operation) {
	for _, was := range base.Replies {
		if is := replyOf(head, was.Status); is != nil {
			d.reply(head, was, is)
		} else {
			d.goneReply(head, was)
		}
	}
	for _, is := range head.Replies {
		if replyOf(base, is.Status) == nil {
			d.cameReply(base, head, is)
		}
	}
}

func replyOf(op *harness.Operation, status string) *harness.Reply {
	for _, r := range op.Replies {
		if r.Status == status {
			return r
		}
	}
	return nil
}

func (d *differ) goneReply(op *harness.Operation, was *harness.Reply) {
	rule := "response.failure-removed"
	switch {
	case was.Status == "401" || was.Status == "403":
		rule = "security.refusal-removed"
	case was.Status == "429":
		rule = "response.rate-limit-removed"
	case strings.HasPrefix(was.Status, "2"):
		rule = "response.success-removed"
	}
	d.tell(told{rule: rule, op: op, site: was.Status, base: was.Source, head: op.Source, before: was.Status,
		message: "the answer " + was.Status + " is gone"})
}

func (d *differ) cameReply(base, op *harness.Operation, is *harness.Reply) {
	rule := "response.failure-added"
	if strings.HasPrefix(is.Status, "2") || strings.HasPrefix(is.Status, "3") {
		rule = "response.success-added"
	}
	d.tell(told{rule: rule, op: op, site: is.Status, base: base.Source, head: is.Source, after: is.Status,
		message: "the answer " + is.Status + " is new"})
}

func (d *differ) reply(op *harness.Operation, was, is *harness.Reply) {
	for _, h := range was.Headers {
		now := headerOf(is, h.Name)
		if now == nil {
			d.goneHeader(op, was, is, h)
			continue
		}
		d.header(op, was.Status, h, now)
	}
	for _, h := range is.Headers {
		if headerOf(was, h.Name) == nil {
			rule := "response.header-added"
			if speaks(h.Name, secrets) {
				rule = "response.sensitive-header-added"
			}
			d.tell(told{rule: rule, op: op, site: is.Status + ".header." + h.Name, base: was.Source, head: h.Source, after: h.Name,
				cause: pair2(schema.Source{}, h.Source), message: "the header " + h.Name + " is new"})
		}
	}
	d.contents(where{op: op, site: was.Status + ".body", face: schema.Response, status: was.Status, base: was.Source, head: is.Source},
		was.Contents, is.Contents)
	d.links(op, was, is)
}

func headerOf(r *harness.Reply, name string) *harness.Parameter {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return h
		}
	}
	return nil
}

// rateLimit reports whether a header tells clients how much they may ask for (RFC 9110, Retry-After; the RateLimit header
// fields of the IETF draft, and their X- forerunners).
func rateLimit(name string) bool {
	name = strings.TrimPrefix(strings.ToLower(name), "x-")
	return name == "retry-after" || strings.HasPrefix(name, "ratelimit") || strings.HasPrefix(name, "rate-limit")
}

func (d *differ) goneHeader(op *harness.Operation, was, is *harness.Reply, h *harness.Parameter) {
	rule := "response.header-removed"
	switch {
	case rateLimit(h.Name):
		rule = "response.rate-limit-header-removed"
	case h.Required:
		rule = "response.required-header-removed"
	}
	d.tell(told{rule: rule, op: op, site: was.Status + ".header." + h.Name, base: h.Source, head: is.Source, before: h.Name,
		cause: pair2(h.Source, schema.Source{}), message: "the header " + h.Name + " is gone"})
}

func (d *differ) header(op *harness.Operation, status string, was, is *harness.Parameter) {
	site := status + ".header." + is.Name
	t := told{op: op, site: site, base: was.Source, head: is.Source, cause: pair2(was.Source, is.Source)}
	switch {
	case was.Required && !is.Required:
		t.rule, t.message = "response.header-became-optional", "the header "+is.Name+" was always there and may be missing"
		d.tell(t)
	case !was.Required && is.Required:
		t.rule, t.message = "response.header-became-required", "the header "+is.Name+" is always there"
		d.tell(t)
	}
	d.meet(root{op: op, site: site, face: schema.Response, text: is.Media == "", status: status}, was.Schema, is.Schema,
		[2]schema.Source{was.Source, is.Source})
}

func operationRules() []Rule {
	return append(bodyRules(), []Rule{
		{"operation.added", "There is a new operation.", Both, Widens, by(compat, note)},
		{"operation.added-open", "There is a new operation that everybody may call, in a contract that knows credentials.", Both, Widens,
			by(compat, note, security, warn)},
		{"operation.removed", "An operation is gone without having been deprecated.", Both, Narrows, by(compat, fail, lifecycle, fail)},
		{"operation.deprecated-removed", "A deprecated operation is gone, and nothing says when it was due.", Both, Narrows, by(compat,
			fail, lifecycle, warn)},
		{"operation.removed-before-sunset", "An operation is gone before the day that was announced.", Both, Narrows, by(compat, fail,
			lifecycle, fail)},
		{"operation.removed-after-sunset", "An operation is gone, as was announced.", Both, Narrows, by(compat, warn, lifecycle, note)},
		{"operation.id-changed", "The operationId is another, and with it the name in generated code.", None, Neither, by(codegen, fail)},
		{"operation.tag-removed", "A tag is gone, and with it perhaps a class of generated code.", None, Neither, by(codegen, warn)},
		{"operation.tag-added", "An operation has a further tag.", None, Neither, by(codegen, note)},
		{"response.media-removed", "A media type is no longer answered in.", Response, Narrows, by(compat, fail)},
		{"response.media-added", "An answer may come in a further media type.", Response, Widens, by(compat, note, exposure, warn)},
		{"response.content-removed", "Nothing is said of the body of an answer any more, so nothing is checked.", Response, Widens,
			by(compat, fail, exposure, fail)},
		{"response.success-removed", "An answer of success does not come any more.", Response, Narrows, by(compat, fail)},
		{"response.success-added", "Success may be told in a way that clients do not know.", Response, Widens, by(compat, warn)},
		{"response.failure-removed", "An answer of failure is no longer documented.", Response, Narrows, by(compat, note)},
		{"response.failure-added", "A failure is told in a further way.", Response, Widens, by(compat, note)},
		{"response.rate-limit-removed", "The answer to clients that ask for too much is no longer documented.", Response, Narrows,
			by(compat, note, bounds, warn)},
		{"response.header-added", "An answer has a further header.", Response, Widens, by(compat, note)},
		{"response.sensitive-header-added", "An answer has a header whose name speaks of a secret.", Response, Widens, by(compat, note,
			exposure, fail)},
		{"response.header-removed", "A header is gone from an answer.", Response, Narrows, by(compat, warn)},
		{"response.required-header-removed", "A header that was always there is gone from an answer.", Response, Widens, by(compat, fail)},
		{"response.rate-limit-header-removed", "A header that tells clients how much they may ask for is gone.", Response, Narrows,
			by(compat, warn, bounds, warn)},
		{"response.header-became-optional", "A header that was always there may be missing.", Response, Widens, by(compat, fail)},
		{"response.header-became-required", "A header is always there.", Response, Narrows, by(compat, note)},
	}...)
}

func bodyRules() []Rule {
	return []Rule{
		{"request.body-added", "A request may have a body.", Request, Widens, by(compat, note, mass, warn)},
		{"request.required-body-added", "A request must have a body that nobody has sent so far.", Request, Narrows, by(compat, fail)},
		{"request.body-removed", "The body of a request is no longer described.", Request, Narrows, by(compat, warn)},
		{"request.body-became-required", "A body that could be left out is demanded.", Request, Narrows, by(compat, fail)},
		{"request.body-became-optional", "A body that was demanded may be left out.", Request, Widens, by(compat, note)},
		{"request.media-removed", "A media type is no longer accepted.", Request, Narrows, by(compat, fail)},
		{"request.media-added", "A further media type is accepted.", Request, Widens, by(compat, note)},
	}
}
