package graphql

import (
	"encoding/json"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/contravene-dev/contravene/harness/schema"
)

// leaf judges a scalar or an enum as it is serialized (GraphQL, 3.5 and 3.9, Result Coercion).
func (j *judge) leaf(def *ast.Definition, v any, path []string) {
	if def.Kind == ast.Enum {
		name, ok := v.(string)
		switch {
		case !ok:
			j.fault(WrongKind, path, "a value of "+def.Name, shown(v))
		case def.EnumValues.ForName(name) == nil:
			j.fault(BadEnum, path, "a value of "+def.Name, shown(v))
		}
		return
	}
	switch def.Name {
	case "Int":
		j.integer(v, path)
	case "Float":
		if _, ok := v.(json.Number); !ok {
			j.fault(WrongKind, path, "a number", shown(v))
		}
	case "Boolean":
		if _, ok := v.(bool); !ok {
			j.fault(WrongKind, path, "true or false", shown(v))
		}
	case "String", "ID":
		if _, ok := v.(string); !ok {
			j.fault(WrongKind, path, "a string, as "+def.Name+" is serialized", shown(v))
		}
	default:
		j.custom(def, v, path)
	}
}

func (j *judge) integer(v any, path []string) {
	n, ok := v.(json.Number)
	if !ok {
		j.fault(WrongKind, path, "an integer", shown(v))
		return
	}
	r, ok := schema.ParseNumber(string(n))
	switch {
	case !ok:
		j.fault(OutOfRange, path, "an integer of 32 bits", shown(v))
	case !r.IsInt():
		j.fault(WrongKind, path, "an integer", shown(v))
	case r.Cmp(highest) > 0 || r.Cmp(lowest) < 0:
		j.fault(OutOfRange, path, "an integer of 32 bits", shown(v))
	}
}

// custom holds a scalar to the standard that it names.
func (j *judge) custom(def *ast.Definition, v any, path []string) {
	format := standard(def)
	if format == "" {
		return
	}
	s, ok := v.(string)
	if !ok {
		j.fault(WrongKind, path, "a string, as "+format+" is written", shown(v))
		return
	}
	if known, valid := schema.FormatValid(format, s); known && !valid {
		j.fault(BadFormat, path, format, shown(v))
	}
}
