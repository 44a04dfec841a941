package harness

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// longestBody is how much of a body a report keeps. The case makes the rest again.
const longestBody = 2 << 10

// record shortens and masks an exchange for a report.
func (r *redactor) record(x *Exchange) Record {
	rec := Record{
		Operation: x.Operation.ID, Actor: x.Actor, Method: x.Request.Method, URL: r.text(x.Request.URL()),
		Header: r.header(x.Request.Header),
	}
	rec.Body, rec.Cut = r.body(x.Request.Body)
	if x.Response != nil {
		var cut bool
		rec.Status, rec.Answer = x.Response.Status, r.header(x.Response.Header)
		rec.Content, cut = r.body(x.Response.Body)
		rec.Cut = rec.Cut || cut || x.Response.Truncated
		// The answer's date is the one header that differs between equal runs and never matters.
		delete(rec.Answer, "Date")
	}
	return rec
}

// handedOut finds credentials that an answer issues, by what the members are called in which standards and services put them
// (RFC 6749 5.1, RFC 7591 3.2.1). They are nobody's secret of this run yet, and open a door all the same.
var handedOut = regexp.MustCompile(`(?i)("(?:(?:access|refresh|id|session|auth|bearer|api|csrf)?_?tokens?|jwt|session_?id|api_?key|client_?secret)"\s*:\s*")[^"$(][^"]{5,}"`)

// openForms are credentials by their own form, and those in an address. Reports that find them must not carry them further.
var openForms = []*regexp.Regexp{
	regexp.MustCompile(`\b(gh[pousr]_|npm_|[sr]k_live_|xox[abprs]-|glpat-|SG\.)[0-9A-Za-z._-]{16,}`),
	regexp.MustCompile(`(-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----)[^-]+`),
	regexp.MustCompile(`(?i)((?:[?&;]|&amp;|\\u0026)(?:(?:access|refresh|id|auth)_token|password|passwd|client_secret|jsessionid|phpsessid|session_?id|sid)=)[^&\s"'<>$]{6,}`),
}

// veil masks credentials that nobody in the run is known by.
func veil(text string) string {
	if !speaksOfCredentials(text) {
		return text
	}
	text = handedOut.ReplaceAllString(text, `$1(masked)"`)
	for _, form := range openForms {
		text = form.ReplaceAllString(text, "$1(masked)")
	}
	return text
}

// speaksOfCredentials reports whether a text holds a word without which there is nothing to mask. Most have none, and looking for
// words is cheaper than for forms.
func speaksOfCredentials(text string) bool {
	return slices.ContainsFunc(credentialWords, func(word string) bool { return strings.Contains(text, word) })
}

var credentialWords = []string{
	"oken", "OKEN", "jwt", "JWT", "essi", "ESSI", "ecret", "ECRET", "ey\"", "EY\"", "pass", "PASS", "Pass", "sid=", "SID=",
	"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_", "k_live_", "xox", "glpat-", "SG.", "PRIVATE KEY",
}

// body gives the text of a body: bytes that are not UTF-8 are written as \xNN. Masking comes before cutting, so that no
// half of a secret is left at the end.
func (r *redactor) body(data []byte) (string, bool) {
	cut := len(data) > longestBody+shortestSecret*64
	if cut {
		data = data[:longestBody+shortestSecret*64]
	}
	text := veil(r.text(printable(data)))
	if len(text) > longestBody {
		return strings.ToValidUTF8(text[:longestBody], ""), true
	}
	return text, cut
}

func printable(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	var b strings.Builder
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			const hex = "0123456789abcdef"
			b.WriteString(`\x`)
			b.WriteByte(hex[data[0]>>4])
			b.WriteByte(hex[data[0]&15])
		} else {
			b.Write(data[:size])
		}
		data = data[size:]
	}
	return b.String()
}
