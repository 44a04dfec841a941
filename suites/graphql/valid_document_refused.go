package graphql

import (
	"iter"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const (
	validDocument = "graphql.valid-document-refused"
	labelAsIs     = "plain"
)

// ValidDocumentRefused finds documents that the specification allows and the service refuses.
var ValidDocumentRefused = &harness.Check{
	ID: validDocument,
	Doc: `A document that is valid by the schema is executed.

Clients are written by people and by generators, which use aliases, fragments and directives as the specification allows. A service
that takes only what its own client happens to send breaks the next one.

Each query is asked as it is, and where that is accepted, in another form with the same values: with other keys, in another order,
with fragments, with directives that change nothing, with literals for variables, without a name. The promise is broken when the other
form is refused. Documents that have everything the language has are sent as well; a refusal of those counts only when the service says
by a code that it finds the document invalid.

Ignored: limits of complexity, depth, length and number, lists of documents that are let in, and refusals because of who asks or how
often, which are inconclusive. Queries with the default selection are input.valid-refused's.`,
	Severity: harness.Medium,
	Language: language,
	Rules:    []string{"GraphQL 2", "GraphQL 5", "GraphQL 6.1"},
	Propose: func(p *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			for c := range forms(validDocument, func(plain, form harness.Step) []harness.Step { return []harness.Step{plain, form} })(p) {
				if !yield(c) {
					return
				}
			}
			for c := range written(validDocument)(p) {
				if !yield(c) {
					return
				}
			}
		}
	},
	Judge: judgeValidDocument,
}

// forms proposes a query in its other forms, each in the steps that a check wants.
func forms(id string, steps func(plain, form harness.Step) []harness.Step) func(*harness.Plan) iter.Seq[*harness.Case] {
	return func(p *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			types, q, ok := plain(p)
			if !ok {
				return
			}
			asIs, ok := posed(p.Operation, labelAsIs, q)
			if !ok {
				return
			}
			for _, f := range types.Variants(q) {
				form, ok := posed(p.Operation, f.Name, f.Question)
				if ok && !yield(proposed(p.Operation, id, f.Name, steps(asIs, form)...)) {
					return
				}
			}
		}
	}
}

func judgeValidDocument(p *harness.Pass) {
	x := p.Last()
	if _, _, ok := question(p, x); !p.Own() || !ok {
		return
	}
	form := p.Case.Steps[x.Step].Label
	switch {
	case len(x.Reading.Violations) > 0 || x.Reading.Unsure != "":
		p.Inconclusive("the document is not known to be valid")
	case len(p.Trace) > 1 && (!p.Trace[0].Answered() || outcome(p.Trace[0]) != carriedOut):
		p.Inconclusive("the query is not accepted as it is either")
	case outcome(x) == carriedOut:
		p.Kept()
	case outcome(x) == unclear || limited(x):
		p.Inconclusive("the answer %s may be due to a limit, the caller or the data", answer.Status(x))
	case len(p.Trace) > 1:
		p.Report(validDocumentBreak(x, "form: "+form, "a query that is accepted is refused in another form: "+form))
	case !findsInvalid(x) || p.Baseline == nil:
		p.Inconclusive("the refusal does not say that it finds the document invalid")
	default:
		p.Report(validDocumentBreak(x, "document", "a document that is valid by the schema is refused as invalid"))
	}
}

func validDocumentBreak(x *harness.Exchange, site, message string) harness.Break {
	return harness.Break{
		Exchange: x, Service: true, Site: site, Message: message, Promised: "execution of a valid document",
		Got: answer.Shorten(string(x.Response.Body)),
	}
}

// findsInvalid reports whether a refusal says by its code that it is about the document, and not about a value in it.
func findsInvalid(x *harness.Exchange) bool {
	switch strings.ToUpper(graphql.Meant(x.Response).Code) {
	case "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "VALIDATIONERROR", "INVALIDSYNTAX":
		return true
	}
	return false
}

// bounds are parts of what services say of documents that they find too much, or that nobody has registered.
var bounds = []string{
	"limit", "complex", "depth", "deep", "token", "cost", "too many", "too large", "too long", "too big", "maximum", "exceed", "persisted", "safelist",
	"allowlist", "whitelist", "not allowed", "not permitted", "forbidden", "timeout", "timed out", "introspection",
}

// limited reports whether a refusal speaks of a limit.
func limited(x *harness.Exchange) bool {
	text := strings.ToLower(string(x.Response.Body))
	for _, b := range bounds {
		if strings.Contains(text, b) {
			return true
		}
	}
	return false
}
