package schema

import (
	"strings"
	"unicode/utf8"
)

// The URI formats follow the grammar of RFC 3986, appendix A; IRIs add the characters of RFC 3987 section 2.2. net/url
// accepts much more than that, such as spaces and raw Unicode.

func isURI(text string) bool          { return uriValid(text, true, false) }
func isURIReference(text string) bool { return uriValid(text, false, false) }
func isIRI(text string) bool          { return uriValid(text, true, true) }
func isIRIReference(text string) bool { return uriValid(text, false, true) }

const (
	unreserved = "-._~"
	subDelims  = "!$&'()*+,;="
)

func uriValid(text string, absolute, iri bool) bool {
	rest, fragment, _ := strings.Cut(text, "#")
	rest, query, _ := strings.Cut(rest, "?")
	if !uriText(fragment, subDelims+":@/?", iri) || !uriText(query, subDelims+":@/?", iri) {
		return false
	}
	colon := strings.IndexByte(rest, ':')
	slash := strings.IndexByte(rest, '/')
	switch {
	case colon >= 0 && (slash < 0 || colon < slash):
		// The first segment of a relative reference holds no colon (4.2), so this is a scheme.
		if !isScheme(rest[:colon]) {
			return false
		}
		rest = rest[colon+1:]
	case absolute:
		return false
	}
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		authority, path := after, ""
		if i := strings.IndexByte(after, '/'); i >= 0 {
			authority, path = after[:i], after[i:]
		}
		return isAuthority(authority, iri) && uriText(path, subDelims+":@/", iri)
	}
	return uriText(rest, subDelims+":@/", iri)
}

func isScheme(text string) bool {
	for i := range len(text) {
		ch := text[i]
		letter := ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z'
		digit := ch >= '0' && ch <= '9'
		if !letter && (i == 0 || !digit && ch != '+' && ch != '-' && ch != '.') {
			return false
		}
	}
	return text != ""
}

func isAuthority(text string, iri bool) bool {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		if !uriText(text[:at], subDelims+":", iri) {
			return false
		}
		text = text[at+1:]
	}
	host, port := text, ""
	if strings.HasPrefix(text, "[") {
		end := strings.IndexByte(text, ']')
		if end < 0 || !isIPLiteral(text[1:end]) {
			return false
		}
		rest := text[end+1:]
		if rest != "" && rest[0] != ':' {
			return false
		}
		_, left := leadingDigits(strings.TrimPrefix(rest, ":"))
		return left == ""
	}
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		host, port = text[:i], text[i+1:]
	}
	_, left := leadingDigits(port)
	return left == "" && uriText(host, subDelims, iri)
}

func isIPLiteral(text string) bool {
	if text != "" && (text[0] == 'v' || text[0] == 'V') {
		version, address, found := strings.Cut(text[1:], ".")
		return found && version != "" && strings.Trim(version, "0123456789abcdefABCDEF") == "" &&
			address != "" && !strings.Contains(address, "%") && uriText(address, subDelims+":", false)
	}
	return isIPv6(text)
}

// uriText checks characters: unreserved ones, percent escapes, the extra ones given, and for IRIs those beyond ASCII.
func uriText(text, extra string, iri bool) bool {
	for i := 0; i < len(text); i++ {
		ch := text[i]
		switch {
		case isAlphanumeric(ch):
		case ch == '%':
			if i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]) {
				return false
			}
			i += 2
		case ch >= utf8.RuneSelf:
			if !iri {
				return false
			}
		case !strings.Contains(unreserved, string(ch)) && !strings.Contains(extra, string(ch)):
			return false
		}
	}
	return true
}

// isURITemplate follows RFC 6570 section 2.
func isURITemplate(text string) bool {
	for {
		before, after, found := strings.Cut(text, "{")
		if !templateLiteral(before) {
			return false
		}
		if !found {
			return true
		}
		expression, rest, closed := strings.Cut(after, "}")
		if !closed || !templateExpression(expression) {
			return false
		}
		text = rest
	}
}

func templateLiteral(text string) bool {
	for i := range len(text) {
		switch ch := text[i]; {
		case ch <= ' ' || ch == 0x7f || strings.ContainsRune(`"<>\^`+"`{|}", rune(ch)):
			return false
		case ch == '%' && (i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2])):
			return false
		}
	}
	return true
}

func templateExpression(text string) bool {
	if text != "" && strings.IndexByte("+#./;?&=,!@|", text[0]) >= 0 {
		text = text[1:]
	}
	for variable := range strings.SplitSeq(text, ",") {
		name := strings.TrimSuffix(variable, "*")
		if base, length, found := strings.Cut(name, ":"); found {
			n, rest := leadingDigits(length)
			if n == "" || len(n) > 4 || rest != "" || n[0] == '0' {
				return false
			}
			name = base
		}
		if name == "" || strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..") || !templateName(name) {
			return false
		}
	}
	return true
}

func templateName(name string) bool {
	return !strings.ContainsAny(name, "-~") && uriText(name, "_.", false)
}
