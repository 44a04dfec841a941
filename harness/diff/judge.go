package diff

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// tells judges a value by both sides, and says in which world they differ about it, if they do.
func (s *search) tells(level int, from, against *spot, v any) World {
	text := s.root.text && level == 0
	if !accepts(from, v, text) {
		return ""
	}
	if !accepts(against, v, text) {
		if text || s.blames(level, against, v) {
			return Open
		}
		return ""
	}
	switch s.edit.stem {
	case "marked", "unmarked":
		return Marked
	case "added", "removed", "required-added", "required-removed":
		path := tokensOf(append(slices.Clone(s.steps[level:]), step{way: toProperty, name: s.edit.name}))
		if lists(against, v, path) && !lists(from, v, path) {
			return Closed
		}
	}
	return ""
}

// accepts judges a value; one that travels as text is also read as the number or the boolean that it may be, and as text.
func accepts(s *spot, v any, text bool) bool {
	whole := s.whole()
	if whole.Valid(s.face, v) {
		return true
	}
	if !text {
		return false
	}
	switch v := v.(type) {
	case string:
		decoded, err := schema.DecodeJSON([]byte(v))
		switch decoded.Value.(type) {
		case json.Number, bool:
			return err == nil && whole.Valid(s.face, decoded.Value)
		}
	case json.Number:
		return whole.Valid(s.face, string(v))
	case bool:
		return whole.Valid(s.face, compact(v))
	}
	return false
}

// lists reports whether a spot does not declare what stands at a path.
func lists(s *spot, v any, path []string) bool {
	return slices.ContainsFunc(s.whole().Undeclared(s.face, v), func(u schema.Undeclared) bool {
		return along(strings.Split(u.Pointer, "/")[1:], path, true)
	})
}

// blames reports whether the reason for which a side refuses a value is the edit and not another one.
func (s *search) blames(level int, against *spot, v any) bool {
	path := tokensOf(s.steps[level:])
	for _, found := range against.whole().Validate(s.root.face, v) {
		tokens := strings.Split(found.Pointer, "/")[1:]
		if along(tokens, path, false) && s.about(found.Keyword) {
			return true
		}
	}
	return false
}

// about reports whether a violated keyword is one that the edit is about, or one that hides which it was.
func (s *search) about(keyword string) bool {
	switch keyword {
	case "anyOf", "oneOf", "not", "false", "type", "additionalProperties", "unevaluatedProperties", "items", "unevaluatedItems", "required":
		return true
	}
	return len(s.edit.keywords) == 0 || s.edit.sure || slices.Contains(s.edit.keywords,
		keyword) || s.edit.stem == "schema" || s.edit.stem == "enum-list" ||
		s.edit.stem == "condition" || s.edit.stem == "union" || s.edit.stem == "dependent-schemas"
}

// along reports whether two paths are one, or, unless they have to be whole, one of them begins like the other. A star
// stands for any step.
func along(tokens, path []string, whole bool) bool {
	if whole && len(tokens) != len(path) {
		return false
	}
	for i := range min(len(tokens), len(path)) {
		if path[i] != "*" && tokens[i] != path[i] {
			return false
		}
	}
	return true
}

// tokensOf writes steps as the tokens of a pointer, with a star for any item or name.
func tokensOf(steps []step) []string {
	var list []string
	for _, s := range steps {
		switch s.way {
		case toProperty:
			list = append(list, escape(s.name))
		case toRest, toPattern, toItems, toPosition:
			list = append(list, "*")
		}
	}
	return list
}

var escaper = strings.NewReplacer("~", "~0", "/", "~1")

func escape(name string) string { return escaper.Replace(name) }
