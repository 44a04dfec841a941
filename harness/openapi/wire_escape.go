package openapi

import (
	"net/url"
	"strings"
)

const hexDigits = "0123456789ABCDEF"

// unreserved are the characters that RFC 3986, section 2.3 never escapes.
func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// escape percent-encodes all but unreserved characters and those in keep.
func escape(text, keep string) string {
	plain := true
	for i := range len(text) {
		if c := text[i]; !unreserved(c) && strings.IndexByte(keep, c) < 0 {
			plain = false
			break
		}
	}
	if plain {
		return text
	}
	out := make([]byte, 0, len(text)+16)
	for i := range len(text) {
		c := text[i]
		if unreserved(c) || strings.IndexByte(keep, c) >= 0 {
			out = append(out, c)
		} else {
			out = append(out, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(out)
}

// reservedInQuery are the reserved characters that allowReserved leaves as they are. The others would end the value or the
// query, or be read as a space (OpenAPI 3.1.1, Appendix E).
const reservedInQuery = ":/?@!$'()*,;="

// fixedInPath are the characters of a path template's own text that stand for themselves; what is escaped already stays.
const fixedInPath = "/:@!$&'()*+,;=%"

// unescape reads a query or form text, in which a plus sign is a space too.
func unescape(text string) (string, bool) {
	if !strings.ContainsAny(text, "%+") {
		return text, true
	}
	out, err := url.QueryUnescape(text)
	return out, err == nil
}

// unescapePath reads a part of a path.
func unescapePath(text string) (string, bool) {
	if strings.IndexByte(text, '%') < 0 {
		return text, true
	}
	out, err := url.PathUnescape(text)
	return out, err == nil
}

// pair is one name and value of a query or form, still escaped but for the name.
type pair struct {
	name string
	raw  string
}

// parsePairs splits a query or form. It reports whether the escapes are sound.
func parsePairs(text string) ([]pair, bool) {
	if text == "" {
		return nil, true
	}
	list := make([]pair, 0, 1+strings.Count(text, "&"))
	sound := true
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		name, raw, _ := strings.Cut(part, "=")
		decoded, ok := unescape(name)
		if _, fine := unescape(raw); !ok || !fine {
			sound = false
		}
		list = append(list, pair{decoded, raw})
	}
	return list, sound
}
