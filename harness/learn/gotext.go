package learn

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// The texts of kin-openapi: a parameter or the body has an error, at a pointer inside of it.
var (
	kinParameter = regexp.MustCompile(`^parameter "([^"]+)" in (\w+) has an error: (.*)$`)
	kinBody      = regexp.MustCompile(`^request body has an error: (.*)$`)
	kinAt        = regexp.MustCompile(`Error at "([^"]*)": (.*)$`)
	atPointer    = regexp.MustCompile(`^(?:- )?at '(/[^']*)': (.*)$`)
)

// readKin reads kin-openapi's errors, and those of the validator of JSON Schema it may use.
func readKin(f *finder, _ spot, text string) bool {
	isKin := false
	to := spot{}
	for _, part := range strings.Split(strings.ReplaceAll(text, "\n", " | "), " | ") {
		part = strings.TrimSpace(part)
		switch {
		case strings.HasPrefix(part, "Schema:"), strings.HasPrefix(part, "Value:"):
			return true
		case match(kinParameter, part) != nil:
			m := match(kinParameter, part)
			to, part, isKin = spot{in: m[2], field: m[1]}, m[3], true
		case match(kinBody, part) != nil:
			to, part, isKin = spot{in: "body"}, match(kinBody, part)[1], true
		}
		here := to
		if m := match(kinAt, part); m != nil {
			isKin, part = true, m[2]
			here.field = to.field + m[1]
			if here.in == "" {
				here.in = "body"
			}
		} else if m := match(atPointer, part); m != nil {
			isKin, part, here.field = true, m[2], m[1]
		}
		if isKin {
			f.said(here, part)
		}
	}
	return isKin
}

func match(re *regexp.Regexp, text string) []string { return re.FindStringSubmatch(text) }

// The texts of servers that oapi-codegen generates.
var (
	oapiMissing = regexp.MustCompile(`(?i)\b(query|header|cookie|path) (?:argument|parameter) (\S+) is required`)
	oapiInvalid = regexp.MustCompile(`^Invalid format for (?:(query|header|cookie|path) )?parameter (\S+): (.*)$`)
)

// readOapi reads what servers made by oapi-codegen say of parameters.
func readOapi(f *finder, _ spot, text string) bool {
	if m := match(oapiMissing, text); m != nil {
		f.add(spot{in: strings.ToLower(m[1]), field: m[2]}, clause{keyword: "required"}, text)
		return true
	}
	m := match(oapiInvalid, text)
	if m == nil {
		return false
	}
	to := spot{in: m[1], field: m[2]}
	switch why := m[3]; {
	case strings.Contains(why, "ParseInt") && strings.Contains(why, "invalid syntax"):
		f.add(to, clause{keyword: "type", value: "integer"}, text)
	case strings.Contains(why, "ParseFloat") && strings.Contains(why, "invalid syntax"):
		f.add(to, clause{keyword: "type", value: "number"}, text)
	case strings.Contains(why, "ParseBool"):
		f.add(to, clause{keyword: "type", value: "boolean"}, text)
	case strings.Contains(why, "UUID"):
		f.add(to, clause{keyword: "format", value: "uuid"}, text)
	case strings.Contains(why, `as "2006-01-02"`):
		f.add(to, clause{keyword: "format", value: "date"}, text)
	case strings.Contains(why, `as "2006-01-02T`):
		f.add(to, clause{keyword: "format", value: "date-time"}, text)
	}
	return true
}

// The texts of encoding/json, and of echo, which rewrites them.
var (
	unmarshalText = regexp.MustCompile(`json: cannot unmarshal (\w+)(?: (\S+))? into Go struct field ([\w.]+) of type (\S+)`)
	echoText      = regexp.MustCompile(`Unmarshal type error: expected=([^,]+), got=(\w+)(?: (\S+?))?, field=([^,]+)`)
)

// readUnmarshal reads what Go's decoder says of a value of the wrong type, or one too large for its type.
func readUnmarshal(f *finder, _ spot, text string) bool {
	var field, kind, number, goType string
	if m := match(unmarshalText, text); m != nil {
		kind, number, field, goType = m[1], m[2], m[3], m[4]
		_, field, _ = strings.Cut(field, ".") // the name of the struct
	} else if m := match(echoText, text); m != nil {
		goType, kind, number, field = m[1], m[2], m[3], m[4]
	} else {
		return false
	}
	to := spot{in: "body", field: strings.TrimPrefix(field, ".")}
	if kind == "number" {
		for _, c := range ranges(goType, number) {
			f.add(to, c, text)
		}
		if isInteger(number) {
			return true
		}
	}
	if name := jsonType(goType); name != "" {
		f.add(to, clause{keyword: "type", value: name}, text)
	}
	return true
}

func isInteger(number string) bool {
	r, ok := schema.ParseNumber(number)
	return ok && r.IsInt()
}

// goRanges are the bounds of Go's integers.
var goRanges = map[string][2]json.Number{
	"int8": {"-128", "127"}, "int16": {"-32768", "32767"}, "int32": {"-2147483648", "2147483647"},
	"int64": {"-9223372036854775808", "9223372036854775807"}, "int": {"-9223372036854775808", "9223372036854775807"},
	"uint8": {"0", "255"}, "uint16": {"0", "65535"}, "uint32": {"0", "4294967295"},
	"uint64": {"0", "18446744073709551615"}, "uint": {"0", "18446744073709551615"},
}

// ranges gives the bound of a Go type that a number is beyond.
func ranges(goType, number string) []clause {
	limits, ok := goRanges[strings.TrimLeft(goType, "*")]
	n, parsed := schema.ParseNumber(number)
	if !ok || !parsed || !n.IsInt() {
		return nil
	}
	least, _ := schema.ParseNumber(string(limits[0]))
	most, _ := schema.ParseNumber(string(limits[1]))
	switch {
	case n.Cmp(least) < 0:
		return []clause{{keyword: "minimum", value: limits[0]}}
	case n.Cmp(most) > 0:
		return []clause{{keyword: "maximum", value: limits[1]}}
	}
	return nil
}

// jsonType gives the JSON type that a Go type is decoded from, or nothing where only the type itself knows.
func jsonType(goType string) string {
	goType = strings.TrimLeft(goType, "*")
	switch {
	case strings.HasPrefix(goType, "[]") && goType != "[]uint8" && goType != "[]byte":
		return "array"
	case strings.HasPrefix(goType, "map["):
		return "object"
	case strings.HasPrefix(goType, "uint"):
		return "integer"
	}
	switch goType {
	case "string", "bool", "int", "int32", "int64", "float64":
		return typeOf(goType)
	case "int8", "int16":
		return "integer"
	case "float32":
		return "number"
	}
	return ""
}
