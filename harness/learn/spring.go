package learn

import (
	"regexp"
	"strings"
)

// readSpring reads a FieldError of Spring: a field, a message, and the constraint with its arguments.
func readSpring(f *finder, at spot, object map[string]any) bool {
	field, message := scalar(object["field"]), scalar(object["defaultMessage"])
	constraint := constraintOf(object)
	if field == "" || message == "" && constraint == "" {
		return false
	}
	if message == "" {
		message = scalar(object["message"])
	}
	to := at
	to.field = join(at.field, field)
	if f.said(to, message) {
		return true
	}
	arguments, _ := object["arguments"].([]any)
	clauses := constraintClauses(constraint, arguments)
	for _, c := range clauses {
		f.add(to, c, strings.TrimSpace(message+" ("+constraint+")"))
	}
	return len(clauses) > 0
}

// constraintOf gives the name of the annotation, such as Size: it is the code, or the last of the codes.
func constraintOf(object map[string]any) string {
	if codes, ok := object["codes"].([]any); ok && len(codes) > 0 {
		return scalar(codes[len(codes)-1])
	}
	return scalar(object["code"])
}

// constraintClauses says what an annotation of jakarta.validation demands. Its arguments come in the order of their names,
// after the one that describes the field.
func constraintClauses(name string, arguments []any) []clause {
	argument := func(i int) any {
		if i < len(arguments) {
			return arguments[i]
		}
		return nil
	}
	switch name {
	case "NotNull", "NotBlank", "NotEmpty":
		return []clause{{keyword: "required"}}
	case "Email":
		return formatClause("email")
	case "URL":
		return formatClause("url")
	case "UUID":
		return formatClause("uuid")
	case "Positive":
		return bound("exclusiveMinimum", zero)
	case "PositiveOrZero":
		return bound("minimum", zero)
	case "Negative":
		return bound("exclusiveMaximum", zero)
	case "NegativeOrZero":
		return bound("maximum", zero)
	case "Min":
		return bound("minimum", argument(1))
	case "Max":
		return bound("maximum", argument(1))
	case "Size", "Length":
		return append(atLeast("minLength", argument(2)), atMost("maxLength", argument(1))...)
	case "Pattern":
		if re, ok := argument(2).(map[string]any); ok {
			return patternClause(scalar(re["defaultMessage"]), throughout)
		}
	}
	return nil
}

// The texts of Spring's binder and of its converters.
var (
	springField   = regexp.MustCompile(`Field error in object '[^']*' on field '([^']*)': .*?default message \[[^\]]*\][^\]]*\]; default message \[(.*?)\](?:$|\]| |,)`)
	springMissing = regexp.MustCompile(`^Required (?:request )?(parameter|header|cookie|path variable) '([^']+)'.*is not present`)
	springConvert = regexp.MustCompile(`(?:Method parameter|Failed to convert(?: property)?|parameter) '([^']+)'.*(?:required type|to type) '?(?:java\.(?:lang|util|math|time)\.)?(\w+)'?`)
)

// readSpringText reads what Spring says in prose.
func readSpringText(f *finder, _ spot, text string) bool {
	if found := springField.FindAllStringSubmatch(text, maxLessons); len(found) > 0 {
		for _, m := range found {
			f.said(spot{field: m[1]}, m[2])
		}
		return true
	}
	if m := match(springMissing, text); m != nil {
		in := map[string]string{"parameter": "query", "header": "header", "cookie": "cookie", "path variable": "path"}[m[1]]
		f.add(spot{in: in, field: m[2]}, clause{keyword: "required"}, text)
		return true
	}
	if m := match(springConvert, text); m != nil {
		for _, c := range javaType(m[2]) {
			f.add(spot{field: m[1]}, c, text)
		}
		return true
	}
	return false
}

// javaType says what a value must be to become one of a Java class.
func javaType(name string) []clause {
	switch name {
	case "int", "Integer", "long", "Long", "short", "Short", "byte", "Byte", "BigInteger":
		return []clause{{keyword: "type", value: "integer"}}
	case "double", "Double", "float", "Float", "BigDecimal":
		return []clause{{keyword: "type", value: "number"}}
	case "boolean", "Boolean":
		return []clause{{keyword: "type", value: "boolean"}}
	case "String":
		return []clause{{keyword: "type", value: "string"}}
	case "ArrayList", "List", "Set":
		return []clause{{keyword: "type", value: "array"}}
	case "UUID":
		return formatClause("uuid")
	case "LocalDate":
		return formatClause("date")
	case "OffsetDateTime", "Instant", "ZonedDateTime":
		return formatClause("date-time")
	}
	return nil
}
