package input

import (
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/learn"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// UndocumentedConstraint finds rules that a service enforces and its contract does not state.
var UndocumentedConstraint = &harness.Check{
	ID: "input.undocumented-constraint",
	Doc: `What a service demands of an input, its contract says.

A client that reads the contract cannot know the rule. It learns of it from a refusal, and so does every tool that makes
requests, documentation or client code from the contract. The service is right more often than not, and a line in the
contract mends it.

Judged on requests whose bytes keep the contract: a 400 or 422 whose body names an input and a rule, in the format of a
common validator or in plain English, breaks the promise when the contract has no such keyword at that place and the value
that was sent does break the rule; 2xx keeps it. Each place and keyword is reported once.

Ignored: bodies that are not understood; names that fit no input or more than one; inputs of which the contract lists the
values; rules that are tighter than what the contract states, for that is a contradiction and input.valid-refused's
business; and that a value must be unique, which a contract cannot say.`,
	Severity: harness.Info,
	Rules:    []string{"OpenAPI 3.1 Parameter Object, schema", "OpenAPI 3.1 Media Type Object, schema", "JSON Schema 2020-12"},
	Judge:    judgeUndocumentedConstraint,
}

func judgeUndocumentedConstraint(p *harness.Pass) {
	x := p.Last()
	if !answer.Whole(p, x) || !x.Reading.Valid() || x.Request.Method != x.Operation.Method {
		return
	}
	if x.Status()/100 == 2 {
		p.Kept()
		return
	}
	if !teaches(x) {
		return
	}
	for _, r := range learn.Drift(x.Operation, x) {
		at := r.Target
		if r.Target == "body" || r.Pointer != "" {
			at += "#" + r.Pointer
		}
		p.Report(harness.Break{
			Site:     at + ":" + r.Keyword,
			Message:  "a valid request is refused because " + at + " " + wanted(r.Keyword),
			Promised: "the contract says nothing of it",
			Got:      answer.Status(x) + ": " + answer.Shorten(r.Text),
			Place:    written(x, &r),
		})
	}
}

// teaches reports whether an answer may say which rule a request broke. A 409 speaks of what is stored.
func teaches(x *harness.Exchange) bool {
	return x.Status() == http.StatusBadRequest || x.Status() == http.StatusUnprocessableEntity
}

// wanted says in words what a rule is about. Its value is the service's to say, and stands in what came.
func wanted(keyword string) string {
	switch keyword {
	case "required":
		return "is missing"
	case "pattern":
		return "does not match a pattern"
	case "format", "type":
		return "is not of a certain " + keyword
	case "enum":
		return "is not one of certain values"
	case "minLength", "minItems", "minProperties":
		return "is too short"
	case "maxLength", "maxItems", "maxProperties":
		return "is too long"
	case "minimum", "exclusiveMinimum":
		return "is too small"
	case "maximum", "exclusiveMaximum":
		return "is too large"
	case "multipleOf":
		return "is not a multiple of a certain number"
	case "uniqueItems":
		return "has equal items"
	}
	return "does not agree with another input"
}

// written gives the place in the contract where the rule should stand.
func written(x *harness.Exchange, r *harness.Rule) harness.Source {
	if r.Target != "body" {
		where, name, _ := strings.Cut(r.Target, ".")
		if parameter := x.Operation.Parameter(where, name); parameter != nil {
			return parameter.Source
		}
		return harness.Source{}
	}
	s, _ := input(x, r.Target)
	if s == nil {
		return harness.Source{}
	}
	here := shape.Facets(s)
	tokens := shape.Tokens(r.Pointer)
	if r.Keyword == "required" && len(tokens) > 0 {
		tokens = tokens[:len(tokens)-1]
	}
	for _, token := range tokens {
		var next []*schema.Schema
		if next = shape.Members(here, token); len(next) == 0 {
			next = append(shape.Elements(here, 0), shape.Entries(here)...)
		}
		if here = shape.Spread(next); len(here) == 0 {
			return harness.Source{}
		}
	}
	return here[0].Resolve().Source
}

// explained reports whether a refusal names rules on which the contract is silent, and no other: then the reason is known,
// and is a lack of the contract.
func explained(x *harness.Exchange) bool {
	if !teaches(x) {
		return false
	}
	rules := learn.Rules(x.Operation, x)
	return len(rules) > 0 && len(learn.Silent(x.Operation, rules)) == len(rules)
}

// occupied gives the input of which a refusal says that another object has its value, or nothing.
func occupied(x *harness.Exchange) string {
	for _, r := range learn.Rules(x.Operation, x) {
		if r.Keyword == "unique" {
			return strings.TrimSuffix(r.Target+"#"+r.Pointer, "#")
		}
	}
	return ""
}
