package openapi

import (
	"sync"

	"github.com/contravene-dev/contravene/harness"
)

// outgoing reads the requests that the service makes of its clients, webhooks before callbacks, when somebody asks: a run sends
// none of them, and a large document has many. What cannot be read as one is passed over, since no request is lost by it.
func (b *builder) outgoing(ops []found) func() []*harness.Operation {
	return sync.OnceValue(func() []*harness.Operation {
		var list []*harness.Operation
		if b.dialect >= openapi31 {
			list = b.requests(b.root.child("webhooks"), func(f found) string { return "webhook " + f.path + " " + f.verb() })
		}
		if b.dialect == swagger20 {
			return list
		}
		for _, op := range ops {
			for m := range op.at.child("callbacks").members() {
				callback, err := b.follow(m)
				if err != nil || isExtension(m.key.Value) {
					continue
				}
				name := m.key.Value
				list = append(list, b.requests(callback, func(f found) string { return op.id() + " callback " + name + " " + f.verb() + " " + f.path })...)
			}
		}
		return list
	})
}

// requests reads the operations of path items that stand under names or expressions.
func (b *builder) requests(items place, id func(found) string) []*harness.Operation {
	var list []*harness.Operation
	for m := range items.members() {
		if isExtension(m.key.Value) {
			continue
		}
		item, err := b.mapping(m, "path item")
		if err != nil {
			continue
		}
		here, err := b.listItem(m, item)
		if err != nil {
			continue
		}
		for _, f := range here {
			op := &harness.Operation{
				ID: id(f), Name: f.at.child("operationId").text(), Method: f.verb(), Path: f.path, Deprecated: f.at.child("deprecated").yes(),
				Source: f.at.source(), Parameters: b.parameters(f), Body: b.body(f.at.child("requestBody")),
			}
			op.Replies = b.responses(op, f.at)
			list = append(list, op)
		}
	}
	return list
}
