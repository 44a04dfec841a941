package conformance

import (
	"encoding/json"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// readHeader reads a header's text as its schema's type tells (OpenAPI 3.1, Style Values, simple). It gives false where
// the schema allows several types that the text could stand for. Text that is not of the type stays a string, which the
// schema will then refuse.
func readHeader(h *harness.Parameter, s *schema.Schema, text string) (any, bool) {
	if h.Media != "" {
		decoded, err := schema.DecodeJSON([]byte(text))
		return decoded.Value, harness.IsJSON(h.Media) && err == nil
	}
	switch s = s.Resolve(); soleType(s) {
	case "array":
		return readList(s.Items, text), true
	case "object":
		return readObject(s, text, h.Explode), true
	case "string", "integer", "number", "boolean":
		return readScalar(s, text), true
	}
	return nil, false
}

// soleType gives the one type other than null that a schema allows, or "".
func soleType(s *schema.Schema) string {
	sole := ""
	for _, t := range s.Types {
		switch {
		case t == "null":
		case sole != "":
			return ""
		default:
			sole = t
		}
	}
	return sole
}

func readScalar(s *schema.Schema, text string) any {
	if s == nil {
		return text
	}
	switch soleType(s.Resolve()) {
	case "integer", "number":
		decoded, err := schema.DecodeJSON([]byte(text))
		if number, ok := decoded.Value.(json.Number); ok && err == nil {
			return number
		}
	case "boolean":
		if text == "true" || text == "false" {
			return text == "true"
		}
	}
	return text
}

func readList(items *schema.Schema, text string) []any {
	list := []any{}
	if text == "" {
		return list
	}
	for part := range strings.SplitSeq(text, ",") {
		list = append(list, readScalar(items, strings.TrimSpace(part)))
	}
	return list
}

// readObject reads "a,1,b,2", or "a=1,b=2" when exploded.
func readObject(s *schema.Schema, text string, explode bool) map[string]any {
	object := map[string]any{}
	parts := strings.Split(text, ",")
	for i := 0; i < len(parts); i++ {
		name, value, _ := strings.Cut(strings.TrimSpace(parts[i]), "=")
		if !explode {
			name, value = strings.TrimSpace(parts[i]), ""
			if i++; i < len(parts) {
				value = strings.TrimSpace(parts[i])
			}
		}
		object[name] = readScalar(s.Property(name), value)
	}
	return object
}
