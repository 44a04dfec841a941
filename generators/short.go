package generators

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shown bounds what a title quotes of a value.
const shown = 40

// short writes a value for a title.
func short(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return cut(string(v))
	case string:
		if n := utf8.RuneCountInString(v); n > shown {
			return count(n, "character")
		}
		return strconv.Quote(v)
	case []any:
		if len(v) > 4 {
			return count(len(v), "item")
		}
		return cut("[" + join(v) + "]")
	case map[string]any:
		if len(v) > 4 {
			return count(len(v), "property")
		}
		var members []string
		for _, name := range sortedKeys(v) {
			members = append(members, name+": "+short(v[name]))
		}
		return cut("{" + strings.Join(members, ", ") + "}")
	}
	return "a value"
}

// count writes a number of things.
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ie"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func join(list []any) string {
	var parts []string
	for _, v := range list {
		parts = append(parts, short(v))
	}
	return strings.Join(parts, ", ")
}

func cut(text string) string {
	if utf8.RuneCountInString(text) <= shown {
		return text
	}
	return string([]rune(text)[:shown]) + "…"
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func escapeQuery(name string) string { return url.QueryEscape(name) }

// quoteJSON writes a value as JSON text.
func quoteJSON(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return "null" // decoded JSON can always be written
	}
	return string(out)
}
