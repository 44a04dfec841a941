package graphql

import (
	"iter"
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const nameSuggested = "graphql.name-suggested"

// NameSuggested finds services that hide their schema and tell it in errors.
var NameSuggested = &harness.Check{
	ID: nameSuggested,
	Doc: `A service that does not tell its schema does not suggest names of it either.

Where introspection is refused, "Did you mean" gives the schema away name by name: tools ask for misspelt words until they know it
whole.

The service is asked for its schema, and then for each query of the contract under a misspelt name. The promise is broken when the
schema is refused and an error suggests a name that stands in the contract and not in the request.

Ignored: services that tell the same caller their schema, whose suggestions tell nothing new; errors that repeat what was sent; other
hints, such as what a field wants below it.`,
	Severity: harness.Low,
	Security: true,
	CWE:      []int{200, 209},
	OWASP:    []string{"API8:2023"},
	Language: language,
	Rules:    []string{"OWASP GraphQL Cheat Sheet, Introspection"},
	Propose: func(p *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			if _, _, ok := turn(p); !ok {
				return
			}
			probe, ok := posed(p.Operation, "introspection", graphql.Question{Document: "query Probe { __schema { queryType { name } } }", Operation: "Probe"})
			if !ok {
				return
			}
			slip, ok := posed(p.Operation, p.Operation.Name, graphql.Question{Document: "query Slip { " + misspelt(p.Operation.Name) + " }", Operation: "Slip"})
			if ok {
				yield(proposed(p.Operation, nameSuggested, "misspelt", probe, slip))
			}
		}
	},
	Judge: judgeNameSuggested,
}

// misspelt doubles the last letter of a name, so that the name itself is no word of the result.
func misspelt(name string) string { return name + name[len(name)-1:] }

// suggestion is how the libraries of many languages offer names.
var suggestion = regexp.MustCompile(`(?i)did you mean[^"'` + "`" + `]*((?:[,\s]|or|an?|the|field|inline fragment on|["'` + "`" + `][_A-Za-z][_0-9A-Za-z]*["'` + "`" + `])+)`)

var suggestedName = regexp.MustCompile(`["'` + "`" + `]([_A-Za-z][_0-9A-Za-z]*)["'` + "`" + `]`)

func judgeNameSuggested(p *harness.Pass) {
	if !p.Own() || len(p.Trace) != 2 {
		return
	}
	probe, x := p.Trace[0], p.Trace[1]
	_, asked, ok := question(p, x)
	if _, _, okProbe := question(p, probe); !ok || !okProbe {
		return
	}
	switch {
	case told(probe):
		return
	case !denied(probe) || outcome(x) != refused:
		p.Inconclusive("it is not clear that the service hides its schema from the caller")
		return
	}
	for _, message := range messages(x) {
		for _, offer := range suggestion.FindAllStringSubmatch(message, -1) {
			for _, name := range suggestedName.FindAllStringSubmatch(offer[1], -1) {
				if known(p.Contract, name[1]) && !regexp.MustCompile(`\b`+name[1]+`\b`).MatchString(asked.Document) {
					p.Report(harness.Break{
						Exchange: x, Service: true, Site: "suggestion",
						Message:  "the service hides its schema, and an error suggests a name of it",
						Promised: "no names that the request does not have", Got: message,
					})
					return
				}
			}
		}
	}
	p.Kept()
}

// known reports whether a name is that of an operation's field.
func known(c *harness.Contract, name string) bool {
	for _, op := range c.Operations {
		if op.Name == name {
			return true
		}
	}
	return false
}

// denied reports whether a service refused to be introspected, and not to be asked at all.
func denied(x *harness.Exchange) bool {
	return x.Response.Status < 500 && strings.Contains(strings.ToLower(strings.Join(messages(x), "\n")), "introspect")
}

// messages are the texts of an answer's errors.
func messages(x *harness.Exchange) []string {
	decoded, err := x.Response.JSON()
	top, _ := decoded.Value.(map[string]any)
	errors, _ := top["errors"].([]any)
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range errors {
		entry, _ := e.(map[string]any)
		if text, ok := entry["message"].(string); ok {
			list = append(list, text)
		}
	}
	return list
}
