package shape

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// Pointer turns the place of one value into the place of all values like it: array positions and the keys of maps become
// "*". Findings are told apart by such places, and a position or a generated key would make a new finding of each value.
func Pointer(s *schema.Schema, value any, pointer string) string {
	var out strings.Builder
	facets := Facets(s)
	for _, token := range Tokens(pointer) {
		var name string
		name, facets, value = step(facets, value, token)
		out.WriteString("/" + escape.Replace(name))
	}
	return out.String()
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// Join puts the tokens of an RFC 6901 pointer together.
func Join(tokens []string) string {
	var out strings.Builder
	for _, token := range tokens {
		out.WriteString("/" + escape.Replace(token))
	}
	return out.String()
}

// Tokens takes an RFC 6901 pointer apart.
func Tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, t := range tokens {
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return tokens
}

// step follows one token in the schema and in the value, and says what it is called in the place of all such values.
func step(facets []*schema.Schema, value any, token string) (string, []*schema.Schema, any) {
	if list, ok := value.([]any); ok {
		at, err := strconv.Atoi(token)
		if err != nil || at < 0 || at >= len(list) {
			return "*", nil, nil
		}
		return "*", Spread(Elements(facets, at)), list[at]
	}
	var next any
	if object, ok := value.(map[string]any); ok {
		next = object[token]
	}
	if declared := Members(facets, token); len(declared) > 0 {
		return token, Spread(declared), next
	}
	if entries := Entries(facets); len(entries) > 0 || generated.MatchString(token) {
		return "*", Spread(entries), next
	}
	return token, nil, next
}

// generated recognises property names that are data: numbers, UUIDs, ULIDs, long hexadecimal strings.
var generated = regexp.MustCompile(`^(?:\d+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9A-HJKMNP-TV-Z]{26}|[0-9a-fA-F]{16,})$`)

// Missing names the properties whose absence a "required" violation is about, sorted.
func Missing(s *schema.Schema, face schema.Face, value any, v *schema.Violation) []string {
	facets := Facets(s)
	for _, token := range Tokens(v.Pointer) {
		_, facets, value = step(facets, value, token)
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	var names []string
	for _, f := range facets {
		if f.Place("required") != v.Place {
			continue
		}
		for _, name := range f.Owed(face) {
			if _, there := object[name]; !there {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
