package learn

import (
	"encoding/json"
	"regexp"
	"strings"
)

// playgroundText is how go-playground/validator writes an error, and with it gin and what wraps them. It names no parameters.
var playgroundText = regexp.MustCompile(`Key: '([^']*)' Error:Field validation for '([^']*)' failed on the '([^']*)' tag`)

// readPlayground reads the text of go-playground/validator's ValidationErrors.
func readPlayground(f *finder, _ spot, text string) bool {
	found := playgroundText.FindAllStringSubmatch(text, maxLessons)
	for _, m := range found {
		field := m[1]
		if field == "" {
			field = m[2]
		}
		for _, c := range tagClauses(m[3], "") {
			f.add(spot{field: field}, c, m[0])
		}
	}
	return len(found) > 0
}

// The members under which services write the parts of such an error.
var (
	tagNames   = []string{"tag", "Tag", "actualTag", "ActualTag", "rule", "validator", "validation", "failedTag"}
	paramNames = []string{"param", "Param", "params", "constraint", "ruleParam"}
	tagged     = []string{"namespace", "Namespace", "structNamespace", "StructNamespace", "field", "Field", "fieldName", "field_name", "name", "Name"}
	fiberField = []string{"failedField", "FailedField", "failed_field"}
)

// readTag reads an object with a field, a tag and perhaps its parameter, which is how services write the same as JSON.
func readTag(f *finder, at spot, object map[string]any) bool {
	tag, field, param := first(object, tagNames), first(object, tagged), first(object, paramNames)
	if failed := first(object, fiberField); failed != "" { // as fiber's manual has it; its Value is the parameter
		field = failed
		if param == "" {
			param = first(object, []string{"value", "Value"})
		}
	}
	if tag == "" || field == "" {
		return false
	}
	shown := tag
	if param != "" {
		shown += "=" + param
	} else if inline, rest, ok := strings.Cut(tag, "="); ok {
		tag, param = inline, rest
	}
	clauses := tagClauses(tag, param)
	for _, c := range clauses {
		to := at
		to.field = join(at.field, field)
		f.add(to, c, field+" failed on the tag "+shown)
	}
	return len(clauses) > 0
}

// first gives the text of the first of the members that is there.
func first(object map[string]any, names []string) string {
	for _, name := range names {
		if text := scalar(object[name]); text != "" {
			return text
		}
	}
	return ""
}

// scalar gives the text of a text or a number.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	}
	return ""
}

// tagClauses says what a tag of go-playground/validator demands. Bounds are given as those of numbers; on a text or a list
// they are about its length, as the schema will tell.
func tagClauses(tag, param string) []clause {
	if clauses := comparing(tag, param); clauses != nil {
		return clauses
	}
	switch tag {
	case "required":
		return []clause{{keyword: "required"}}
	case "unique":
		return []clause{{keyword: "uniqueItems", value: true}}
	case "oneof", "oneofci":
		if param == "" {
			return nil
		}
		return enumClause(members("[" + strings.ReplaceAll(param, ",", " ") + "]"))
	case "alpha":
		return patternClause("^[a-zA-Z]+$", anywhere)
	case "alphanum":
		return patternClause("^[a-zA-Z0-9]+$", anywhere)
	case "numeric":
		return patternClause(`^[-+]?[0-9]+(?:\.[0-9]+)?$`, anywhere)
	case "number":
		return patternClause("^[0-9]+$", anywhere)
	case "hexadecimal":
		return patternClause("^(?:0[xX])?[0-9a-fA-F]+$", anywhere)
	case "e164":
		return patternClause(`^\+[1-9]?[0-9]{7,14}$`, anywhere)
	case "startswith", "startsnotwith", "endswith", "contains":
		return affix(tag, param)
	}
	return formatClause(strings.NewReplacer("_rfc4122", "", "_rfc1123", "", "http_", "").Replace(tag))
}

// comparing knows the tags that compare with their parameter.
func comparing(tag, param string) []clause {
	switch tag {
	case "eqfield", "eqcsfield":
		return otherClause("eqField", param)
	case "gtfield", "gtcsfield":
		return otherClause("gtField", param)
	case "gtefield", "gtecsfield":
		return otherClause("gteField", param)
	case "ltfield", "ltcsfield":
		return otherClause("ltField", param)
	case "ltefield", "ltecsfield":
		return otherClause("lteField", param)
	case "min", "gte":
		return bound("minimum", param)
	case "max", "lte":
		return bound("maximum", param)
	case "gt":
		return bound("exclusiveMinimum", param)
	case "lt":
		return bound("exclusiveMaximum", param)
	case "len":
		return append(bound("minimum", param), bound("maximum", param)...)
	case "eq":
		if param != "" {
			return enumClause([]any{param})
		}
	}
	return nil
}

func otherClause(keyword, param string) []clause {
	if param == "" {
		return nil
	}
	return []clause{{keyword: keyword, value: param}}
}

// affix makes a pattern of a demanded beginning, end or part.
func affix(tag, param string) []clause {
	text := regexp.QuoteMeta(param)
	switch {
	case param == "":
		return nil
	case tag == "startswith":
		return patternClause("^"+text, anywhere)
	case tag == "endswith":
		return patternClause(text+"$", anywhere)
	case tag == "contains":
		return patternClause(text, anywhere)
	}
	return nil
}
