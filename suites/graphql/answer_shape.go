package graphql

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

const answerShape = "graphql.answer-shape"

// AnswerShape finds answers that are not what the document asked for.
var AnswerShape = &harness.Check{
	ID: answerShape,
	Doc: `The answer to a document has exactly the shape that the document and the schema give it.

Clients decode answers into types that were made from both. A key that was not asked for is data that nobody reviewed, a
missing one or a null where none may stand makes the client fail, and an error whose path leads nowhere is shown at no field.

Judged on the answer to every document that was sent, those of this check with aliases, fragments, @skip and @include among
them: the keys of each object by the type that it turns out to be, the kind of every value, the members of enums, the range of
Int, where null may stand and what an error makes null, __typename, and the form of data, errors and extensions. Each field and
rule is reported once for the service.

It owns the shape of answers in GraphQL alone: conformance.response-schema and exposure.undeclared-property, which know the default
selection only, leave those contracts to it, so that one defect is one finding.

Ignored: 5xx; refusals as application/json with a status of their own, which may come from whatever stands in front of the service;
answers in parts; data for a request that had to be refused, which is graphql.invalid-document-accepted's or
graphql.lenient-coercion's.`,
	Severity: harness.Medium,
	Language: language,
	Rules:    []string{"GraphQL 6.3", "GraphQL 6.4", "GraphQL 7.1"},
	Propose:  written(answerShape),
	Judge:    judgeAnswerShape,
}

func judgeAnswerShape(p *harness.Pass) {
	for _, x := range p.Trace {
		types, q, ok := question(p, x)
		if !ok || !speaks(x) {
			continue
		}
		decoded, err := x.Response.JSON()
		if err != nil {
			continue
		}
		j := harness.Derive(x.Response, judged{string(x.Request.Body)}, func() graphql.Judgement { return types.Judge(q, decoded.Value) })
		wrong := false
		told := map[string]bool{}
		for i := range j.Faults {
			f := &j.Faults[i]
			if f.Rule == graphql.ExecutedInvalid {
				wrong = true // another check's
				continue
			}
			if b := shapeBreak(x, f); !told[b.Site] {
				told[b.Site], wrong = true, true
				p.Report(b)
			}
		}
		switch {
		case wrong:
		case j.Unsure != "":
			p.Inconclusive("%s", j.Unsure)
		default:
			p.Kept()
		}
	}
}

// judged is the key under which a judgement is remembered: answers are shared by their bodies.
type judged struct{ request string }

// shapeBreak names the place by the schema and not by the document, whose keys are made up.
func shapeBreak(x *harness.Exchange, f *graphql.Fault) harness.Break {
	at := f.Field
	if at == "" || strings.HasPrefix(f.Pointer, "/errors") {
		at = "body#" + f.Site
	} else if f.Rule == graphql.ExtraKey {
		at += "." + f.Pointer[strings.LastIndexByte(f.Pointer, '/')+1:]
	}
	var severity *harness.Severity
	if f.Rule == graphql.MissingKey && strings.Count(f.Pointer, "/") == 2 && graphql.Meant(x.Response).Outcome != graphql.Served {
		// Engines that leave out what they could not even begin with do so whatever was asked for, and tell an error beside it.
		low := harness.Low
		at, severity = "body#/data/*", &low
	}
	return harness.Break{
		Exchange: x, Service: true, Severity: severity,
		Site:     at + ":" + string(f.Rule),
		Message:  "the answer is not what the document asks for: " + strings.ReplaceAll(string(f.Rule), "-", " ") + " at " + at,
		Promised: answer.Shorten(f.Expected),
		Got:      answer.Shorten(f.Got),
		Place:    f.Place,
	}
}
