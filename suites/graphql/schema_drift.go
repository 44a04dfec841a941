package graphql

import (
	"iter"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const schemaDrift = "graphql.schema-drift"

// SchemaDrift finds what a service tells of its schema and the contract does not, and the other way round.
var SchemaDrift = &harness.Check{
	ID: schemaDrift,
	Doc: `The schema that a service tells is the one of the contract.

What the service offers and the contract does not know was reviewed by nobody: a field for debugging, an argument that switches a check
off. What the contract promises and the service does not have fails the first client that asks for it.

The service is introspected once, beside the first query of the contract, and each type, field, argument, input field, value of an enum,
default and type of these is compared. What is undeclared is of high severity; what is missing is of low severity, since introspection
may hide from a caller what others see.

Ignored: descriptions, directives and deprecations; what a federation library adds; services that do not want to be introspected, which
is inconclusive. A contract that was itself asked of the service keeps this promise by its nature.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{1059, 200},
	OWASP:    []string{"API9:2023"},
	Language: language,
	Rules:    []string{"GraphQL 4.2"},
	Propose: func(p *harness.Plan) iter.Seq[*harness.Case] {
		return once(p, schemaDrift, "introspection", introspects)
	},
	Judge: judgeSchemaDrift,
}

var introspects = graphql.Question{Document: graphql.IntrospectionQuery, Operation: "IntrospectionQuery"}

// once proposes one case of questions about the service, beside the first query of the contract.
func once(p *harness.Plan, id, title string, questions ...graphql.Question) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		if at, _, ok := turn(p); !ok || at > 0 {
			return
		}
		var steps []harness.Step
		for _, q := range questions {
			step, ok := posed(p.Operation, title, q)
			if !ok {
				return
			}
			steps = append(steps, step)
		}
		yield(proposed(p.Operation, id, title, steps...))
	}
}

func judgeSchemaDrift(p *harness.Pass) {
	x := p.Last()
	committed, _, ok := question(p, x)
	if !p.Own() || !ok {
		return
	}
	if !told(x) {
		p.Inconclusive("the service does not tell its schema: %s", answer.Status(x))
		return
	}
	live, err := graphql.Parse(graphql.File{Name: "introspection", Text: string(x.Response.Body)})
	if err != nil {
		p.Inconclusive("what the service tells of its schema cannot be read: %v", err)
		return
	}
	differences := graphql.Compare(live, committed)
	if len(differences) == 0 {
		p.Kept()
	}
	for i := range differences {
		p.Report(driftBreak(&differences[i]))
	}
}

// told reports whether an answer holds a schema.
func told(x *harness.Exchange) bool {
	decoded, err := x.Response.JSON()
	top, _ := decoded.Value.(map[string]any)
	data, _ := top["data"].(map[string]any)
	return err == nil && data["__schema"] != nil
}

func driftBreak(d *graphql.Difference) harness.Break {
	b := harness.Break{Service: true, Site: d.Coordinate + ": " + d.What + " " + string(d.Drift), Place: d.Place, Promised: d.Committed, Got: d.Live}
	severity := harness.Medium
	switch d.Drift {
	case graphql.Undeclared:
		severity = harness.High
		b.Message, b.Promised = "the service offers what the contract does not declare: "+d.What+" "+d.Coordinate, "nothing that is not declared"
	case graphql.Missing:
		severity = harness.Low
		b.Message, b.Got = "the service does not tell of what the contract declares: "+d.What+" "+d.Coordinate, "no such "+d.What
	default:
		b.Message = "the service tells another " + d.What + " than the contract at " + d.Coordinate
	}
	if b.Promised == "" {
		b.Promised = "none"
	}
	if b.Got == "" {
		b.Got = "none"
	}
	if d.Drift == graphql.Undeclared && d.Place.File == "introspection" {
		b.Place = harness.Source{} // a place in the answer is no place in the contract
	}
	b.Severity = &severity
	return b
}
