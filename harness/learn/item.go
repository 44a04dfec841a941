package learn

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The members by which lists of errors name an input and say what is wrong with it, the most certain first. RFC 9457 has
// pointer and detail in its example, JSON:API source, Symfony propertyPath, huma location.
var (
	placeNames   = []string{"pointer", "field", "propertyPath", "property", "fieldName", "field_name", "param", "parameter", "attribute", "instancePath", "at", "loc", "path", "location", "key", "name", "target"}
	messageNames = []string{"message", "msg", "detail", "defaultMessage", "errorMessage", "error_message", "reason", "description", "error", "err", "messages", "errors", "title"}
)

// readItem reads one object of a list of errors: an input and what is wrong with it.
func readItem(f *finder, at spot, object map[string]any) bool {
	to, ok := placeOf(at, object)
	if !ok {
		return false
	}
	for _, name := range messageNames {
		if list := textsOf(object[name]); len(list) > 0 {
			for _, text := range list {
				if to.field == "" { // the body as a whole: a message may name a property of it
					f.said(to, text)
				} else {
					f.text(to, text)
				}
			}
			return true
		}
	}
	return false
}

// textsOf gives a text, or the texts in a list.
func textsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, item := range v {
			if text, ok := item.(string); ok {
				list = append(list, text)
			}
		}
		return list
	}
	return nil
}

// placeOf finds the input that an error's object names.
func placeOf(at spot, object map[string]any) (spot, bool) {
	to := spot{in: at.in, isMap: at.isMap}
	for _, name := range []string{"in", "location", "source", "locationType"} {
		switch v := object[name].(type) {
		case string:
			if in := location(v); in != "" {
				to.in = in
			}
		case map[string]any: // JSON:API
			return sourceOf(v)
		}
	}
	for _, name := range placeNames {
		field := fieldOf(object[name], name == "path" || name == "loc" || name == "location" || name == "field")
		switch {
		case name == "location" && location(field) == "body" && object["errors"] == nil:
			return spot{in: "body", isMap: at.isMap}, true
		case field == "" || location(field) != "" && (name == "location" || name == "loc"):
			continue
		case name == "path" && aboutRequest(object), name == "name" && isErrorName(field), name == "key" && strings.Contains(field, " "):
			continue
		case name == "location" || name == "loc" || name == "instancePath":
			inner := located(field)
			if inner.in == "" {
				inner.in = to.in
			}
			inner.isMap = at.isMap
			return inner, true
		}
		to.field = strings.TrimPrefix(field, "#")
		if at.field != "" && !strings.HasPrefix(to.field, "/") {
			to.field = join(at.field, to.field)
		}
		return to, true
	}
	return to, false
}

// sourceOf reads the source of a JSON:API error.
func sourceOf(source map[string]any) (spot, bool) {
	for name, in := range map[string]string{"pointer": "body", "parameter": "query", "header": "header"} {
		if text, ok := source[name].(string); ok && text != "" {
			return spot{in: in, field: strings.TrimPrefix(text, "#")}, true
		}
	}
	return spot{}, false
}

// fieldOf reads a name, or the list of names that leads to an input.
func fieldOf(v any, mayList bool) string {
	switch v := v.(type) {
	case string:
		if len(v) > maxText || strings.Contains(v, "://") {
			return ""
		}
		return v
	case []any:
		if mayList {
			return dotted(v)
		}
	}
	return ""
}

// dotted writes names and positions as one path; names with dots in them make it a pointer.
func dotted(names []any) string {
	var out, asPointer strings.Builder
	isPointer := false
	for i, name := range names {
		text := ""
		switch name := name.(type) {
		case string:
			text = name
			isPointer = isPointer || strings.ContainsAny(name, "./[] ")
		case json.Number:
			if _, err := strconv.Atoi(string(name)); err != nil {
				return ""
			}
			text = string(name)
		default:
			return ""
		}
		if i > 0 {
			out.WriteByte('.')
		}
		out.WriteString(text)
		asPointer.WriteString("/" + escape.Replace(text))
	}
	if isPointer {
		return asPointer.String()
	}
	return out.String()
}

// aboutRequest reports whether an object tells of a request as a whole; its path is then that of the request.
func aboutRequest(object map[string]any) bool {
	for _, name := range []string{"timestamp", "status", "statusCode", "method"} {
		if _, ok := object[name]; ok {
			return true
		}
	}
	return false
}

func isErrorName(name string) bool {
	return strings.HasSuffix(name, "Error") || strings.HasSuffix(name, "Exception")
}
