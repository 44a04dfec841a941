package learn

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Rules says what the refusal of a request teaches about its inputs, in the terms of the contract: each lesson is placed,
// fitted to the type of the value there, and dropped when the value that was sent keeps it, for then it was misread.
func Rules(op *harness.Operation, x *harness.Exchange) []harness.Rule {
	if op == nil || x == nil || x.Response == nil {
		return nil
	}
	if len(Read(x.Response)) == 0 {
		return nil
	}
	var rules []harness.Rule
	for _, r := range harness.Derive(x.Response, placedIn{op}, func() []harness.Rule { return placed(op, Read(x.Response)) }) {
		sent := values(x, r.Target, r.Pointer)
		if fit(op, &r, sent) && !kept(x, &r, sent) && !slices.ContainsFunc(rules, func(known harness.Rule) bool { return same(known, r) }) {
			rules = append(rules, r)
		}
	}
	return rules
}

type placedIn struct{ op *harness.Operation }

// placed makes rules of the lessons that speak of inputs which the operation has.
func placed(op *harness.Operation, lessons []harness.Lesson) []harness.Rule {
	places := placer(op)
	var rules []harness.Rule
	for _, l := range lessons {
		target, pointer, ok := places.place(l.In, l.Field, "")
		if !ok {
			continue
		}
		r := harness.Rule{Operation: op.ID, Target: target, Pointer: pointer, Keyword: l.Keyword, Value: l.Value, Text: l.Text}
		if comparison(l.Keyword) {
			if r.Value, ok = places.other(&r); !ok {
				continue
			}
		}
		rules = append(rules, r)
	}
	return rules
}

func same(a, b harness.Rule) bool {
	return a.Target == b.Target && a.Pointer == b.Pointer && a.Keyword == b.Keyword
}

// comparison reports whether a keyword compares with another input.
func comparison(keyword string) bool { return strings.HasSuffix(keyword, "Field") }

// other finds the input that a rule compares with: a pointer in the same body, or the target of a parameter.
func (a *atlas) other(r *harness.Rule) (string, bool) {
	name, _ := r.Value.(string)
	in, _, _ := strings.Cut(r.Target, ".")
	target, pointer, ok := a.place(in, name, r.Pointer)
	if !ok || target == r.Target && pointer == r.Pointer {
		return "", false
	}
	if target == "body" {
		return pointer, true
	}
	return target, true
}

// fit turns a rule into one that the type of its value can break: a bound on a text or a list is about its length, and
// services do not always say so. It reports whether the rule makes sense there.
func fit(op *harness.Operation, r *harness.Rule, sent []any) bool {
	here, _ := at(op, r.Target, r.Pointer)
	kind := kindOf(here, sent)
	if r.Keyword == "required" {
		return emptied(r, sent)
	}
	switch kind {
	case "string":
		return fitSize(r, "Length", counted(here))
	case "array":
		return fitSize(r, "Items", true)
	case "object":
		return fitSize(r, "Properties", true)
	case "number", "integer":
		return fitNumber(r)
	case "boolean":
		return r.Keyword == "enum" || r.Keyword == "type" || comparison(r.Keyword)
	}
	return r.Keyword != "enum" || kind == ""
}

// kindOf gives the one type that a value may have, or nothing.
func kindOf(here []*schema.Schema, sent []any) string {
	kind := ""
	for _, s := range here {
		for _, t := range s.Types {
			switch {
			case t == "null" || t == kind:
			case kind != "":
				return ""
			default:
				kind = t
			}
		}
	}
	if kind == "" && len(sent) > 0 {
		kind = schema.TypeOf(sent[0])
	}
	return kind
}

// emptied makes of a value that is said to be missing, and was there but empty, one that must not be. A value that was
// there and not empty is not missing.
func emptied(r *harness.Rule, sent []any) bool {
	for _, v := range sent {
		switch v := v.(type) {
		case string:
			if strings.TrimSpace(v) == "" {
				r.Keyword, r.Value = "minLength", 1
				if v != "" {
					r.Keyword, r.Value = "pattern", `\S`
				}
				return true
			}
		case []any:
			if len(v) == 0 {
				r.Keyword, r.Value = "minItems", 1
				return true
			}
		case map[string]any:
			if len(v) == 0 {
				r.Keyword, r.Value = "minProperties", 1
				return true
			}
		}
	}
	return true
}

// counted reports whether a bound on a text can be about its length: the text of a number or of a time is bounded by value.
func counted(here []*schema.Schema) bool {
	for _, s := range here {
		switch s.Format {
		case "", "email", "uri", "url", "uuid", "hostname", "password", "byte", "binary", "idn-email", "iri", "uri-reference", "phone", "slug", "name":
		default:
			return false
		}
	}
	return true
}

// fitSize makes bounds into those of a size.
func fitSize(r *harness.Rule, size string, counted bool) bool {
	least, most := "min"+size, "max"+size
	switch r.Keyword {
	case "minLength", "minItems", "minProperties":
		r.Keyword = least
		return true
	case "maxLength", "maxItems", "maxProperties":
		r.Keyword = most
		return true
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		n, ok := count(r.Value)
		if !ok || !counted {
			return false
		}
		switch r.Keyword {
		case "exclusiveMinimum":
			n++
		case "exclusiveMaximum":
			n--
		}
		if strings.HasSuffix(strings.ToLower(r.Keyword), "minimum") {
			r.Keyword = least
		} else {
			r.Keyword = most
		}
		r.Value = n
		return n >= 0
	case "pattern", "format":
		return size == "Length"
	case "enum":
		return size == "Length" && allTexts(r)
	case "uniqueItems":
		return size == "Items"
	}
	return r.Keyword != "multipleOf"
}

// allTexts makes the members of an enumeration of texts what they are.
func allTexts(r *harness.Rule) bool {
	list, _ := r.Value.([]any)
	out := make([]any, 0, len(list))
	for _, v := range list {
		switch v := v.(type) {
		case string, nil:
			out = append(out, v)
		case json.Number:
			out = append(out, string(v))
		default:
			return false
		}
	}
	r.Value = out
	return true
}

// fitNumber keeps the rules that a number can break.
func fitNumber(r *harness.Rule) bool {
	switch r.Keyword {
	case "enum":
		list, _ := r.Value.([]any)
		out := make([]any, 0, len(list))
		for _, v := range list {
			n, ok := number(v)
			if !ok {
				return false
			}
			out = append(out, n)
		}
		r.Value = out
		return true
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		n, ok := rational(r.Value)
		return ok && (r.Keyword != "multipleOf" || n.Sign() > 0)
	case "type", "unique":
		return true
	}
	return comparison(r.Keyword)
}

func rational(v any) (*big.Rat, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return nil, false
	}
	return schema.ParseNumber(string(n))
}
