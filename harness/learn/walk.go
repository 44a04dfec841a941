package learn

import (
	"slices"
	"strconv"
	"strings"
)

// objectReaders know one object of a list of errors by its members. Each reports whether the object was of its kind; the
// first that says so ends the search.
func objectReaders() []func(*finder, spot, map[string]any) bool {
	return []func(*finder, spot, map[string]any) bool{
		readZod, readAJV, readPydantic, readSpring, readTag, readConstraints, readItem,
	}
}

// textReaders know texts by their structure. The last reads plain sentences.
func textReaders() []func(*finder, spot, string) bool {
	return []func(*finder, spot, string) bool{
		readPlayground, readKin, readOgen, readOapi, readUnmarshal, readJackson, readSpringText, readPairs, readSentence,
	}
}

// walk looks for errors in a decoded body.
func (f *finder) walk(v any, at spot, depth int) {
	f.steps++
	if depth > maxDepth || f.steps > maxSteps || len(f.lessons) == maxLessons {
		return
	}
	switch v := v.(type) {
	case string:
		f.text(at, v)
	case []any:
		f.list(v, at, depth)
	case map[string]any:
		for _, read := range objectReaders() {
			if read(f, at, v) {
				return
			}
		}
		f.members(v, at, depth)
	}
}

// list walks an array. Objects in an array under the name of an input are about its elements, texts about itself.
func (f *finder) list(items []any, at spot, depth int) {
	for i, item := range items {
		inner := at
		if _, ok := item.(map[string]any); ok && at.isMap && at.field != "" {
			inner.field = join(at.field, strconv.Itoa(i))
		}
		f.walk(item, inner, depth+1)
	}
}

// members walks an object that is none of the known errors: a wrapper around them, or a map from inputs to messages.
func (f *finder) members(object map[string]any, at spot, depth int) {
	isMap := at.isMap || depth == 0 && plainMap(object) || containers[fold(at.key)] && !enveloped(object)
	for _, name := range sortedNames(object) {
		inner := spot{in: at.in, field: at.field, key: name}
		if !isMap {
			if in := location(name); in != "" && containers[fold(at.key)] {
				inner.in, inner.isMap = in, true
			}
			f.walk(object[name], inner, depth+1)
			continue
		}
		inner.isMap = true
		switch in := location(name); {
		case name == "_errors", name == "":
		case whole[fold(name)]: // about several inputs at once
			continue
		case at.field == "" && lists[fold(name)] && !texts(object[name]):
		case in != "" && at.field == "" && nested(object[name]):
			inner.in = in
		default:
			inner.field = join(at.field, strings.TrimPrefix(strings.TrimPrefix(name, "$."), "$"))
		}
		f.walk(object[name], inner, depth+1)
	}
}

// text reads a text: about a known input, or one that says itself what it is about.
func (f *finder) text(at spot, text string) {
	if text = strings.TrimSpace(text); len(text) > maxMessage || !marked([]byte(text)) {
		return
	}
	for _, read := range textReaders()[:6] {
		if read(f, at, text) {
			return
		}
	}
	if at.field != "" {
		f.said(at, text)
		return
	}
	for _, read := range textReaders()[6:] {
		if read(f, at, text) {
			return
		}
	}
}

// containers are names of members whose objects map inputs to messages.
var containers = set("errors", "error", "detail", "details", "fields", "fielderrors", "validationerrors", "validation",
	"messages", "message", "invalid", "violations", "invalidparams", "modelstate", "errormessages")

// lists are names of members that hold errors also beside names of inputs.
var lists = set("issues", "errors", "fielderrors", "violations", "constraintviolations", "invalidparams", "validationerrors", "suberrors")

// whole are names in a map of inputs that stand for the request as a whole.
var whole = set("nonfielderrors", "formerrors", "base", "all", "schema")

// envelope are names of members that say that an object is about an error and no map of inputs.
var envelope = set("status", "statuscode", "code", "title", "type", "timestamp", "message", "error", "detail", "errors", "details",
	"instance", "traceid", "requestid", "path", "success", "ok", "reason", "description", "hint", "result", "data", "kind", "name")

// plainMap reports whether the whole body is a map from inputs to messages.
func plainMap(object map[string]any) bool { return len(object) > 0 && !enveloped(object) }

// enveloped reports whether any member speaks of an error as such. A list of messages under such a name is a map's.
func enveloped(object map[string]any) bool {
	for name, v := range object {
		plain := fold(name)
		if !envelope[plain] {
			continue
		}
		switch text, isText := v.(string); {
		case isText && unsure[plain] && strings.Contains(text, " "): // a message about an input of that name
		case texts(v) && plain != "errors" && plain != "message" && plain != "details":
		default:
			return true
		}
	}
	return false
}

// unsure are those of them that inputs are often called, too. About a failure they are one word.
var unsure = set("code", "type", "path", "kind", "name")

// texts reports whether a value is a list of texts.
func texts(v any) bool {
	list, ok := v.([]any)
	for _, item := range list {
		if _, isText := item.(string); !isText {
			return false
		}
	}
	return ok && len(list) > 0
}

func nested(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, name := range names {
		m[name] = true
	}
	return m
}

// fold brings the spellings of a name together: camelCase, snake_case, kebab-case and PascalCase.
func fold(name string) string {
	plain := true
	for i := 0; i < len(name); i++ {
		if c := name[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			plain = false
			break
		}
	}
	if plain {
		return name
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', ' ', '.', '\'', '"':
			return -1
		}
		return r
	}, strings.ToLower(name))
}

func sortedNames(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
