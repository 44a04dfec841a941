package schema

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxShown bounds what a violation quotes of a value.
const maxShown = 64

// expected says what a keyword asks for.
func expected(s *Schema, keyword, name string, detail any) string {
	switch keyword {
	case "type":
		return strings.Join(s.Types, " or ")
	case "enum":
		return "one of " + list(s.Enum)
	case "const":
		return show(s.Const.V)
	case "format":
		return s.Format
	case "pattern":
		return "a match of " + shorten(s.Pattern, maxShown)
	case "minLength":
		return "at least " + count(s.MinLength, "character")
	case "maxLength":
		return "at most " + count(s.MaxLength, "character")
	case "minItems":
		return "at least " + count(s.MinItems, "item")
	case "maxItems":
		return "at most " + count(s.MaxItems, "item")
	case "minContains":
		return "at least " + count(s.MinContains, "matching item")
	case "maxContains":
		return "at most " + count(s.MaxContains, "matching item")
	case "minProperties":
		return "at least " + count(s.MinProperties, "property")
	case "maxProperties":
		return "at most " + count(s.MaxProperties, "property")
	case "minimum":
		return "at least " + number(s.Minimum)
	case "maximum":
		return "at most " + number(s.Maximum)
	case "exclusiveMinimum":
		return "more than " + number(s.ExclusiveMinimum)
	case "exclusiveMaximum":
		return "less than " + number(s.ExclusiveMaximum)
	case "multipleOf":
		return "a multiple of " + number(s.MultipleOf)
	}
	return expectedShape(keyword, name, detail)
}

func expectedShape(keyword, name string, detail any) string {
	switch keyword {
	case "required":
		return "property " + show(name)
	case "dependentRequired":
		return fmt.Sprintf("property %s beside %s", show(name), show(detail))
	case "additionalProperties", "unevaluatedProperties":
		return "no other property"
	case "items", "unevaluatedItems":
		return "no other item"
	case "propertyNames":
		return "only property names that are allowed"
	case "uniqueItems":
		return "items that all differ"
	case "contains":
		return "an item that matches contains"
	case "anyOf":
		return "a match of at least one branch"
	case "oneOf":
		return "a match of exactly one branch"
	case "not":
		return "no match of the schema under not"
	}
	return "nothing"
}

// got says what stood there instead.
func got(v any, keyword, name string, detail any) string {
	switch keyword {
	case "required", "dependentRequired":
		return "absent"
	case "propertyNames":
		return show(name)
	case "minLength", "maxLength":
		if text, ok := v.(string); ok {
			return strconv.Itoa(utf8.RuneCountInString(text)) + " characters: " + show(v)
		}
	case "minItems", "maxItems":
		if items, ok := v.([]any); ok {
			return strconv.Itoa(len(items)) + " items"
		}
	case "minProperties", "maxProperties":
		if object, ok := v.(map[string]any); ok {
			return strconv.Itoa(len(object)) + " properties"
		}
	case "oneOf":
		if text, ok := detail.(string); ok {
			return text
		}
	case "type":
		return TypeOf(v) + " " + show(v)
	}
	return show(v)
}

// TypeOf names the JSON type of a value; numbers without a fraction are integers.
func TypeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case json.Number:
		if d, ok := parseDecimal(string(v)); ok && d.integer() {
			return "integer"
		}
		return "number"
	}
	return fmt.Sprintf("%T", v)
}

func count(n *int, noun string) string {
	if n == nil {
		return "some " + noun
	}
	switch {
	case *n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ie"
	}
	return strconv.Itoa(*n) + " " + noun + "s"
}

func number(r *big.Rat) string {
	if r == nil {
		return "a number"
	}
	return shorten(FormatNumber(r), maxShown)
}

func list(values []any) string {
	var out strings.Builder
	for i, v := range values {
		if out.Len() > maxShown {
			fmt.Fprintf(&out, " and %d more", len(values)-i)
			break
		}
		if i > 0 {
			out.WriteString(", ")
		}
		out.WriteString(show(v))
	}
	return out.String()
}

// show writes a value as JSON, shortened. It stops writing when there is enough to see, however large the value.
func show(v any) string {
	var out strings.Builder
	writeShort(&out, v)
	return shorten(out.String(), maxShown)
}

func writeShort(out *strings.Builder, v any) {
	if out.Len() > maxShown {
		return
	}
	switch v := v.(type) {
	case string:
		text, err := json.Marshal(shorten(v, maxShown))
		if err == nil {
			out.Write(text)
		}
	case json.Number:
		out.WriteString(shorten(string(v), maxShown))
	case []any:
		out.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if writeShort(out, item); out.Len() > maxShown {
				return
			}
		}
		out.WriteByte(']')
	case map[string]any:
		writeShortObject(out, v)
	case nil:
		out.WriteString("null")
	default:
		fmt.Fprint(out, v)
	}
}

func writeShortObject(out *strings.Builder, object map[string]any) {
	out.WriteByte('{')
	for i, name := range sortedKeys(object) {
		if i > 0 {
			out.WriteByte(',')
		}
		writeShort(out, name)
		out.WriteByte(':')
		if writeShort(out, object[name]); out.Len() > maxShown {
			return
		}
	}
	out.WriteByte('}')
}

// shorten cuts text at a character's boundary.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}
