package graphql

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const syntaxDiffers = "graphql.syntax-differs"

// SyntaxDiffers finds refusals that hold only as long as a document is written in one way.
var SyntaxDiffers = &harness.Check{
	ID: syntaxDiffers,
	Doc: `What a caller is refused stays refused however the document is written.

Guards that stand beside the executor read what they should not: the key of the answer, which an alias changes, the name of the
operation, which the caller chooses, the variables, which a literal does without. Or they stand at one door, and the same document
comes in by another.

The same caller asks a query plainly, then with an alias, in a fragment with and without a name, without a name for the
operation and with the one that tools give to introspection, behind @include(if: true), with its arguments written down, with
GET, as the only element of a list, and plainly again. So do an equal of the owner, one of another tenant, and nobody. The promise is
broken when the plain document is refused both times, or null, and another way of writing it gives a value; or when a field inside
is null or refused both times and has a value then. Each way is reported once for the service, and for fields once an operation.

Ignored: ways that a service does not take, and what it refuses the more, since nobody has to take them; mutations, which would
happen; refusals that name no reason; failures of the service.`,
	Severity: harness.High,
	Language: language,
	Security: true,
	CWE:      []int{863, 285},
	OWASP:    []string{"API1:2023", "API5:2023"},
	Rules:    []string{"GraphQL 6.3.2", "GraphQL over HTTP 6.2", "OWASP API5:2023"},
	Story:    true,
	Propose:  tales.Propose(syntaxDiffers, tellSyntax),
	Judge:    judgeSyntax,
}

const (
	labelPlain = "plain" // the caller asks plainly
	labelForm  = "form " // and in another form, which is named then
	labelAgain = "again" // and plainly once more
)

func tellSyntax(p *harness.Plan) []tales.Tale {
	if !p.Operation.ReadOnly || p.Operation.Streams {
		return nil
	}
	owner := tales.Usual(p)
	callers := []tales.Rival{{Owner: owner, Other: harness.Anonymous, Relation: harness.Nobody}}
	callers = append(callers, tales.Rivals(p)...)
	var list []tales.Tale
	for _, c := range callers {
		list = append(list, tales.Tell("write it otherwise as "+string(c.Relation), func(s *harness.Story) {
			objects := shared(s, p, c.Owner, p.Operation)
			ask := func(label string) *harness.Step {
				return s.Step(tales.By(s, p, c.Other).Use(p.Operation, label, s.Inputs(p.Operation, 0), objects...))
			}
			ask(labelPlain)
			for _, form := range graphql.Forms {
				if form == graphql.Literal && len(p.Operation.Options()) == 0 {
					continue
				}
				step := ask(labelForm + form)
				step.Edits = []harness.Edit{{Kind: harness.EditForm, Name: form}}
			}
			ask(labelAgain)
		}))
	}
	return list
}

// shared gives what an operation needs of an actor's own.
func shared(s *harness.Story, p *harness.Plan, actor string, op *harness.Operation) []*harness.Object {
	var list []*harness.Object
	for _, need := range p.Objects.NeedsOf(op) {
		if actor == "" {
			break
		}
		if o := tales.By(s, p, actor).Shared(need.Kind); o != nil {
			list = append(list, o)
		}
	}
	return list
}

func judgeSyntax(p *harness.Pass) {
	plain, again := cameOf(p.Step(labelPlain)), cameOf(p.Step(labelAgain))
	switch {
	case !p.Own():
		return
	case plain.is == unsettled || plain.is != again.is:
		p.Inconclusive("the plain document is answered with %s, and then with %s", plain.says(), again.says())
		return
	}
	told := false
	for i, step := range p.Case.Steps {
		form, ok := strings.CutPrefix(step.Label, labelForm)
		if !ok || i >= len(p.Trace) {
			continue
		}
		x := p.Trace[i]
		now := cameOf(x)
		at, leaks := "", now.is == given && plain.is == withheld
		if now.is == given && plain.is == given {
			at, leaks = opened(plain.value, again.value, now.value, "")
		}
		told = told || now.is != unsettled
		if leaks {
			reportForm(p, x, form, at, plain)
		}
	}
	if told {
		p.Kept()
	} else {
		p.Inconclusive("no other way of writing the document is answered in a way that settles anything")
	}
}

// reportForm reports what a form gives that the plain document does not; at is the place of a field inside, or empty.
func reportForm(p *harness.Pass, x *harness.Exchange, form, at string, plain came) {
	b := harness.Break{
		Exchange: x, Service: at == "",
		Site:     form,
		Message:  "a caller who is refused a field is given it when the document is written in another way: " + form,
		Promised: plain.says() + ", as for the plain document",
		Got:      "a value",
		Place:    x.Operation.Source,
	}
	if at != "" {
		b.Site = form + ":" + at
		b.Message = "a field that is held back is shown when the document is written in another way: " + form + " at " + at
		b.Promised = "null or an error, as in the answer to the plain document"
	}
	p.Report(b)
}
