package conformance

import (
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
	"github.com/contravene-dev/contravene/suites/internal/shape"
)

// ResponseSchema finds bodies that do not satisfy their schema.
var ResponseSchema = &harness.Check{
	ID: "conformance.response-schema",
	Doc: `Every body satisfies the schema that the contract gives for its status and media type.

A client decodes into types that were made from that schema: a missing property, a string for a number or an unknown enum
member makes it fail, or worse, makes it carry on with a zero value.

Judged on JSON bodies, read with the response face of the schema (writeOnly properties are not owed), and on text/plain
bodies whose schema is a plain string. Each place is reported once, with array positions and map keys written as *.

Ignored: properties that the contract does not declare, and whatever is wrong only because of them, which are
exposure.undeclared-property's; text that is not JSON at all (conformance.malformed-body); bodies of an undocumented
status or media type; 5xx; media types of other kinds. In GraphQL the shape of an answer follows from the document that was
asked, and is graphql.answer-shape's.`,
	Severity: harness.Medium,
	Except:   "GraphQL",
	Rules:    []string{"OpenAPI 3.1 Media Type Object, schema", "JSON Schema 2020-12"},
	Judge:    judgeResponseSchema,
}

func judgeResponseSchema(p *harness.Pass) {
	for x := range answer.Reached(p) {
		s, value, ok := answer.JSON(x)
		if !ok {
			s, value, ok = plainText(x)
		}
		if !ok {
			continue
		}
		wrong := harness.Derive(x.Response, wrongIn{s}, func() []schema.Violation { return violations(s, value) })
		if len(wrong) == 0 {
			p.Kept()
		}
		told := map[string]bool{}
		for i := range wrong {
			for _, b := range schemaBreaks(s, value, &wrong[i]) {
				if !told[b.Site] {
					told[b.Site] = true
					b.Exchange = x
					b.Message = "the " + answer.Status(x) + " body breaks its schema at " + b.Site + " (" + wrong[i].Keyword + ")"
					p.Report(b)
				}
			}
		}
	}
}

// wrongIn is the key under which the violations of a schema are remembered.
type wrongIn struct{ *schema.Schema }

// schemaBreaks names the places of a violation: for missing properties the places where they should stand.
func schemaBreaks(s *schema.Schema, value any, v *schema.Violation) []harness.Break {
	at := "body#" + shape.Pointer(s, value, v.Pointer)
	b := harness.Break{Site: at, Promised: v.Expected, Got: v.Got, Place: v.Place}
	if v.Keyword != "required" {
		return []harness.Break{b}
	}
	var list []harness.Break
	for _, name := range shape.Missing(s, schema.Response, value, v) {
		b.Site, b.Promised, b.Got = at+"/"+name, "a property "+name, "no such property"
		list = append(list, b)
	}
	return list
}

// plainText gives the value of a text/plain body under a schema that wants nothing but a string. Texts of other types
// have no defined form.
func plainText(x *harness.Exchange) (*schema.Schema, any, bool) {
	media := answer.Content(x)
	if media == nil || media.Schema == nil || harness.MediaType(answer.ContentType(x)) != "text/plain" {
		return nil, nil, false
	}
	s := media.Schema()
	if !slices.Equal(s.Resolve().Types, []string{"string"}) {
		return nil, nil, false
	}
	return s, strings.ToValidUTF8(string(x.Response.Body), "\uFFFD"), true
}

// violations gives what is wrong with a value and would still be wrong without its undeclared properties.
func violations(s *schema.Schema, value any) []schema.Violation {
	wrong := slices.DeleteFunc(s.Validate(schema.Response, value), closed)
	if len(wrong) == 0 {
		return nil
	}
	if undeclared := s.Undeclared(schema.Response, value); len(undeclared) > 0 {
		remaining := s.Validate(schema.Response, shape.Prune(value, undeclared))
		wrong = slices.DeleteFunc(wrong, func(v schema.Violation) bool {
			return !slices.ContainsFunc(remaining, func(r schema.Violation) bool {
				return r.Keyword == v.Keyword && r.Pointer == v.Pointer
			})
		})
	}
	return slices.DeleteFunc(wrong, func(v schema.Violation) bool { return explained(v, wrong) })
}

func closed(v schema.Violation) bool {
	return v.Keyword == "additionalProperties" || v.Keyword == "unevaluatedProperties"
}

// explained reports whether a failed union is only the sum of what is wrong in the branch that was meant.
func explained(union schema.Violation, all []schema.Violation) bool {
	if union.Keyword != "oneOf" && union.Keyword != "anyOf" {
		return false
	}
	return slices.ContainsFunc(all, func(v schema.Violation) bool {
		below := v.Pointer == union.Pointer || strings.HasPrefix(v.Pointer, union.Pointer+"/")
		return below && v.Keyword != "oneOf" && v.Keyword != "anyOf"
	})
}
