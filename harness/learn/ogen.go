package learn

import (
	"regexp"
	"strings"
)

// The texts of servers that ogen generates: "operation X: decode request: validate: invalid: name (string: …), items ([0]
// (invalid: …))", and "decode params: query: \"limit\": int: …".
var (
	ogenText   = regexp.MustCompile(`\bdecode (request|params): (.*)$`)
	ogenParam  = regexp.MustCompile(`^(query|path|header|cookie): "([^"]+)": (.*)$`)
	ogenLess   = regexp.MustCompile(`(?:^|: )(len|value) (\S+) less than (?:minimum )?(\S+)$`)
	ogenMore   = regexp.MustCompile(`(?:^|: )(len|value) (\S+) greater than (?:maximum )?(\S+)$`)
	ogenRegexp = regexp.MustCompile(`(?:^|: )no regex match: (.*)$`)
	ogenStep   = regexp.MustCompile(`(?:^|: )(\S+) is not multiple of (\S+)$`)
)

// readOgen reads the errors of servers that ogen generates.
func readOgen(f *finder, _ spot, text string) bool {
	m := match(ogenText, text)
	if m == nil {
		return false
	}
	if p := match(ogenParam, m[2]); p != nil {
		f.ogen(spot{in: p[1], field: p[2]}, p[3], 0)
	} else if m[1] == "request" {
		f.ogen(spot{in: "body"}, strings.TrimPrefix(m[2], "validate: "), 0)
	}
	return true
}

// ogen follows "invalid: name (…), name (…)" to the reasons inside.
func (f *finder) ogen(at spot, text string, depth int) {
	if depth > maxDepth {
		return
	}
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "invalid: "); ok {
		for name, inner := range parentheses(rest) {
			to := at
			to.field = join(at.field, name)
			f.ogen(to, inner, depth+1)
		}
		return
	}
	for _, c := range ogenClauses(text) {
		f.add(at, c, text)
	}
}

// parentheses yields the names and what stands in parentheses after them.
func parentheses(text string) func(yield func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for text != "" {
			begin := strings.Index(text, " (")
			if begin <= 0 {
				return
			}
			depth, end := 0, -1
			for i := begin + 1; i < len(text) && end < 0; i++ {
				switch text[i] {
				case '(':
					depth++
				case ')':
					if depth--; depth == 0 {
						end = i
					}
				}
			}
			if end < 0 || !yield(text[:begin], text[begin+2:end]) {
				return
			}
			text = strings.TrimPrefix(text[end+1:], ", ")
		}
	}
}

// ogenClauses reads a reason. A value that is said to be less than itself broke an exclusive bound.
func ogenClauses(text string) []clause {
	if m := match(ogenLess, text); m != nil {
		switch {
		case m[1] == "len":
			return atLeast("minLength", m[3])
		case m[2] == m[3]:
			return bound("exclusiveMinimum", m[3])
		}
		return bound("minimum", m[3])
	}
	if m := match(ogenMore, text); m != nil {
		switch {
		case m[1] == "len":
			return atMost("maxLength", m[3])
		case m[2] == m[3]:
			return bound("exclusiveMaximum", m[3])
		}
		return bound("maximum", m[3])
	}
	if m := match(ogenRegexp, text); m != nil {
		return patternClause(m[1], anywhere)
	}
	if m := match(ogenStep, text); m != nil {
		return bound("multipleOf", m[2])
	}
	switch {
	case strings.HasSuffix(text, "field required"), strings.HasSuffix(text, "parameter required"):
		return []clause{{keyword: "required"}}
	case strings.Contains(text, "email: "):
		return formatClause("email")
	case strings.Contains(text, "duplicate element ["):
		return []clause{{keyword: "uniqueItems", value: true}}
	}
	return nil
}
