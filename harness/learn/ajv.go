package learn

import "strings"

// readAJV reads one error of AJV: where it is, and the keyword with its parameters.
func readAJV(f *finder, at spot, object map[string]any) bool {
	keyword := scalar(object["keyword"])
	params, isObject := object["params"].(map[string]any)
	if keyword == "" || !isObject {
		return false
	}
	field, isPointer := object["instancePath"].(string)
	if !isPointer {
		field = strings.TrimPrefix(scalar(object["dataPath"]), ".")
	}
	to := at
	to.field = field
	if inner := located(field); inner.in != "" {
		to.in, to.field = inner.in, inner.field
	}
	message := scalar(object["message"])
	clauses := ajvClauses(keyword, params)
	for _, c := range clauses {
		f.add(to, c, message)
	}
	if len(clauses) == 0 && to.field != "" {
		f.said(to, message)
	}
	return true
}

func ajvClauses(keyword string, params map[string]any) []clause {
	switch keyword {
	case "required":
		if name := scalar(params["missingProperty"]); name != "" {
			return []clause{{keyword: "required", prop: strings.Trim(strings.TrimPrefix(name, "."), "'")}}
		}
	case "minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum":
		return atLeast(keyword, params["limit"])
	case "maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum":
		return atMost(keyword, params["limit"])
	case "multipleOf":
		return bound(keyword, params["multipleOf"])
	case "pattern":
		return patternClause(scalar(params["pattern"]), anywhere)
	case "format":
		return formatClause(scalar(params["format"]))
	case "enum":
		return listClause(params["allowedValues"])
	case "const":
		return enumClause(enumOf([]any{params["allowedValue"]}))
	case "type":
		if name := typeOf(scalar(params["type"])); name != "" {
			return []clause{{keyword: "type", value: name}}
		}
	case "uniqueItems":
		return []clause{{keyword: keyword, value: true}}
	}
	return nil
}
