package graphql

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// isName reports whether a text is a Name of the grammar (GraphQL, 2.1.9).
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// literalOf writes JSON as a literal. Of enum values nothing is known here, so that they become strings.
func literalOf(v any) (string, error) {
	var out strings.Builder
	err := writeLiteral(&out, v)
	return out.String(), err
}

func writeLiteral(out *strings.Builder, v any) error {
	switch v := v.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		out.WriteString(strconv.FormatBool(v))
	case json.Number:
		out.WriteString(string(v))
	case string:
		out.WriteString(quote(v))
	case []any:
		out.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				out.WriteString(", ")
			}
			if err := writeLiteral(out, e); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	case map[string]any:
		out.WriteByte('{')
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if !isName(name) {
				return fmt.Errorf("%q is no name that a document could hold", name)
			}
			if i > 0 {
				out.WriteString(", ")
			}
			out.WriteString(name + ": ")
			if err := writeLiteral(out, v[name]); err != nil {
				return err
			}
		}
		out.WriteByte('}')
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("write a literal: %w", err)
		}
		out.Write(text)
	}
	return nil
}

// quote writes a string literal (GraphQL, 2.9.4).
func quote(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			out.WriteByte('\\')
			out.WriteRune(c)
		case c == '\n':
			out.WriteString(`\n`)
		case c < 0x20 || c == 0x7f:
			fmt.Fprintf(&out, `\u%04X`, c)
		default:
			out.WriteRune(c)
		}
	}
	out.WriteByte('"')
	return out.String()
}
