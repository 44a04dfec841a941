package target

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// userAgent is sent where a request names none.
const userAgent = "contravene"

// checkSendable refuses a request that would not arrive as it stands: bytes that would end its line or header early, and
// framing that belongs to the target. Everything else travels, however wrong.
func checkSendable(r *harness.Request) error {
	switch {
	case !isToken(r.Method):
		return fault(Unsendable, "the method %.40q is not a token (RFC 9110 9.1)", r.Method)
	case !strings.HasPrefix(r.Path, "/"):
		return fault(Unsendable, "the path does not begin with a slash")
	case strings.ContainsAny(r.Path, "\r\n?") || strings.ContainsAny(r.Query, "\r\n"):
		return fault(Unsendable, "the path or query would end early; escape its line breaks and question marks")
	}
	for name, values := range r.Header {
		if err := checkHeader(r, name, values); err != nil {
			return err
		}
	}
	return nil
}

func checkHeader(r *harness.Request, name string, values []string) error {
	if !isToken(name) {
		return fault(Unsendable, "the header name %.40q is not a token (RFC 9110 5.1)", name)
	}
	for _, v := range values {
		if !isFieldValue(v) {
			return fault(Unsendable, "the header %.40s has a control character in its value", name)
		}
	}
	switch http.CanonicalHeaderKey(name) {
	case "Transfer-Encoding", "Trailer":
		return fault(Unsendable, "the header %s belongs to the connection and cannot be chosen", name)
	case "Content-Length":
		if len(values) != 1 || values[0] != strconv.Itoa(len(r.Body)) {
			return fault(Unsendable, "the header Content-Length differs from the body")
		}
	case "Host":
		if len(values) != 1 {
			return fault(Unsendable, "the header Host must have one value (RFC 9112 3.2)")
		}
	}
	return nil
}

// lengthOf gives the Content-Length of a request, or -1 for none. Methods that usually have a body say so even when they
// have none (RFC 9110 8.6).
func lengthOf(r *harness.Request) int {
	if r.Body == nil && r.Method != http.MethodPost && r.Method != http.MethodPut && r.Method != http.MethodPatch {
		return -1
	}
	return len(r.Body)
}

// hostOf gives the host that a request asks for: its own choice, or that of the target.
func hostOf(r *harness.Request, usual string) string {
	for name, values := range r.Header {
		if len(values) == 1 && http.CanonicalHeaderKey(name) == "Host" {
			return values[0]
		}
	}
	return usual
}

// appendHead writes the request line and the header. Fields are sorted, so that the same request is the same bytes.
func appendHead(b []byte, r *harness.Request, base, host string) []byte {
	b = append(b, r.Method...)
	b = append(b, ' ')
	b = append(b, base...)
	b = append(b, r.Path...)
	if r.Query != "" {
		b = append(append(b, '?'), r.Query...)
	}
	b = append(b, " HTTP/1.1\r\n"...)
	b = appendField(b, "Host", hostOf(r, host))
	var room [16]string
	names := room[:0]
	agent := true
	for name := range r.Header {
		switch http.CanonicalHeaderKey(name) {
		case "Host", "Content-Length":
			continue
		case "User-Agent":
			agent = len(r.Header[name]) == 0 && agent
		}
		names = append(names, name)
	}
	if agent {
		b = appendField(b, "User-Agent", userAgent)
	}
	if n := lengthOf(r); n >= 0 {
		b = append(b, "Content-Length: "...)
		b = append(strconv.AppendInt(b, int64(n), 10), "\r\n"...)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range r.Header[name] {
			b = appendField(b, name, v)
		}
	}
	return append(b, "\r\n"...)
}

func appendField(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ": "...)
	b = append(b, value...)
	return append(b, "\r\n"...)
}

// isToken follows RFC 9110 5.6.2.
func isToken(s string) bool {
	if s == "" {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' {
			continue
		}
		if strings.IndexByte("!#$%&'*+.^_`|~", c) < 0 {
			return false
		}
	}
	return true
}

// isFieldValue follows RFC 9110 5.5: any octet but the control characters, of which only the tab may stand.
func isFieldValue(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// wantsClose reports whether a Connection header asks for the connection's end (RFC 9112 9.6).
func wantsClose(h http.Header) bool {
	for _, v := range h["Connection"] {
		for _, option := range strings.Split(v, ",") {
			if strings.EqualFold(strings.TrimSpace(option), "close") {
				return true
			}
		}
	}
	return false
}
