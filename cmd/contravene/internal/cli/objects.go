package cli

import (
	"fmt"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
)

// correction is a correction of the object graph with its place in the file.
type correction struct {
	graph.Correction
	place string
}

func objectOptions() []*option {
	return []*option{
		{
			key: "objects", kind: records, doc: "What operations do to objects, where `contravene graph` infers it wrongly.",
			fields: []*option{
				{key: "operation", must: true, doc: "Its ID, such as 'GET /orders/{id}', or its operationId."},
				{key: "object", doc: "A verb (creates, reads, lists, replaces, patches, deletes, acts on) and a kind, such as 'creates order'; or 'logs out'; or none."},
				{key: "array", doc: "Of a list: the pointer to the array of objects in the answer, such as /page/rows."},
				{key: "keys", kind: mapping, doc: "Where the answer holds the keys of the object, by key, such as body#/id or header.Location."},
				{key: "needs", kind: mapping, doc: "Which object an input names, by input, such as 'query.customer: customer', a kind and perhaps a key of it after a dot; or none."},
			},
			set:   addCorrection,
			clear: func(s *settings, _ string) { s.objects = nil },
		},
	}
}

func addCorrection(s *settings, in input) error {
	c := correction{place: in.rec.place, Correction: graph.Correction{
		Operation: in.rec.text("operation"), Object: in.rec.text("object"), Array: in.rec.text("array"),
		Keys: in.rec.pairs("keys"), Needs: in.rec.pairs("needs"),
	}}
	switch {
	case c.Operation == "":
		return in.rec.wrong("operation", "operation is empty; name one by its ID or operationId")
	case c.Object == "" && len(c.Needs) == 0:
		return in.rec.wrong("", "this corrects nothing; say what the operation does under object, or what its inputs name under needs")
	case c.Object == "" && in.rec.has("array"):
		return in.rec.wrong("array", "array says something about an object; say which under object, such as 'lists order'")
	case c.Object == "" && in.rec.has("keys"):
		return in.rec.wrong("keys", "keys says something about an object; say which under object, such as 'creates order'")
	}
	s.objects = append(s.objects, c)
	return nil
}

// inference says how to infer objects from a contract. A correction for an operation that does not exist is an error, since
// it is mistyped or out of date; others that cannot be followed are noted.
func (a *app) inference(c *harness.Contract, s *settings) (graph.Options, error) {
	var o graph.Options
	places := map[harness.Source]string{}
	for _, own := range s.objects {
		i := slices.IndexFunc(c.Operations, func(op *harness.Operation) bool { return op.ID == own.Operation })
		if i < 0 {
			i = slices.IndexFunc(c.Operations, func(op *harness.Operation) bool { return op.Name == own.Operation })
		}
		if i < 0 {
			return o, fmt.Errorf("read configuration %s: objects: %s has no operation %q%s; `contravene list operations %s` lists them",
				own.place, c.File, own.Operation, didYouMean(own.Operation, names(c)), c.File)
		}
		places[c.Operations[i].Source] = own.place
		o.Corrections = append(o.Corrections, own.Correction)
	}
	o.Problem = func(p harness.Problem) {
		if place := places[p.Source]; place != "" {
			a.note("%s: objects: %s", place, p.Message)
			return
		}
		a.note("%s", p)
	}
	return o, nil
}
