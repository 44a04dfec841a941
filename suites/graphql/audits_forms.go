package graphql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/answer"
)

// content is what an answer's body is.
type content uint8

const (
	anything content = iota
	served           // data and no errors
	withData         // data, whatever stands beside it
	dataless         // no member data
	utf8Text
)

// form is one way to answer. What is empty says nothing.
type form struct {
	status  string // such as "200" or "4xx 5xx"
	media   string
	unlike  string // a media type that the answer has not
	body    content
	allow   bool // the header Allow
	vacuous bool // an answer of this form neither keeps a promise nor breaks one
	first   bool // the media type is the one that the service itself took when it was preferred
}

// preferred is the media type of the control, which prefers the same one.
var preferred = form{status: "2xx", body: served, first: true}

func (f form) as(media string) form {
	f.media = media
	return f
}

// has reports whether an answer has the form. The control is the answer to the usual request.
func (f form) has(x, control *harness.Exchange) bool {
	media := harness.MediaType(answer.ContentType(x))
	switch {
	case f.status != "" && !slices.ContainsFunc(strings.Fields(f.status), func(s string) bool { return among(s, x.Response.Status) }):
	case f.media != "" && media != f.media:
	case f.unlike != "" && media == f.unlike:
	case f.allow && x.Response.Header.Get("Allow") == "":
	case f.first && harness.MediaType(answer.ContentType(control)) == responseMedia && media == jsonMedia:
	default:
		return f.body.is(x)
	}
	return false
}

func among(pattern string, status int) bool {
	text := strconv.Itoa(status)
	return pattern == text || strings.HasSuffix(pattern, "xx") && pattern[0] == text[0]
}

func (c content) is(x *harness.Exchange) bool {
	decoded, err := x.Response.JSON()
	top, _ := decoded.Value.(map[string]any)
	data, has := top["data"]
	switch c {
	case served:
		return err == nil && data != nil && top["errors"] == nil
	case withData:
		return err == nil && data != nil
	case dataless:
		return !has
	case utf8Text:
		return utf8.Valid(x.Response.Body)
	}
	return true
}

// promised says what forms an answer may have.
func promised(c clause) string {
	var list []string
	for _, f := range c.forms {
		wider := f
		wider.status = "2xx"
		if !f.vacuous && !slices.Contains(list, f.String()) && (f.status != "200" || !slices.Contains(c.forms, wider)) {
			list = append(list, f.String())
		}
	}
	word := map[strength]string{must: "MUST", should: "SHOULD"}[c.strength]
	return word + ": " + strings.Join(list, ", or ")
}

// String says the form in words.
func (f form) String() string {
	var parts []string
	if f.status != "" {
		parts = append(parts, strings.ReplaceAll(f.status, " ", " or "))
	}
	if f.media != "" {
		parts = append(parts, "as "+f.media)
	}
	if f.first {
		parts = append(parts, "the media type that is preferred")
	}
	if f.allow {
		parts = append(parts, "with Allow")
	}
	if words := map[content]string{served: "with data", dataless: "without data", utf8Text: "in UTF-8"}[f.body]; words != "" {
		parts = append(parts, words)
	}
	return strings.Join(parts, " ")
}

// gotten shows an answer by what audits look at.
func gotten(x *harness.Exchange) string {
	media := answer.ContentType(x)
	if media == "" {
		media = "no media type"
	}
	return answer.Shorten(fmt.Sprintf("%d as %s: %s", x.Response.Status, media, x.Response.Body))
}
