package generators_test

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
)

// disagreement is a case that kin-openapi judges differently: it refuses what is meant to be valid (said is its reason), or
// takes what is meant to be wrong (said is empty).
type disagreement struct {
	op      *harness.Operation
	made    *harness.Case
	request *harness.Request
	said    string
}

func (d *disagreement) took() bool { return d.said == "" }

func (d *disagreement) media() string {
	name, _, _ := mime.ParseMediaType(d.request.Header.Get("Content-Type"))
	return name
}

// difference explains why kin-openapi differs, and how to tell that this is the reason. A disagreement that no difference
// explains fails the test.
type difference struct {
	name, why string
	explains  func(*disagreement) bool
}

var differences = []difference{
	{"trailing text", "kin-openapi decodes the first JSON value of a body and does not look at what follows it; RFC 8259 section 2 has one value in a text",
		func(d *disagreement) bool {
			return d.took() && d.made.Aim.Keyword == "syntax" && strings.HasSuffix(string(d.request.Body), " }")
		}},
	{"text that is not UTF-8", "Go's encoding/json replaces bytes that are not UTF-8 instead of refusing them; RFC 8259 section 8.1 demands UTF-8",
		func(d *disagreement) bool {
			return d.took() && d.made.Aim.Keyword == "syntax" && !utf8.Valid(d.request.Body)
		}},
	{"formats without a judge", "the formats that this test does not give kin-openapi a judge for are annotations to it",
		func(d *disagreement) bool {
			return d.took() && d.made.Aim.Keyword == "format" && !judged(d.made)
		}},
	{"numbers beyond 53 bits", "kin-openapi turns numbers into float64, where the ends of int64 and the numbers beside them are the same",
		func(d *disagreement) bool {
			key := d.made.Aim.Keyword
			return d.took() && (key == "format" || key == "maximum" || key == "minimum") && strings.Contains(d.made.Title, "922337203685477580")
		}},
	{"deepObject of arrays", "kin-openapi refuses every request to an operation that declares an array in style deepObject, even one that does not send it",
		func(d *disagreement) bool {
			return strings.Contains(d.said, `invalid serialization method: style="deepObject"`)
		}},
	{"forms with unions", "kin-openapi cannot read forms in which a property has no type of its own but is an anyOf, even where it is not sent",
		func(d *disagreement) bool {
			return strings.Contains(d.said, "decode request body: unsupported schema of request body")
		}},
	{"texts with unions", "kin-openapi reads the text of a form's property as null, as {} or by its last branch where the property is an anyOf without a type",
		func(d *disagreement) bool {
			form := d.media() == "multipart/form-data" || d.media() == "application/x-www-form-urlencoded"
			return !d.took() && form && (strings.Contains(d.said, "anyOf") || strings.Contains(d.said, "got null"))
		}},
	{"texts without a type", "kin-openapi does not decode a parameter whose schema has an enum and no type, and then takes it for empty",
		func(d *disagreement) bool { return strings.Contains(d.said, "empty value is not allowed") }},
	{"discriminators", "our loader lets a discriminator tell the branches of a oneOf apart; kin-openapi goes by JSON Schema, where a message without a type matches two of them, or demands the property although a branch leaves it open",
		func(d *disagreement) bool {
			item := strings.Contains(d.op.Path, "/conversations") || strings.Contains(d.op.Path, "/responses")
			return strings.Contains(d.said, "does not contain the discriminator property") ||
				item && (strings.Contains(d.said, "oneOf") || strings.Contains(d.said, `Error at "/input"`))
		}},
	{"forms by property", "kin-openapi reads a form by looking up declared properties: undeclared ones are not seen, parts of one name are not counted, and texts that it cannot read as a branch of a union are left out",
		func(d *disagreement) bool {
			return d.took() && (d.media() == "application/x-www-form-urlencoded" || d.media() == "multipart/form-data")
		}},
	{"media types without a decoder", "kin-openapi has decoders for some media types and refuses all others, although the contract declares them",
		func(d *disagreement) bool {
			return strings.Contains(d.said, "unsupported content type") && harness.MatchMedia(d.op.Body.Contents, d.media()) != nil
		}},
	{"shared Swagger bodies", "kin-openapi's conversion of Swagger 2.0 gives a body parameter that operations share the media types of the document, not those of the operation",
		func(d *disagreement) bool {
			return d.took() && d.made.Aim.Keyword == "media-type" && d.media() == "application/json" && d.op.Extensions["x-kubernetes-action"] != nil
		}},
	{"unions of a text and a list", "kin-openapi reads a query parameter that may be a string or an array of strings as an array, and then compares that to the string",
		func(d *disagreement) bool {
			return strings.Contains(d.said, `parameter "has" in query has an error`) && strings.Contains(d.said, "value must be a string")
		}},
	{"null without a type", "kin-openapi takes a schema without a type for one that refuses null; OpenAPI 3.0.3 lets such a schema allow everything",
		func(d *disagreement) bool {
			return strings.Contains(d.said, "Value is not nullable") && bytes.Contains(d.request.Body, []byte("null"))
		}},
}

// explain finds the first difference that accounts for a disagreement.
func explain(d *disagreement) string {
	for _, known := range differences {
		if known.explains(d) {
			return known.name
		}
	}
	return ""
}
