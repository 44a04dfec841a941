package learn

import (
	"reflect"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// finder gathers lessons from one body.
type finder struct {
	lessons []harness.Lesson
	steps   int
}

// spot is what is known, on the way down a body, of the input that its texts speak of.
type spot struct {
	in    string // as in a lesson
	field string // as in a lesson; empty when no name was met yet
	key   string // the member under which the value stands
	isMap bool   // the names of members are names of inputs
}

// clause is what a message demands: a keyword with its value, perhaps of a property of what the message speaks of.
type clause struct {
	keyword string
	value   any
	prop    string
}

// add takes a lesson in, once.
func (f *finder) add(at spot, c clause, text string) {
	field := at.field
	if c.prop != "" {
		field = join(field, c.prop)
	}
	if field == "" || len(f.lessons) == maxLessons || len(field) > maxText {
		return
	}
	l := harness.Lesson{In: at.in, Field: field, Keyword: c.keyword, Value: c.value, Text: shorten(text)}
	for i := range f.lessons {
		known := &f.lessons[i]
		if known.In == l.In && known.Field == l.Field && known.Keyword == l.Keyword && reflect.DeepEqual(known.Value, l.Value) {
			return
		}
	}
	f.lessons = append(f.lessons, l)
}

// said reads a message about a known input, and reports whether it was understood.
func (f *finder) said(at spot, message string) bool {
	clauses := understand(message)
	for _, c := range clauses {
		f.add(at, c, message)
	}
	return len(clauses) > 0
}

// join adds a property's name to a field, unless the field ends in it.
func join(field, prop string) string {
	switch {
	case field == "":
		return prop
	case field == prop, strings.HasSuffix(field, "."+prop), strings.HasSuffix(field, "/"+prop):
		return field
	case strings.HasPrefix(field, "/"):
		return field + "/" + escape.Replace(prop)
	case strings.HasPrefix(prop, "["):
		return field + prop
	}
	return field + "." + prop
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// shorten makes a message one line of bounded length.
func shorten(text string) string {
	if len(text) > maxMessage {
		text = text[:maxMessage]
	}
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "\uFFFD")
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText-1]) + "…"
	}
	return text
}

// location reads the words by which services name the parts of a request.
func location(word string) string {
	switch strings.ToLower(word) {
	case "body", "json", "requestbody", "request_body", "payload", "form", "formdata", "json_or_form":
		return "body"
	case "query", "querystring", "query_string", "queryparam", "query_params":
		return "query"
	case "path", "params", "pathparam", "path_params", "url_params", "view_args":
		return "path"
	case "header", "headers":
		return "header"
	case "cookie", "cookies":
		return "cookie"
	}
	return ""
}

// located takes the part of the request from the front of a field's name, where there is more than that.
func located(field string) spot {
	plain := strings.TrimPrefix(field, "/")
	if end := strings.IndexAny(plain, "./["); end > 0 {
		if in := location(plain[:end]); in != "" {
			rest := plain[end:]
			if rest[0] == '.' || rest[0] == '/' && in != "body" {
				rest = rest[1:]
			}
			return spot{in: in, field: rest}
		}
	}
	return spot{field: field}
}
