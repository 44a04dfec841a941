package graphql

import (
	"iter"
	"net/http"
	"net/url"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const getMutation = "graphql.get-mutation-executes"

// GetMutationExecutes finds services that carry out mutations by GET.
var GetMutationExecutes = &harness.Check{
	ID: getMutation,
	Doc: `A mutation that comes by GET is not executed.

A link, an image of another site or a proxy that fetches ahead sends a GET with the cookies of whoever looks at it. GET is safe, and what
is safe must not change anything.

The mutation { __typename } is sent in the query of the address, which asks the root of mutations for its name and changes nothing. The promise
is broken when the name comes back.

Ignored: contracts without mutations; queries by GET, which the specification lets a service take; every other answer.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{352, 650},
	OWASP:    []string{"API8:2023"},
	Language: language,
	Rules:    []string{"GraphQL over HTTP 6.2", "RFC 9110 9.2.1"},
	Propose: func(p *harness.Plan) iter.Seq[*harness.Case] {
		return func(yield func(*harness.Case) bool) {
			if at, _, ok := turn(p); ok && at == 0 && mutates(p.Contract) {
				yield(proposed(p.Operation, getMutation, "a mutation by GET", harness.Step{
					Operation: p.Operation.ID, Label: "GET", Edits: []harness.Edit{
						{Kind: harness.EditMethod, Value: []byte(http.MethodGet)},
						{Kind: harness.EditQuery, Value: []byte("query=" + url.QueryEscape(harmless))},
					},
				}))
			}
		}
	},
	Judge: func(p *harness.Pass) { judgeHarmless(p, "a mutation that comes by GET is executed") },
}

// harmless is a mutation that changes nothing, and whose answer shows that it was carried out.
const harmless = "mutation{__typename}"

// mutates reports whether a contract has mutations that can be asked for.
func mutates(c *harness.Contract) bool {
	for _, op := range c.Operations {
		if !op.ReadOnly && !op.Streams {
			return true
		}
	}
	return false
}

// judgeHarmless demands that the harmless mutation of a check's own, sent in a form that it must not come in, is not carried out.
func judgeHarmless(p *harness.Pass, message string) {
	x := p.Last()
	if !p.Own() || !x.Answered() || x.Response.Truncated {
		return
	}
	decoded, err := x.Response.JSON()
	top, _ := decoded.Value.(map[string]any)
	data, _ := top["data"].(map[string]any)
	name, executed := data["__typename"].(string)
	form := p.Case.Steps[x.Step].Label
	switch {
	case err == nil && executed && name != "" && graphql.Meant(x.Response).Outcome == graphql.Served:
		p.Report(harness.Break{
			Exchange: x, Service: true, Site: form, Message: message + " (" + form + ")",
			Promised: "a refusal", Got: answer.Shorten(string(x.Response.Body)),
		})
	case x.Response.Status >= 500 || x.Response.Status == http.StatusUnauthorized || x.Response.Status == http.StatusForbidden || x.Response.Status == http.StatusTooManyRequests:
		p.Inconclusive("the answer %s does not tell whether the form of the request was looked at", answer.Status(x))
	default:
		p.Kept()
	}
}
