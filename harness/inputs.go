package harness

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// part gives the values of one location, made on demand.
func (in *Inputs) part(location string) *map[string]any {
	switch location {
	case "path":
		return &in.Path
	case "query":
		return &in.Query
	case "header":
		return &in.Header
	case "cookie":
		return &in.Cookie
	}
	return nil
}

// Put sets "path.id", "query.x", "header.x", "cookie.x" or "body#/a", where * stands for every element of an array.
func (in *Inputs) Put(target string, value any) error {
	if pointer, ok := strings.CutPrefix(target, "body#"); ok {
		if in.Body == nil {
			return fmt.Errorf("there is no body to bind %s in", target)
		}
		tokens := pointerTokens(pointer)
		if len(tokens) == 0 {
			in.Body.Value = like(nil, value)
			return nil
		}
		if !set(in.Body.Value, tokens, value) {
			return fmt.Errorf("binding target %s does not stand in an object of the body", target)
		}
		return nil
	}
	location, name, ok := strings.Cut(target, ".")
	values := in.part(location)
	if !ok || values == nil {
		return fmt.Errorf("binding target %q is unknown; use path.NAME, query.NAME, header.NAME, cookie.NAME or body#/pointer", target)
	}
	if *values == nil {
		*values = map[string]any{}
	}
	(*values)[name] = like((*values)[name], value)
	return nil
}

// set puts a value at the end of a pointer, and reports whether there was a place for it.
func set(v any, tokens []string, value any) bool {
	switch at := v.(type) {
	case map[string]any:
		if len(tokens) == 1 {
			at[tokens[0]] = like(at[tokens[0]], value)
			return true
		}
		done := set(at[tokens[0]], tokens[1:], value)
		if list, ok := at[tokens[0]].([]any); ok && tokens[1] == "*" {
			at[tokens[0]] = distinct(list)
		}
		return done
	case []any:
		done := false
		for i := range at { // every element where the token is *
			if tokens[0] != "*" && tokens[0] != strconv.Itoa(i) {
				continue
			}
			if len(tokens) == 1 {
				at[i] = like(at[i], value)
				done = true
			} else {
				done = set(at[i], tokens[1:], value) || done
			}
		}
		return done
	}
	return false
}

// distinct drops the elements that have become equal since they all name the same object: what a list says twice many
// services refuse.
func distinct(list []any) []any {
	var kept []any
	for _, e := range list {
		if !slices.ContainsFunc(kept, func(k any) bool { return reflect.DeepEqual(k, e) }) {
			kept = append(kept, e)
		}
	}
	return kept
}

// At gives the value of a target, the first where it has a *.
func (in *Inputs) At(target string) (any, bool) {
	if pointer, ok := strings.CutPrefix(target, "body#"); ok {
		var found []any
		if in.Body != nil {
			gather(in.Body.Value, pointerTokens(pointer), &found)
		}
		if len(found) == 0 {
			return nil, false
		}
		return found[0], true
	}
	location, name, _ := strings.Cut(target, ".")
	if values := in.part(location); values != nil {
		v, ok := (*values)[name]
		return v, ok
	}
	return nil, false
}

// has reports whether the inputs give a binding's target a value.
func (in *Inputs) has(target string) bool {
	if pointer, ok := strings.CutPrefix(target, "body#"); ok {
		return in.Body != nil && reaches(in.Body.Value, pointerTokens(pointer))
	}
	location, name, _ := strings.Cut(target, ".")
	values := in.part(location)
	if values == nil {
		return false
	}
	_, ok := (*values)[name]
	return ok
}

func reaches(v any, tokens []string) bool {
	if len(tokens) == 0 {
		return true
	}
	if list, ok := v.([]any); ok && tokens[0] == "*" {
		return slices.ContainsFunc(list, func(e any) bool { return reaches(e, tokens[1:]) })
	}
	next, err := member(v, tokens[0])
	return err == nil && reaches(next, tokens[1:])
}

// like gives a bound value the type of the one it replaces: an ID that stands in an address is text, and the same ID in a
// body may be a number.
func like(old, value any) any {
	switch v := value.(type) {
	case exact:
		return v.value
	case *watched:
		made := like(old, v.value)
		v.turned = v.turned || reflect.TypeOf(made) != reflect.TypeOf(v.value)
		return made
	}
	switch old.(type) {
	case json.Number, float64, int, int64:
		if text, ok := value.(string); ok {
			if _, err := strconv.ParseFloat(text, 64); err == nil {
				return json.Number(text)
			}
		}
	case string:
		switch value.(type) {
		case json.Number, float64, int, int64:
			return fmt.Sprint(value)
		}
	}
	return value
}

// clone copies inputs deeply, so that binding and shrinking never change a case that somebody else holds.
func (in Inputs) clone() Inputs {
	in.Path, in.Query = maps.Clone(in.Path), maps.Clone(in.Query)
	in.Header, in.Cookie = maps.Clone(in.Header), maps.Clone(in.Cookie)
	for _, m := range []map[string]any{in.Path, in.Query, in.Header, in.Cookie} {
		for k, v := range m {
			m[k] = copyValue(v)
		}
	}
	if in.Body != nil {
		in.Body = &Payload{Media: in.Body.Media, Value: copyValue(in.Body.Value)}
	}
	return in
}

func copyValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = copyValue(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = copyValue(e)
		}
		return l
	}
	return v
}
