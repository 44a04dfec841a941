package graphql

import (
	"iter"
	"net/url"

	"github.com/contravene-dev/contravene/harness"
)

const formPost = "graphql.form-post-executes"

// FormPostExecutes finds services that carry out what any page can make a browser send.
var FormPostExecutes = &harness.Check{
	ID: formPost,
	Doc: `A mutation that comes as a form is not executed.

A page of another site can make a browser send a form with the cookies of whoever looks at it, and the browser asks nobody before. Only a
request that a form cannot make, such as one of application/json, is known to come from the service's own pages.

The mutation { __typename }, which changes nothing, is sent as application/x-www-form-urlencoded, once as a form and once as JSON under
that media type, and as multipart/form-data without a header of its own. The promise is broken when the name of the root of mutations comes back.

Ignored: contracts without mutations; JSON under the media type text/plain or none, which is input.wrong-content-type-accepted's; multipart
requests with a header that makes the browser ask first; every other answer.`,
	Severity: harness.Medium,
	Security: true,
	CWE:      []int{352},
	OWASP:    []string{"API8:2023"},
	Language: language,
	Rules:    []string{"GraphQL over HTTP 5.2", "Fetch 4.8 CORS-preflight fetch"},
	Propose:  proposeForms,
	Judge: func(p *harness.Pass) {
		judgeHarmless(p, "a mutation that any page can make a browser send is executed")
	},
}

// boundary parts the multipart form.
const boundary = "contravene"

func proposeForms(p *harness.Plan) iter.Seq[*harness.Case] {
	return func(yield func(*harness.Case) bool) {
		if at, _, ok := turn(p); !ok || at > 0 || !mutates(p.Contract) {
			return
		}
		part := func(name, value string) string {
			return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
		}
		text := `{"query":"` + harmless + `"}`
		for _, f := range []struct{ label, media, body string }{
			{"urlencoded form", "application/x-www-form-urlencoded", "query=" + url.QueryEscape(harmless)},
			{"JSON as a urlencoded form", "application/x-www-form-urlencoded", text},
			{"multipart form", "multipart/form-data; boundary=" + boundary, part("operations", text) + part("map", "{}") + "--" + boundary + "--\r\n"},
		} {
			c := proposed(p.Operation, formPost, f.label, harness.Step{
				Operation: p.Operation.ID, Label: f.label, Edits: []harness.Edit{
					{Kind: harness.EditHeader, Name: "Content-Type", Value: []byte(f.media)},
					{Kind: harness.EditBody, Value: []byte(f.body)},
				},
			})
			if !yield(c) {
				return
			}
		}
	}
}
