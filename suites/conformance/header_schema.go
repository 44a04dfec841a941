package conformance

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// HeaderSchema finds response headers whose value does not satisfy their schema.
var HeaderSchema = &harness.Check{
	ID: "conformance.header-schema",
	Doc: `Every declared header of an answer satisfies its schema.

A client parses X-Total-Count as the integer that it was promised to be.

Judged on every documented answer below 500, for each declared header that is there. Values are read in style simple, the
only one that headers have; several lines of one header count as one list (RFC 9110 5.3).

Ignored: Content-Type, whose declaration has no meaning (OpenAPI 3.1, Response Object, headers), and Set-Cookie, whose
lines cannot be joined. A schema that leaves open what the text stands for is inconclusive.`,
	Severity: harness.Low,
	Rules:    []string{"OpenAPI 3.1 Header Object", "RFC 9110 5.3"},
	Judge:    judgeHeaderSchema,
}

func judgeHeaderSchema(p *harness.Pass) {
	for x := range answer.Reached(p) {
		documented := answer.Documented(x)
		if documented == nil {
			continue
		}
		for _, h := range documented.Headers {
			lines := x.Response.Header.Values(h.Name)
			if len(lines) > 0 && !strings.EqualFold(h.Name, "Content-Type") && !strings.EqualFold(h.Name, "Set-Cookie") {
				judgeHeader(p, x, h, strings.Join(lines, ", "))
			}
		}
	}
}

func judgeHeader(p *harness.Pass, x *harness.Exchange, h *harness.Parameter, text string) {
	s := h.Schema()
	value, ok := readHeader(h, s, text)
	if !ok {
		p.Inconclusive("the schema of the header %s leaves open how its text is read", h.Name)
		return
	}
	wrong := s.Validate(schema.Response, value)
	if len(wrong) == 0 {
		p.Kept()
		return
	}
	p.Report(harness.Break{
		Exchange: x,
		Site:     "header." + strings.ToLower(h.Name),
		Message:  "the header " + h.Name + " of the " + answer.Status(x) + " answer breaks its schema (" + wrong[0].Keyword + ")",
		Promised: wrong[0].Expected,
		Got:      answer.Shorten(text),
		Place:    wrong[0].Place,
	})
}
