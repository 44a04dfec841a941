package graphql

import (
	"iter"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const lenientCoercion = "graphql.lenient-coercion"

// LenientCoercion finds values in documents that are bent to a type which they are not of.
var LenientCoercion = &harness.Check{
	ID: lenientCoercion,
	Doc: `A value that stands in a document is of the type of its place, or the document is refused.

Where a text passes for a number and a fraction for an ID, what is checked on the way and what is used in the end are two values.
The rules of literals are not those of variables, and services hold the two to their types in different places.

Queries are sent with one literal at a time that its type does not take: a text, a fraction or a truth value for a number, a number for
a text, a word that an enum does not have, null where it may not stand or in a list, too many fields of a oneOf input, the same in
defaults, in arguments of directives and in input objects. The promise is broken when the query is executed. Each way to be wrong is
reported once for the service.

Ignored: values in variables, which are input.invalid-accepted's; mutations, which would be carried out; custom scalars, whose literals the
schema does not describe; values that the field itself refuses once it is executed, which are inconclusive.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{20},
	OWASP:    []string{"API8:2023"},
	Language: language,
	Rules:    []string{"GraphQL 5.6.1", "GraphQL 3.5"},
	Propose:  proposeMiswritten,
	Judge: func(p *harness.Pass) {
		judgeInvalid(p, func(rule string) bool { return rule == valuesRule }, "a value of the wrong type is taken: ")
	},
}

func proposeMiswritten(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		for c := range mutants(lenientCoercion, func(rule string) bool { return rule == valuesRule })(p) {
			if !yield(c) {
				return
			}
		}
		types, q, ok := plain(p)
		if !ok {
			return
		}
		for _, m := range types.Miswritten(q) {
			step, ok := posed(p.Operation, m.Title, m.Question)
			if ok && !yield(proposed(p.Operation, lenientCoercion, m.Title, step)) {
				return
			}
		}
	}
}

// plain is what the operation of a plan asks when it is called in the plainest way. Only what reads is asked in other ways.
func plain(p *harness.Plan) (*graphql.TypeSystem, graphql.Question, bool) {
	types, known := graphql.Of(p.Operation)
	if _, _, ok := turn(p); !ok || !known {
		return nil, graphql.Question{}, false
	}
	in := harness.Inputs{}
	if p.Make != nil {
		made, err := p.Make(p, p.Operation, 0)
		if err != nil {
			return nil, graphql.Question{}, false
		}
		in = made
	}
	if in.Body == nil {
		in.Body = &harness.Payload{Media: jsonMedia, Value: map[string]any{}}
	}
	r, err := p.Operation.Wire.Encode(p.Operation, in)
	if err != nil {
		return nil, graphql.Question{}, false
	}
	q, ok := graphql.Asked(r)
	return types, q, ok
}
