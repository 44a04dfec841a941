package graphql

import (
	"iter"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const invalidDocument = "graphql.invalid-document-accepted"

const (
	// valuesRule is the rule of validation that graphql.lenient-coercion owns.
	valuesRule = "ValuesOfCorrectType"
	// streamRule is about subscriptions alone, which no POST executes.
	streamRule = "SingleFieldSubscriptions"
)

// InvalidDocumentAccepted finds rules of validation that a service does not hold documents to.
var InvalidDocumentAccepted = &harness.Check{
	ID: invalidDocument,
	Doc: `A document that breaks a rule of validation is refused, and nothing of it is executed.

Code behind the validation takes its rules for granted: a fragment within itself never ends, two fields under one key overwrite
each other, a directive that nobody knows looks as if it had guarded something.

Documents that break one rule each are sent, and ask for next to nothing: a field at most, behind a directive that leaves it out. The
promise is broken when data comes back. Each rule and way to break it is reported once for the service.

Ignored: values of the wrong type, which are graphql.lenient-coercion's; subscriptions, which do not travel so; documents that the specification's rules, as we read them, do not
refuse; refusals because of who asks, how often or in which form, and failures of the service, which are inconclusive.`,
	Severity: harness.Medium,
	Language: language,
	Rules:    []string{"GraphQL 5", "GraphQL 6.1"},
	Propose:  mutants(invalidDocument, structural),
	Judge:    func(p *harness.Pass) { judgeInvalid(p, structural, "a document that is not valid is executed: ") },
}

// structural reports whether a rule is about the document as such, and not about the values in it.
func structural(rule string) bool { return rule != valuesRule && rule != streamRule }

// mutants proposes the documents that break certain rules, shared out among the queries of the contract.
func mutants(id string, wanted func(rule string) bool) func(*harness.Plan) iter.Seq[*harness.Case] {
	return func(p *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			at, of, ok := turn(p)
			types, known := graphql.Of(p.Operation)
			if !ok || !known {
				return
			}
			list := slices.DeleteFunc(types.Mutants(), func(m graphql.Mutant) bool { return !wanted(m.Rule) })
			for n := at; n < len(list); n += of {
				step, ok := posed(p.Operation, list[n].Title, list[n].Question)
				if ok && !yield(proposed(p.Operation, id, list[n].Title, step)) {
					return
				}
			}
		}
	}
}

// judgeInvalid demands that a document of the check's own is refused. The label of its step says how it is broken.
func judgeInvalid(p *harness.Pass, owned func(rule string) bool, message string) {
	x := p.Last()
	types, q, ok := question(p, x)
	if !p.Own() || !ok {
		return
	}
	broken, err := types.Validate(q.Document)
	if err != nil || len(broken) == 0 || !owned(broken[0].Rule) {
		p.Inconclusive("the document is not known to be invalid")
		return
	}
	how := p.Case.Steps[x.Step].Label
	switch outcome(x) {
	case refused:
		p.Kept()
	case unclear:
		p.Inconclusive("the answer %s does not tell whether the document was looked at", answer.Status(x))
	case carriedOut:
		p.Report(harness.Break{
			Exchange: x, Service: true,
			Site:     broken[0].Rule + ": " + how,
			Message:  message + how,
			Promised: "a refusal without data (" + broken[0].Rule + ")",
			Got:      answer.Shorten(string(x.Response.Body)),
		})
	}
}
