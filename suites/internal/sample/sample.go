// Package sample gives plain inputs for the requests that checks propose.
//
// The inputs are what the contract's author wrote down as an example, or else the simplest value of the right type. They
// need not be valid: a check that proposes them judges an answer that does not depend on it, and the engine reads every
// request back before anything is said about it. Values that must be valid are the generators' business.
package sample

import (
	"encoding/json"
	"math/big"
	"strings"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Inputs gives values for what an operation requires.
func Inputs(op *harness.Operation) harness.Inputs {
	in := harness.Inputs{}
	for _, p := range op.Parameters {
		if !p.Required {
			continue
		}
		switch p.In {
		case "path":
			in.Path = with(in.Path, p)
		case "query":
			in.Query = with(in.Query, p)
		case "header":
			in.Header = with(in.Header, p)
		case "cookie":
			in.Cookie = with(in.Cookie, p)
		}
	}
	if op.Body != nil && op.Body.Required && len(op.Body.Contents) > 0 {
		in.Body = payload(op.Body.Contents[0])
	}
	return in
}

func with(values map[string]any, p *harness.Parameter) map[string]any {
	if values == nil {
		values = map[string]any{}
	}
	if len(p.Examples) > 0 {
		values[p.Name] = p.Examples[0].Value
	} else {
		values[p.Name] = value(p.Schema(), depth)
	}
	return values
}

func payload(m *harness.Media) *harness.Payload {
	body := &harness.Payload{Media: strings.ReplaceAll(m.Type, "*", "plain"), Value: "x"}
	switch {
	case len(m.Examples) > 0:
		body.Value = m.Examples[0].Value
	case m.Schema != nil:
		body.Value = value(m.Schema(), depth)
	}
	return body
}

// depth is how far objects are filled; deeper ones stay empty, which is an answer to circles as well.
const depth = 6

// value gives what the author wrote down about a schema, or else something of its type.
func value(s *schema.Schema, depth int) any {
	if depth == 0 {
		return map[string]any{}
	}
	s = s.Resolve()
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case s.Default != nil:
		return s.Default.V
	case s.Const != nil:
		return s.Const.V
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	for _, branches := range [][]*schema.Schema{s.AllOf, s.OneOf, s.AnyOf} {
		if len(branches) > 0 && len(s.Types) == 0 && len(s.Properties) == 0 {
			return value(branches[0], depth-1)
		}
	}
	return byType(s, depth)
}

func byType(s *schema.Schema, depth int) any {
	switch {
	case len(s.Types) == 0 && len(s.Properties) == 0, s.Allows("string") && len(s.Types) > 0:
		return text(s)
	case s.Allows("object"):
		return object(s, depth)
	case s.Allows("integer"):
		return number(s.Minimum)
	case s.Allows("array"):
		return list(s, depth)
	case s.Allows("boolean"):
		return true
	}
	return nil
}

// text gives a word that fits the commonest formats.
func text(s *schema.Schema) string {
	switch s.Format {
	case "uuid":
		return "00000000-0000-4000-8000-000000000000"
	case "date":
		return "2024-01-02"
	case "date-time":
		return "2024-01-02T03:04:05Z"
	case "email":
		return "a@example.com"
	case "uri":
		return "https://example.com/"
	}
	word := "a"
	if s.MinLength != nil {
		word = strings.Repeat("a", min(max(*s.MinLength, 1), 64))
	}
	return word
}

// number gives the least whole number from 1 upwards that the minimum allows.
func number(minimum *big.Rat) json.Number {
	if minimum == nil || minimum.Cmp(big.NewRat(1, 1)) <= 0 || !minimum.IsInt() {
		return "1"
	}
	return json.Number(minimum.Num().String())
}

func object(s *schema.Schema, depth int) map[string]any {
	values := map[string]any{}
	for _, name := range s.Owed(schema.Request) {
		values[name] = "a"
		if declared := s.Property(name); declared != nil {
			values[name] = value(declared, depth-1)
		}
	}
	return values
}

func list(s *schema.Schema, depth int) []any {
	if s.MinItems == nil || *s.MinItems == 0 || s.Items == nil {
		return []any{}
	}
	return []any{value(s.Items, depth-1)}
}
