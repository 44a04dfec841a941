package learn

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness/schema"
)

// number reads a bound as it is written in a text or in JSON.
func number(v any) (json.Number, bool) {
	switch v := v.(type) {
	case json.Number:
		_, ok := schema.ParseNumber(string(v))
		return v, ok
	case string:
		text := strings.Trim(v, `'"`+"`")
		_, ok := schema.ParseNumber(text)
		return json.Number(text), ok
	}
	return "", false
}

// maxCount is beyond any length that a service means: validators write the largest integer for no bound.
const maxCount = math.MaxInt32 - 1

// count reads a length.
func count(v any) (int, bool) {
	n, ok := number(v)
	if !ok {
		return 0, false
	}
	r, ok := schema.ParseNumber(string(n))
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	c := r.Num().Int64()
	return int(c), c >= 0 && c <= maxCount
}

// atLeast and atMost are clauses on a bound or a length; what says nothing is left out.
func atLeast(keyword string, v any) []clause {
	if keyword == "minimum" || keyword == "exclusiveMinimum" {
		return bound(keyword, v)
	}
	if n, ok := count(v); ok && n > 0 {
		return []clause{{keyword: keyword, value: n}}
	}
	return nil
}

func atMost(keyword string, v any) []clause {
	if keyword == "maximum" || keyword == "exclusiveMaximum" {
		return bound(keyword, v)
	}
	if n, ok := count(v); ok {
		return []clause{{keyword: keyword, value: n}}
	}
	return nil
}

func bound(keyword string, v any) []clause {
	if n, ok := number(v); ok {
		return []clause{{keyword: keyword, value: n}}
	}
	return nil
}

// The bounds of lists of allowed values.
const (
	maxMembers = 300
	maxMember  = 100 // bytes
)

var quotedMember = regexp.MustCompile(`'([^']*)'|"([^"]*)"|` + "`([^`]*)`")

// members reads a list of values as services write them: JSON, quoted, or with commas, bars or spaces between. A list that
// is not certainly one is none.
func members(text string) []any {
	text = strings.TrimSpace(text)
	isQuoted := false
	if decoded, err := schema.DecodeJSON([]byte(text)); err == nil {
		switch v := decoded.Value.(type) {
		case []any:
			return enumOf(v)
		case string:
			text, isQuoted = v, true // one quoted text around the list
		}
	}
	text = strings.TrimRight(text, ". ")
	inBrackets := strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]")
	if inBrackets {
		text = text[1 : len(text)-1]
	}
	if found := quotedMember.FindAllStringSubmatch(text, maxMembers+1); len(found) > 0 && strings.ContainsAny(text[:1], "'\"`") {
		var list []any
		for _, m := range found {
			list = append(list, m[1]+m[2]+m[3])
		}
		return enumOf(list)
	}
	list := separated(text, inBrackets)
	if len(list) < 2 && !isQuoted && !inBrackets {
		return nil // "is not one of the enum" names no value
	}
	return enumOf(list)
}

// separated divides a list without quotes.
func separated(text string, inBrackets bool) []any {
	separator := ","
	switch {
	case strings.Contains(text, "|"):
		separator = "|"
	case inBrackets && !strings.Contains(text, ","):
		separator = " "
	}
	var list []any
	for _, m := range strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, ", or ", ", "), " or ", ", "), separator) {
		m = strings.Trim(strings.TrimSpace(m), `'"`)
		if !plainMember.MatchString(m) {
			return nil
		}
		list = append(list, m)
	}
	return list
}

var plainMember = regexp.MustCompile(`^[\pL\d_.:/+*#@-]+$`)

// enumOf refuses lists that are empty, too long or not of plain values.
func enumOf(list []any) []any {
	if len(list) == 0 || len(list) > maxMembers {
		return nil
	}
	for _, v := range list {
		switch v := v.(type) {
		case string:
			if len(v) > maxMember {
				return nil
			}
		case json.Number, bool, nil:
		default:
			return nil
		}
	}
	return list
}

// maxPattern is the length of the longest pattern that is taken.
const maxPattern = 1000

// How much of a text a pattern has to match where it does not say so itself.
const (
	anywhere = iota
	fromStart
	throughout
)

// pattern reads a regular expression and gives it as JSON Schema writes it, or nothing when it is not one.
func pattern(text string, reach int) (string, bool) {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, `\A`); ok {
		text = "^" + rest
	}
	for _, end := range []string{`\z`, `\Z`} {
		if rest, ok := strings.CutSuffix(text, end); ok {
			text = rest + "$"
		}
	}
	if text == "" || len(text) > maxPattern {
		return "", false
	}
	switch {
	case reach == throughout && (!strings.HasPrefix(text, "^") || !strings.HasSuffix(text, "$") || strings.Contains(text, "|")):
		text = "^(?:" + text + ")$"
	case reach == fromStart && !strings.HasPrefix(text, "^"):
		text = "^(?:" + text + ")"
	}
	if _, err := schema.CompilePattern(text); err != nil {
		return "", false
	}
	return text, true
}

// written takes a regular expression from the end of a message, out of the quotes around it.
func written(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", false
	}
	quote := text[0]
	if quote != '"' && quote != '\'' && quote != '`' && quote != '/' {
		if strings.HasSuffix(text, "$.") {
			text = strings.TrimSuffix(text, ".")
		}
		return text, strings.ContainsAny(text, `^$[(\+*`) && !strings.Contains(text, " ")
	}
	end := strings.LastIndexByte(text, quote)
	if end < 2 {
		return "", false
	}
	after := strings.TrimSpace(text[end+1:])
	if quote == '/' {
		after = strings.TrimSuffix(after, "regular expression")
		return text[1:end], strings.Trim(after, " .ugv") == ""
	}
	return text[1:end], strings.Trim(after, " .!)") == ""
}

// format gives JSON Schema's name of a format that a service calls by a word, or nothing.
func format(word string) string {
	switch fold(word) {
	case "email", "emailaddress", "emailstr", "mail":
		return "email"
	case "url", "uri", "httpurl", "urladdress", "anyurl", "urlstring":
		return "uri"
	case "uuid", "uuid3", "uuid4", "uuid5", "uuidrfc4122", "uuid4rfc4122", "guid", "uuidv4", "uuidv3", "uuidv5", "uuidv7":
		return "uuid"
	case "ipv4", "ip4", "ipv4address", "ip4addr":
		return "ipv4"
	case "ipv6", "ip6", "ipv6address", "ip6addr":
		return "ipv6"
	case "hostname", "fqdn", "dnsname", "domain", "hostnamerfc1123", "domainname":
		return "hostname"
	case "datetime", "iso8601datestring", "rfc3339datetime", "timestamp", "iso8601":
		return "date-time"
	case "date", "isodate", "rfc3339date":
		return "date"
	case "time", "rfc3339time":
		return "time"
	case "duration", "regex", "byte", "int32", "int64":
		return fold(word)
	case "base64":
		return "byte"
	}
	return ""
}

// typeOf gives JSON Schema's name of a type that a service calls by a word, or nothing.
func typeOf(word string) string {
	switch strings.ToLower(word) {
	case "string", "str", "text":
		return "string"
	case "integer", "int", "whole number", "integer number", "long", "int32", "int64":
		return "integer"
	case "number", "float", "numeric", "decimal", "double", "float64", "real":
		return "number"
	case "boolean", "bool":
		return "boolean"
	case "array", "list", "slice":
		return "array"
	case "object", "dict", "dictionary", "map", "record":
		return "object"
	}
	return ""
}

// power is 10^-places, the step of numbers with so many decimal places.
func power(places int) json.Number {
	if places <= 0 {
		return "1"
	}
	return json.Number("0." + strings.Repeat("0", places-1) + "1")
}

func small(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= 20
}
