package learn

import (
	"strings"
)

// readPydantic reads one error of pydantic, as FastAPI answers them: where it is, what kind it is, and its context.
func readPydantic(f *finder, at spot, object map[string]any) bool {
	loc, isList := object["loc"].([]any)
	kind, message := scalar(object["type"]), scalar(object["msg"])
	if !isList || kind == "" && message == "" {
		return false
	}
	to := at
	if len(loc) > 1 {
		if first, ok := loc[0].(string); ok && location(first) != "" {
			to.in, loc = location(first), loc[1:]
		}
	}
	if to.field = dotted(loc); to.field == "" {
		return true
	}
	context, _ := object["ctx"].(map[string]any)
	clauses := pydanticClauses(kind, context)
	for _, c := range clauses {
		f.add(to, c, message)
	}
	if len(clauses) == 0 {
		f.said(to, message)
	}
	return true
}

// pydanticClauses reads the context of an error: the second version names the bounds after the constraint, the first calls
// them all limit_value.
func pydanticClauses(kind string, context map[string]any) []clause {
	kind = strings.TrimPrefix(strings.TrimPrefix(kind, "value_error."), "type_error.")
	limit := context["limit_value"]
	pick := func(name string) any {
		if v, ok := context[name]; ok {
			return v
		}
		return limit
	}
	switch kind {
	case "missing", "none.not_allowed":
		return []clause{{keyword: "required"}}
	case "string_too_short", "any_str.min_length":
		return atLeast("minLength", pick("min_length"))
	case "string_too_long", "any_str.max_length":
		return atMost("maxLength", pick("max_length"))
	case "too_short", "list.min_items":
		return atLeast("minItems", pick("min_length"))
	case "too_long", "list.max_items":
		return atMost("maxItems", pick("max_length"))
	case "greater_than_equal", "number.not_ge":
		return bound("minimum", pick("ge"))
	case "greater_than", "number.not_gt":
		return bound("exclusiveMinimum", pick("gt"))
	case "less_than_equal", "number.not_le":
		return bound("maximum", pick("le"))
	case "less_than", "number.not_lt":
		return bound("exclusiveMaximum", pick("lt"))
	case "multiple_of", "number.not_multiple":
		return bound("multipleOf", pick("multiple_of"))
	case "decimal_max_places", "decimal.max_places":
		if n, ok := small(scalar(context["decimal_places"])); ok {
			return bound("multipleOf", power(n))
		}
	case "string_pattern_mismatch":
		return patternClause(scalar(context["pattern"]), anywhere)
	case "str.regex":
		return patternClause(scalar(context["pattern"]), fromStart)
	case "enum", "literal_error":
		if list := members(scalar(context["expected"])); list != nil {
			return enumClause(list)
		}
		return listClause(context["enum_values"])
	case "const":
		return listClause(context["permitted"])
	case "email", "url", "uuid", "date", "datetime", "time":
		return formatClause(kind)
	}
	return pydanticTypes(kind)
}

// listClause makes an enum of a list in JSON.
func listClause(v any) []clause {
	list, _ := v.([]any)
	return enumClause(enumOf(list))
}

func pydanticTypes(kind string) []clause {
	word, isParsing := strings.CutSuffix(kind, "_parsing")
	if !isParsing {
		word, _ = strings.CutSuffix(kind, "_type")
	}
	switch word {
	case "int", "integer", "int_from_float", "float", "bool", "string", "str", "list", "dict", "uuid", "url", "date", "datetime", "time":
		if word == "int_from_float" {
			word = "int"
		}
		return formatClause(word)
	case "date_from_datetime":
		return formatClause("date")
	case "datetime_from_date":
		return formatClause("date-time")
	}
	return nil
}
