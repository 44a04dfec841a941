package learn

import (
	"regexp"
	"strings"
)

// The texts of Jackson: what it could not read, and the chain of references that led there.
var (
	jacksonType  = regexp.MustCompile("Cannot (?:deserialize|coerce|construct)[^`]*`(?:[\\w$]+\\.)*([\\w$]+)(?:<[^`]*>)?`")
	jacksonEnum  = regexp.MustCompile(`accepted for Enum class: (\[[^\]]*\])`)
	jacksonChain = regexp.MustCompile(`\(through reference chain: ([^)]*)\)`)
	jacksonStep  = regexp.MustCompile(`\["([^"]+)"\]|\[(\d+)\]`)
	systemType   = regexp.MustCompile(`could not be converted to System\.(?:Nullable` + "`" + `1\[System\.)?(\w+)\]?\.? Path: (\S+)`)
)

// readJackson reads Jackson's errors where they say which member is meant, and those of System.Text.Json, which are alike.
func readJackson(f *finder, _ spot, text string) bool {
	if m := match(systemType, text); m != nil {
		for _, c := range dotnetType(m[1]) {
			f.add(spot{in: "body", field: strings.TrimPrefix(m[2], "$.")}, c, text)
		}
		return true
	}
	chain, kind := match(jacksonChain, text), match(jacksonType, text)
	if chain == nil || kind == nil {
		return false
	}
	field := ""
	for _, step := range jacksonStep.FindAllStringSubmatch(chain[1], maxDepth) {
		if step[2] != "" {
			field += "[" + step[2] + "]"
		} else {
			field = join(field, step[1])
		}
	}
	at := spot{in: "body", field: field}
	clauses := javaType(kind[1])
	if m := match(jacksonEnum, text); m != nil {
		clauses = enumClause(members(m[1]))
	}
	for _, c := range clauses {
		f.add(at, c, text)
	}
	return true
}

// dotnetType says what a JSON value must be to become one of a .NET type.
func dotnetType(name string) []clause {
	switch name {
	case "Int16", "Int32", "Int64", "Byte", "UInt16", "UInt32", "UInt64":
		return []clause{{keyword: "type", value: "integer"}}
	case "Decimal", "Double", "Single":
		return []clause{{keyword: "type", value: "number"}}
	case "Boolean", "String":
		return []clause{{keyword: "type", value: strings.ToLower(name)}}
	case "Guid":
		return formatClause("uuid")
	case "DateTimeOffset", "DateTime":
		return formatClause("date-time")
	case "DateOnly":
		return formatClause("date")
	}
	return nil
}
