package learn

import "strings"

// readZod reads one issue of Zod, of its third or its fourth version.
func readZod(f *finder, at spot, object map[string]any) bool {
	path, isList := object["path"].([]any)
	code := scalar(object["code"])
	if !isList || code == "" {
		return false
	}
	to := at
	if len(path) > 1 {
		if first, ok := path[0].(string); ok && location(first) != "" {
			to.in, path = location(first), path[1:] // a schema of the whole request, as in many middlewares
		}
	}
	field := dotted(path)
	if field == "" {
		return true
	}
	to.field = join(at.field, field)
	message := scalar(object["message"])
	clauses := zodClauses(code, object)
	for _, c := range clauses {
		f.add(to, c, message)
	}
	if len(clauses) == 0 {
		f.said(to, message)
	}
	return true
}

func zodClauses(code string, object map[string]any) []clause {
	switch code {
	case "too_small", "too_big":
		return zodBound(code, object)
	case "invalid_enum_value":
		return listClause(object["options"])
	case "invalid_value":
		return listClause(object["values"])
	case "invalid_literal":
		return enumClause(enumOf([]any{object["expected"]}))
	case "not_multiple_of":
		if n := bound("multipleOf", object["divisor"]); n != nil {
			return n
		}
		return bound("multipleOf", object["multipleOf"])
	case "invalid_type":
		return zodType(object)
	case "invalid_string":
		return formatClause(scalar(object["validation"])) // of a regular expression it does not say which
	case "invalid_format":
		if scalar(object["format"]) == "regex" {
			if re, ok := written(scalar(object["pattern"])); ok {
				return patternClause(re, anywhere)
			}
			return nil
		}
		return formatClause(scalar(object["format"]))
	}
	return nil
}

func zodType(object map[string]any) []clause {
	if scalar(object["received"]) == "undefined" || strings.HasSuffix(scalar(object["message"]), "received undefined") {
		return []clause{{keyword: "required"}}
	}
	if name := typeOf(scalar(object["expected"])); name != "" {
		return []clause{{keyword: "type", value: name}}
	}
	return nil
}

// zodBound reads a bound; of what, type says in the third version and origin in the fourth.
func zodBound(code string, object map[string]any) []clause {
	what := scalar(object["type"])
	if what == "" {
		what = scalar(object["origin"])
	}
	isOpen := object["inclusive"] == false
	end, value := "min", object["minimum"]
	if code == "too_big" {
		end, value = "max", object["maximum"]
	}
	switch what {
	case "string", "array", "set":
		size := map[string]string{"string": "Length", "array": "Items", "set": "Items"}[what]
		n, ok := count(value)
		switch {
		case !ok:
			return nil
		case object["exact"] == true:
			return []clause{{keyword: "min" + size, value: n}, {keyword: "max" + size, value: n}}
		case isOpen && end == "min":
			n++
		case isOpen:
			n--
		}
		return []clause{{keyword: end + size, value: max(n, 0)}}
	case "number", "int", "bigint":
		keyword := end + "imum"
		if isOpen {
			keyword = map[string]string{"min": "exclusiveMinimum", "max": "exclusiveMaximum"}[end]
		}
		return bound(keyword, value)
	}
	return nil
}
