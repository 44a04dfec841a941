package learn

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// values gives what a request had at a place; with "*" in the pointer there may be many.
func values(x *harness.Exchange, target, pointer string) []any {
	in := &x.Reading.Inputs
	if target == "body" {
		if in.Body == nil {
			return nil
		}
		return reach([]any{in.Body.Value}, steps(pointer))
	}
	where, name, _ := strings.Cut(target, ".")
	from := map[string]map[string]any{"path": in.Path, "query": in.Query, "header": in.Header, "cookie": in.Cookie}[where]
	for given, v := range from {
		if given == name || where == "header" && strings.EqualFold(given, name) {
			return []any{v}
		}
	}
	return nil
}

func reach(from []any, path []string) []any {
	for _, step := range path {
		var next []any
		for _, v := range from {
			switch v := v.(type) {
			case []any:
				if step == "*" {
					next = append(next, v...)
				}
			case map[string]any:
				if inner, ok := v[step]; ok {
					next = append(next, inner)
				} else if step == "*" {
					for _, name := range sortedNames(v) {
						next = append(next, v[name])
					}
				}
			}
		}
		from = next[:min(len(next), maxInputs)]
	}
	return from
}

// kept reports whether what was sent certainly keeps a rule, so that the refusal cannot have meant it.
func kept(x *harness.Exchange, r *harness.Rule, sent []any) bool {
	switch {
	case r.Keyword == "required":
		return present(x, r, sent)
	case len(sent) == 0:
		return true // nothing was there to break it
	case r.Keyword == "unique" || r.Keyword == "format" || r.Keyword == "type":
		return false // whether it was broken is for the service to know
	case comparison(r.Keyword):
		return comparedWell(x, r, sent)
	}
	return !slices.ContainsFunc(sent, func(v any) bool { return breaks(r, v) })
}

// present reports whether an input that is said to be missing was there, wherever it could be.
func present(x *harness.Exchange, r *harness.Rule, sent []any) bool {
	if r.Target != "body" || r.Pointer == "" {
		return len(sent) > 0
	}
	at := strings.LastIndexByte(r.Pointer, '/')
	holders := values(x, r.Target, r.Pointer[:at])
	return len(sent) >= len(holders)
}

// breaks reports whether a value breaks a rule that can be judged by the value alone.
func breaks(r *harness.Rule, v any) bool {
	switch r.Keyword {
	case "pattern":
		text, ok := v.(string)
		re, err := schema.CompilePattern(r.Value.(string))
		return ok && err == nil && !re.Match(text)
	case "enum":
		list, _ := r.Value.([]any)
		return !slices.ContainsFunc(list, func(member any) bool { return schema.Equal(member, v) })
	case "uniqueItems":
		list, ok := v.([]any)
		return ok && twins(list)
	case "minLength", "minItems", "minProperties":
		n, isCount := r.Value.(int)
		least, _, ok := sizes(v)
		return ok && isCount && least < n
	case "maxLength", "maxItems", "maxProperties":
		n, isCount := r.Value.(int)
		_, most, ok := sizes(v)
		return ok && isCount && most > n
	}
	value, isNumber := rational(v)
	limit, ok := rational(r.Value)
	if !isNumber || !ok {
		return false
	}
	switch r.Keyword {
	case "minimum":
		return value.Cmp(limit) < 0
	case "maximum":
		return value.Cmp(limit) > 0
	case "exclusiveMinimum":
		return value.Cmp(limit) <= 0
	case "exclusiveMaximum":
		return value.Cmp(limit) >= 0
	case "multipleOf":
		return limit.Sign() > 0 && !new(big.Rat).Quo(value, limit).IsInt()
	}
	return false
}

// sizes gives the least and the greatest size that a service may count: characters or bytes, trimmed or not.
func sizes(v any) (least, most int, ok bool) {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(strings.TrimSpace(v)), len(v), true
	case []any:
		return len(v), len(v), true
	case map[string]any:
		return len(v), len(v), true
	}
	return 0, 0, false
}

func twins(list []any) bool {
	for i := range min(len(list), maxLessons) {
		for j := range i {
			if schema.Equal(list[i], list[j]) {
				return true
			}
		}
	}
	return len(list) > maxLessons
}

// comparedWell reports whether one value and the other certainly stand as a comparison wants them. Several values of one
// place are not told apart.
func comparedWell(x *harness.Exchange, r *harness.Rule, sent []any) bool {
	target, pointer := "body", r.Value.(string)
	if r.Target != "body" {
		target, pointer = pointer, ""
	}
	others := values(x, target, pointer)
	if len(sent) != 1 || len(others) != 1 {
		return false
	}
	if r.Keyword == "eqField" {
		return schema.Equal(sent[0], others[0])
	}
	order, ok := ordered(sent[0], others[0])
	if !ok {
		return false
	}
	switch r.Keyword {
	case "gtField":
		return order > 0
	case "gteField":
		return order >= 0
	case "ltField":
		return order < 0
	case "lteField":
		return order <= 0
	}
	return false
}

// ordered compares two numbers or two times.
func ordered(a, b any) (int, bool) {
	left, ok := a.(json.Number)
	right, isNumber := b.(json.Number)
	if ok && isNumber {
		x, ok := schema.ParseNumber(string(left))
		y, known := schema.ParseNumber(string(right))
		if ok && known {
			return x.Cmp(y), true
		}
		return 0, false
	}
	one, _ := a.(string)
	two, _ := b.(string)
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		t, err := time.Parse(layout, one)
		u, other := time.Parse(layout, two)
		if err == nil && other == nil {
			return t.Compare(u), true
		}
	}
	return 0, false
}
