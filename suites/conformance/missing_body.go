package conformance

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// MissingBody finds empty answers where the contract promises a document.
var MissingBody = &harness.Check{
	ID: "conformance.missing-body",
	Doc: `An answer for which the contract gives a schema has a body.

A client reads the created object, the list or the error from it. Nothing is not a JSON or XML document.

Judged on every documented answer below 500 whose contents are all JSON or XML with a schema.

Ignored: HEAD, 204, 205 and 304, which must not have one; contents that may be empty, such as plain text, files and
forms; media types without a schema.`,
	Severity: harness.Medium,
	Rules:    []string{"OpenAPI 3.1 Response Object, content", "RFC 8259 2"},
	Judge:    judgeMissingBody,
}

func judgeMissingBody(p *harness.Pass) {
	for x := range answer.Reached(p) {
		documented := answer.Documented(x)
		if documented == nil || answer.Bodiless(x) || !owesDocument(documented.Contents) {
			continue
		}
		if len(x.Response.Body) > 0 {
			p.Kept()
			continue
		}
		p.Report(harness.Break{
			Exchange: x,
			Site:     "body:" + documented.Status,
			Message:  "the " + answer.Status(x) + " answer has no body, where the contract promises one",
			Promised: "a body of " + documented.Contents[0].Type,
			Got:      "no body",
			Place:    documented.Source,
		})
	}
}

// owesDocument reports whether no reading of the contents allows an empty body.
func owesDocument(contents []*harness.Media) bool {
	for _, m := range contents {
		if m.Schema == nil || !harness.IsJSON(m.Type) && !harness.IsXML(m.Type) {
			return false
		}
	}
	return len(contents) > 0
}
