package conformance

import (
	"errors"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// MalformedBody finds bodies that are not of the media type that they claim.
var MalformedBody = &harness.Check{
	ID: "conformance.malformed-body",
	Doc: `Every body is text of the media type that it claims: JSON that parses and is UTF-8, XML that is well-formed.

No client can read it otherwise, whatever the values say.

Judged on bodies of a documented media type: JSON types by RFC 8259 (one value, nothing after it, UTF-8), XML types for
well-formedness, and other text that names the charset utf-8 for being that. The schema of such a body is not judged.

Ignored: empty bodies (conformance.missing-body), undocumented media types, binary types, repeated names in a JSON object
(RFC 8259 4 only advises against them). JSON nested too deeply to be read, and XML with its own entities or in another
encoding, is inconclusive.`,
	Severity: harness.High,
	Rules:    []string{"RFC 8259 2", "RFC 8259 8.1", "RFC 7303 3", "RFC 9110 8.3.2"},
	Judge:    judgeMalformedBody,
}

func judgeMalformedBody(p *harness.Pass) {
	for x := range answer.Reached(p) {
		media := answer.Content(x)
		if media == nil {
			continue
		}
		unsure, wrong := malformed(x)
		switch {
		case unsure != "":
			p.Inconclusive("%s", unsure)
		case wrong == nil:
			p.Kept()
		case !errors.Is(wrong, errNotText):
			p.Report(harness.Break{
				Exchange: x,
				Site:     "body:" + answer.Documented(x).Status,
				Message:  "the body is not what its Content-Type says: " + answer.Shorten(wrong.Error()),
				Promised: answer.Shorten(answer.ContentType(x)),
				Got:      answer.Shorten(string(x.Response.Body)),
				Place:    media.Source,
			})
		}
	}
}

// errNotText marks bodies whose form this check knows nothing about.
var errNotText = errors.New("not a text")

// malformed says what is wrong with a body under its own Content-Type, or why nobody can say.
func malformed(x *harness.Exchange) (unsure string, wrong error) {
	contentType := answer.ContentType(x)
	switch {
	case harness.IsJSON(contentType):
		_, err := x.Response.JSON()
		if errors.Is(err, schema.ErrDepth) {
			return err.Error(), nil
		}
		return "", err
	case harness.IsXML(contentType):
		return malformedXML(x.Response.Body)
	case !claimsUTF8(contentType):
		return "", errNotText
	case !utf8.Valid(x.Response.Body):
		return "", errors.New("not UTF-8")
	}
	return "", nil
}

func claimsUTF8(contentType string) bool {
	_, params, err := mime.ParseMediaType(contentType)
	return err == nil && strings.EqualFold(params["charset"], "utf-8")
}
