package diff

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// outgoing compares the requests that the service makes of its clients. What such a request holds the service gives, and clients have
// to understand, like an answer; what clients answer the service takes, like a request.
func (d *differ) outgoing() {
	was, is := outgoingOf(d.base), outgoingOf(d.head)
	for _, head := range is {
		base := match(was, head)
		if base == nil {
			d.tell(told{rule: kindOfOutgoing(head) + ".added", op: head, site: "operation", head: head.Source, after: head.ID,
				message: "the service makes a request of its clients that it did not make"})
			continue
		}
		a, b := reversed(base), reversed(head)
		d.partners[b] = a
		d.reply(b, a.Replies[0], b.Replies[0])
		d.answers(b, base, head)
	}
	for _, base := range was {
		if match(is, base) == nil {
			d.tell(told{rule: kindOfOutgoing(base) + ".removed", op: base, site: "operation", base: base.Source, before: base.ID,
				message: "the service does not make this request any more, and clients wait for it"})
		}
	}
}

func outgoingOf(c *harness.Contract) []*harness.Operation {
	if c.Outgoing == nil {
		return nil
	}
	return c.Outgoing()
}

// match finds the same request on the other side, whatever the variables of a path are called.
func match(list []*harness.Operation, op *harness.Operation) *harness.Operation {
	var alike *harness.Operation
	for _, other := range list {
		if other.ID == op.ID {
			return other
		}
		if alike == nil && shape(other.ID) == shape(op.ID) && other.Path == op.Path {
			alike = other
		}
	}
	return alike
}

// kindOfOutgoing tells webhooks, which belong to no operation, from callbacks.
func kindOfOutgoing(op *harness.Operation) string {
	if len(op.ID) > len("webhook ") && op.ID[:len("webhook ")] == "webhook " {
		return "webhook"
	}
	return "callback"
}

// reversed is a request of the service as the answer that it is to clients.
func reversed(op *harness.Operation) *harness.Operation {
	r := &harness.Reply{Status: "request", Headers: op.Parameters, Source: op.Source}
	if op.Body != nil {
		r.Contents, r.Source = op.Body.Contents, op.Body.Source
	}
	return &harness.Operation{ID: op.ID, Name: op.Name, Method: op.Method, Path: op.Path, Source: op.Source, Replies: []*harness.Reply{r}}
}

// answers compares what clients may answer.
func (d *differ) answers(op, base, head *harness.Operation) {
	for _, was := range base.Replies {
		is := replyOf(head, was.Status)
		if is == nil {
			d.tell(told{rule: "outgoing.answer-removed", op: op, site: was.Status, base: was.Source, head: head.Source, before: was.Status,
				message: "clients may not answer " + was.Status + " any more"})
			continue
		}
		d.contents(where{op: op, site: was.Status + ".body", face: schema.Request, base: was.Source, head: is.Source}, was.Contents, is.Contents)
	}
	for _, is := range head.Replies {
		if replyOf(base, is.Status) == nil {
			d.tell(told{rule: "outgoing.answer-added", op: op, site: is.Status, base: base.Source, head: is.Source, after: is.Status,
				message: "clients may answer " + is.Status})
		}
	}
}

func outgoingRules() []Rule {
	return []Rule{
		{"webhook.added", "The service makes a request of its clients that it did not make.", Response, Widens, by(compat, note, exposure, note)},
		{"webhook.removed", "A webhook is gone, and clients wait for it.", Response, Narrows, by(compat, fail)},
		{"callback.added", "An operation is followed by a request to the client that it did not make.", Response, Widens,
			by(compat, note, exposure, note)},
		{"callback.removed", "A callback is gone, and clients wait for it.", Response, Narrows, by(compat, fail)},
		{"outgoing.answer-removed", "Clients may not answer a webhook or a callback as they did.", Request, Narrows, by(compat, fail)},
		{"outgoing.answer-added", "Clients may answer a webhook or a callback in a further way.", Request, Widens, by(compat, note)},
	}
}
