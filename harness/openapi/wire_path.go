package openapi

import (
	"slices"
	"strings"
)

// pathTemplate matches escaped paths and knows how specific it is.
type pathTemplate struct {
	text     string // as the operation has it
	segments [][]segment
	fixed    []pair // a query that belongs to the template, as some contracts write it to tell operations apart
	literals int    // characters of fixed text; more of them means more specific
}

func newTemplate(text string) *pathTemplate {
	t := &pathTemplate{text: text}
	path, _, _ := strings.Cut(text, "#")
	path, query, _ := strings.Cut(path, "?")
	t.fixed, _ = parsePairs(query)
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		list, _ := segments(part)
		for i, s := range list {
			if s.variable {
				continue
			}
			if decoded, ok := unescapePath(s.text); ok {
				list[i].text = decoded
			}
			list[i].written = escape(list[i].text, strings.Trim(fixedInPath, "/%"))
			t.literals += len(list[i].text)
		}
		t.segments = append(t.segments, list)
	}
	return t
}

// captures are the raw texts of a path's variables.
type captures struct {
	values []pair // of a name that stands twice, the last counts
	unsure string
}

// of gives the raw text of a variable.
func (c *captures) of(name string) (string, bool) {
	for _, have := range slices.Backward(c.values) {
		if have.name == name {
			return have.raw, true
		}
	}
	return "", false
}

// match reads an escaped path. Empty and dot segments match nothing: servers and proxies rewrite such paths.
func (t *pathTemplate) match(path string) (captures, bool) {
	var c captures
	rest, ok := strings.CutPrefix(path, "/")
	if !ok {
		return c, false
	}
	for i, want := range t.segments {
		part, after, more := strings.Cut(rest, "/")
		if more != (i < len(t.segments)-1) || !c.segment(want, part) {
			return c, false
		}
		rest = after
	}
	return c, true
}

// segment matches one segment against fixed text and variables.
func (c *captures) segment(want []segment, raw string) bool {
	switch {
	case len(want) == 0:
		return raw == ""
	case len(want) == 1 && !want[0].variable:
		return raw == want[0].text || sameText(raw, want[0].text)
	case len(want) == 1:
		if raw == "" || isDots(raw) {
			return false
		}
		c.take(want[0].text, raw)
		return true
	}
	return c.mixed(want, raw)
}

func sameText(raw, text string) bool {
	decoded, ok := unescapePath(raw)
	return ok && decoded == text
}

func isDots(raw string) bool {
	decoded, ok := unescapePath(raw)
	return ok && (decoded == "." || decoded == "..")
}

func (c *captures) take(name, raw string) {
	c.values = append(c.values, pair{name, raw})
	if strings.Contains(raw, "%2F") || strings.Contains(raw, "%2f") {
		c.unsure = "a slash inside a path segment is read differently by servers and proxies"
	}
}

// mixed matches a segment such as "{name}.json" or "{a}-{b}". Where the text between variables can be found in more than
// one place, what the variables are is not defined.
func (c *captures) mixed(want []segment, raw string) bool {
	if !want[0].variable {
		after, ok := cutFixed(raw, want[0].text)
		if !ok {
			return false
		}
		raw, want = after, want[1:]
	}
	for len(want) > 1 {
		at, length, ok := c.end(want, raw)
		if !ok {
			return false
		}
		c.take(want[0].text, raw[:at])
		raw, want = raw[at+length:], want[1:]
		if length > 0 {
			want = want[1:]
		}
	}
	if len(want) == 1 && raw != "" {
		c.take(want[0].text, raw)
		return true
	}
	return len(want) == 0 && raw == ""
}

// end finds where the first variable ends, and the length of the fixed text behind it.
func (c *captures) end(want []segment, raw string) (at, length int, ok bool) {
	if want[1].variable {
		c.unsure = "two variables of the path stand side by side"
		return 1, 0, len(raw) > 1
	}
	fixed := want[1].text
	if len(want) == 2 { // the last fixed text ends the segment
		at = len(raw) - len(fixed)
		return at, len(fixed), at > 0 && strings.HasSuffix(raw, fixed)
	}
	at = strings.Index(raw, fixed)
	if at > 0 && strings.Contains(raw[at+1:], fixed) {
		c.unsure = "the path's variables can be told apart in more than one way"
	}
	return at, len(fixed), at > 0
}

func cutFixed(raw, fixed string) (string, bool) {
	if after, ok := strings.CutPrefix(raw, fixed); ok {
		return after, true
	}
	return strings.CutPrefix(raw, escape(fixed, fixedInPath))
}

// carries reports whether a query has all that the template fixes.
func (t *pathTemplate) carries(query []pair) bool {
	for _, want := range t.fixed {
		found := false
		for _, have := range query {
			found = found || have.name == want.name && have.raw == want.raw
		}
		if !found {
			return false
		}
	}
	return true
}

// overlaps reports whether some path could match both templates.
func (t *pathTemplate) overlaps(u *pathTemplate) bool {
	if len(t.segments) != len(u.segments) {
		return false
	}
	for i := range t.segments {
		if !segmentsOverlap(t.segments[i], u.segments[i]) {
			return false
		}
	}
	return true
}

// segmentsOverlap is exact for plain segments and says yes in doubt for mixed ones: match decides then.
func segmentsOverlap(a, b []segment) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	fixed := func(s []segment) bool { return len(s) == 1 && !s[0].variable }
	if fixed(a) && fixed(b) {
		return a[0].text == b[0].text
	}
	return true
}

// beats reports whether a request that both match belongs to t: concrete text goes before variables, segment by segment
// (OpenAPI 3.1, Paths Object, Path Templating Matching), text around a variable before none, and a fixed query before none.
func (t *pathTemplate) beats(u *pathTemplate) bool {
	for i := range t.segments {
		a, b := looseness(t.segments[i]), looseness(u.segments[i])
		if a != b {
			return a < b
		}
	}
	if t.literals != u.literals {
		return t.literals > u.literals
	}
	return len(t.fixed) > len(u.fixed)
}

// looseness is 0 for fixed text, 1 for text with variables in it, 2 for a variable alone.
func looseness(list []segment) int {
	variables := 0
	for _, s := range list {
		if s.variable {
			variables++
		}
	}
	switch {
	case variables == 0:
		return 0
	case variables < len(list):
		return 1
	}
	return 2
}
