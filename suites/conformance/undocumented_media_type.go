package conformance

import (
	"fmt"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// UndocumentedMediaType finds bodies whose Content-Type the contract does not list for the status.
var UndocumentedMediaType = &harness.Check{
	ID: "conformance.undocumented-media-type",
	Doc: `Every body names a media type that the contract documents for its status.

A client chooses its parser by the Content-Type. HTML where JSON is promised, typically from a proxy or a framework's own
error page, breaks it.

Judged on every answer that has a body and whose documented answer lists media types; ranges such as text/* count, and
parameters such as charset do not take part. A missing or unreadable Content-Type is reported as well, because the
client is then left to guess (RFC 9110 8.3). The body of such an answer is not judged any further.

Ignored: empty bodies, undocumented statuses, 5xx, and answers that document no media type at all
(conformance.unexpected-body).`,
	Severity: harness.Medium,
	Rules:    []string{"OpenAPI 3.1 Response Object, content", "RFC 9110 8.3"},
	Judge:    judgeUndocumentedMediaType,
}

func judgeUndocumentedMediaType(p *harness.Pass) {
	for x := range answer.Reached(p) {
		documented := answer.Documented(x)
		if documented == nil || len(documented.Contents) == 0 || answer.Bodiless(x) || len(x.Response.Body) == 0 {
			continue
		}
		if answer.Content(x) != nil {
			p.Kept()
			continue
		}
		got := answer.Shorten(answer.ContentType(x))
		if got == "" {
			got = "no Content-Type"
		}
		p.Report(harness.Break{
			Exchange: x,
			Site:     "header.content-type:" + documented.Status,
			Message:  fmt.Sprintf("the %d answer has a media type that is not documented: %s", x.Status(), got),
			Promised: strings.Join(mediaTypes(documented.Contents), " or "),
			Got:      got,
			Place:    documented.Source,
		})
	}
}

func mediaTypes(contents []*harness.Media) []string {
	var list []string
	for _, m := range contents {
		list = append(list, m.Type)
	}
	return list
}
