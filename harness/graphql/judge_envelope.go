package graphql

import (
	"maps"
	"slices"
	"strconv"
)

// streamed are the entries of answers that come in parts.
var streamed = []string{"hasNext", "pending", "incremental", "completed", "label", "path", "items", "subsequent"}

// envelope judges what stands around the data (GraphQL, 7.1).
func (j *judge) envelope(top map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(top)) {
		switch {
		case name == "data" || name == "errors" || name == "extensions":
		case slices.Contains(streamed, name):
			j.doubt("the answer comes in parts")
		default:
			j.fault(ExtraKey, []string{name}, "data, errors and extensions only", shown(top[name]))
		}
	}
	if v, has := top["extensions"]; has && v != nil {
		if _, ok := v.(map[string]any); !ok {
			j.fault(Envelope, []string{"extensions"}, "an object", shown(v))
		}
	}
	data, hasData := top["data"]
	_, hasErrors := top["errors"]
	switch {
	case !hasData && !hasErrors:
		j.fault(Envelope, nil, "data or errors", "neither")
	case hasData && data == nil && !hasErrors:
		j.fault(NullWithoutError, []string{"data"}, "an error beside data that is null", "no errors")
	}
	if _, isObject := data.(map[string]any); data != nil && !isObject {
		j.fault(WrongKind, []string{"data"}, "an object or null", shown(data))
		j.doubt("data is no object")
	}
	if hasErrors {
		j.errors(top["errors"])
	}
}

// errors judges the entries of the list of errors (GraphQL, 7.1.2).
func (j *judge) errors(v any) {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		j.fault(Envelope, []string{"errors"}, "at least one error, or no such entry", shown(v))
		return
	}
	for i, e := range list {
		at := []string{"errors", strconv.Itoa(i)}
		entry, ok := e.(map[string]any)
		if !ok {
			j.fault(ErrorEntry, at, "an object", shown(e))
			continue
		}
		if _, ok := entry["message"].(string); !ok {
			j.fault(ErrorEntry, append(at, "message"), "a text", shown(entry["message"]))
		}
		if v := entry["extensions"]; v != nil {
			if _, ok := v.(map[string]any); !ok {
				j.fault(ErrorEntry, append(at, "extensions"), "an object", shown(v))
			}
		}
		j.locations(entry["locations"], append(at, "locations"))
		j.pathForm(entry["path"], append(at, "path"))
	}
}

// locations judges the places in the document that an error names. Null counts as absent.
func (j *judge) locations(v any, at []string) {
	if v == nil {
		return
	}
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		j.fault(ErrorEntry, at, "at least one location, or no such entry", shown(v))
		return
	}
	for i, l := range list {
		location, _ := l.(map[string]any)
		line, okLine := position(location["line"])
		column, okColumn := position(location["column"])
		if !okLine || !okColumn || line < 1 || column < 1 {
			j.fault(ErrorEntry, append(slices.Clone(at), strconv.Itoa(i)), "a line and a column, counted from 1", shown(l))
		}
	}
}

// pathForm judges how a path is written; where it leads is judged with the data.
func (j *judge) pathForm(v any, at []string) {
	if v == nil {
		return
	}
	if _, ok := steps(v); !ok {
		j.fault(ErrorEntry, at, "a list of keys and positions", shown(v))
	}
}

// steps reads a path: keys as they are, positions as digits.
func steps(v any) ([]string, bool) {
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	path := make([]string, 0, len(list))
	for _, step := range list {
		switch step := step.(type) {
		case string:
			if !isName(step) {
				return nil, false
			}
			path = append(path, step)
		default:
			i, ok := position(step)
			if !ok {
				return nil, false
			}
			path = append(path, strconv.Itoa(i))
		}
	}
	return path, true
}
