package harness

import (
	"mime"
	"strings"
)

// MediaType reduces a Content-Type value to its bare lower-case type; a value that RFC 9110 8.3.1 does not allow gives "".
func MediaType(contentType string) string {
	if t, ok := plainMediaType(contentType); ok {
		return t
	}
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil && t == "" {
		return ""
	}
	return t
}

// plainMediaType reads what nearly every Content-Type is, a lower-case type alone or with charset=utf-8, because each
// answer is asked for its type many times and the full parser takes memory for the parameters.
func plainMediaType(contentType string) (string, bool) {
	t := strings.TrimSuffix(contentType, "; charset=utf-8")
	slash := -1
	for i := range len(t) {
		switch ch := t[i]; {
		case ch >= 'a' && ch <= 'z', ch >= '0' && ch <= '9', ch == '-', ch == '+', ch == '.':
		case ch == '/' && slash < 0:
			slash = i
		default:
			return "", false
		}
	}
	return t, slash > 0 && slash < len(t)-1
}

// IsJSON reports whether a media type carries JSON text: application/json, text/json and every +json (RFC 6839).
func IsJSON(mediaType string) bool {
	t := MediaType(mediaType)
	return t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json")
}

// IsXML reports whether a media type carries XML (RFC 7303).
func IsXML(mediaType string) bool {
	t := MediaType(mediaType)
	return t == "application/xml" || t == "text/xml" || strings.HasSuffix(t, "+xml")
}

// MatchMedia finds the entry that a Content-Type value falls under: an exact type before type/*, before */*.
func MatchMedia(entries []*Media, contentType string) *Media {
	actual := MediaType(contentType)
	if actual == "" {
		return nil
	}
	family, _, _ := strings.Cut(actual, "/")
	var best *Media
	for _, m := range entries {
		switch MediaType(m.Type) {
		case actual:
			return m
		case family + "/*":
			best = m
		case "*/*", "*":
			if best == nil {
				best = m
			}
		}
	}
	return best
}
