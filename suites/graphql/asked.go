package graphql

import (
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const (
	jsonMedia     = "application/json"
	responseMedia = "application/graphql-response+json"
)

// posed is the step that asks a question of our own, labelled for its check; not ok for a question that cannot travel. The
// operation says no more than where to ask.
func posed(op *harness.Operation, label string, q graphql.Question) (harness.Step, bool) {
	body, err := q.Body()
	if err != nil {
		return harness.Step{}, false
	}
	return harness.Step{Operation: op.ID, Label: label, Edits: []harness.Edit{
		{Kind: harness.EditHeader, Name: "Content-Type", Value: []byte(jsonMedia)},
		{Kind: harness.EditBody, Value: body},
	}}, true
}

// proposed is a case of a check's own. It aims at nothing, since what is sent is no operation of the contract.
func proposed(op *harness.Operation, id, title string, steps ...harness.Step) *harness.Case {
	return &harness.Case{ID: id + "/" + title, Operation: op.ID, Origin: id, Title: title, Aim: harness.Aim{Expect: harness.Any}, Steps: steps}
}

// queries lists the operations that questions of our own are asked beside: those that read.
func queries(c *harness.Contract) []*harness.Operation {
	var list []*harness.Operation
	for _, op := range c.Operations {
		if op.ReadOnly && !op.Streams {
			list = append(list, op)
		}
	}
	return list
}

// turn says which of how many queries the operation of a plan is, so that what concerns the whole service can be shared out
// among them; false for an operation that is none.
func turn(p *harness.Plan) (at, of int, ok bool) {
	list := queries(p.Contract)
	for i, op := range list {
		if op == p.Operation {
			return i, len(list), true
		}
	}
	return 0, 0, false
}

// question reads what an exchange asked of the service under test, once a whole answer has come.
func question(p *harness.Pass, x *harness.Exchange) (*graphql.TypeSystem, graphql.Question, bool) {
	types, ok := graphql.Of(p.Operation)
	if !ok || !x.Answered() || x.Response.Truncated || x.Operation != p.Operation ||
		x.Request.Method != http.MethodPost || x.Request.Path != p.Operation.Path || x.Request.Query != "" {
		return nil, graphql.Question{}, false
	}
	q, ok := graphql.Asked(x.Request)
	return types, q, ok
}

// speaks reports whether an answer is the service's own word about a document. A refusal that comes as application/json may
// be that of whatever stands in front of it (GraphQL over HTTP, 6.4.1).
func speaks(x *harness.Exchange) bool {
	if status := x.Response.Status; status == http.StatusOK || status == 294 {
		return harness.IsJSON(answer.ContentType(x))
	}
	return x.Response.Status < 500 && harness.MediaType(answer.ContentType(x)) == responseMedia
}

// executed is what an answer says about whether its request was executed.
type executed uint8

const (
	unclear executed = iota
	refused
	carriedOut
)

// outcome tells whether a request was executed. Refusals that have nothing to do with the document, because of who asks, how
// often or in which form, tell nothing, and neither does a service that failed.
func outcome(x *harness.Exchange) executed {
	m := graphql.Meant(x.Response)
	switch m.Outcome {
	case graphql.Served, graphql.Partial:
		return carriedOut
	case graphql.Refused:
		switch m.Status {
		case http.StatusBadRequest, http.StatusUnprocessableEntity:
			return refused
		}
	}
	return unclear
}
