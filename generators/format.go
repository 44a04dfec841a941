package generators

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// textFormats make strings of a format with lo to hi characters (hi below 0: no limit), as far as the format can have
// that length; the caller checks the result. Names and addresses come from the ranges that RFC 2606, RFC 5737 and RFC 3849
// set aside, so that no test ever reaches a stranger.
var textFormats = map[string]func(c Choices, lo, hi int) (string, bool){
	"date":                  fixed(date),
	"time":                  fixed(clock),
	"date-time":             dateTime,
	"duration":              duration,
	"email":                 email,
	"idn-email":             email,
	"hostname":              hostname,
	"idn-hostname":          hostname,
	"ipv4":                  fixed(ipv4),
	"ipv6":                  ipv6,
	"uri":                   prefixed("https://example.com/", "urn:", "a:"),
	"iri":                   prefixed("https://example.com/", "urn:", "a:"),
	"uri-reference":         prefixed("/", ""),
	"iri-reference":         prefixed("/", ""),
	"uri-template":          prefixed("/{id}/", "/", ""),
	"uuid":                  fixed(uuid),
	"byte":                  encoded(base64.StdEncoding),
	"base64":                encoded(base64.StdEncoding),
	"base64url":             encoded(base64.URLEncoding),
	"binary":                prefixed(""),
	"password":              prefixed("secret-", ""),
	"regex":                 prefixed("^[a-z]+$", ""),
	"json-pointer":          prefixed("/"),
	"relative-json-pointer": prefixed("0/"),
}

func fits(text string, lo, hi int) bool { return len(text) >= lo && (hi < 0 || len(text) <= hi) }

// fixed makes a format of strings whose length leaves nothing to choose.
func fixed(make func(Choices) string) func(Choices, int, int) (string, bool) {
	return func(c Choices, lo, hi int) (string, bool) {
		text := make(c)
		return text, fits(text, lo, hi)
	}
}

// prefixed makes strings that are a fixed beginning and then a word of any length.
func prefixed(starts ...string) func(Choices, int, int) (string, bool) {
	return func(c Choices, lo, hi int) (string, bool) {
		w := words[below(c, len(words))]
		for _, start := range starts {
			if strings.HasSuffix(start, "$") { // a text that is whole already
				if fits(start, lo, hi) {
					return start, true
				}
				continue
			}
			if hi < 0 || len(start) < hi || start == "" {
				rest := hi
				if hi >= 0 {
					rest = hi - len(start)
				}
				return start + stretch(w, lo-len(start), rest), true
			}
		}
		return "", false
	}
}

func date(c Choices) string {
	return fmt.Sprintf("%04d-%02d-%02d", 2024+below(c, 5)-below(c, 40), 1+below(c, 12), 15+below(c, 14)-below(c, 14))
}

func clock(c Choices) string {
	zone := pick(c, []string{"Z", "Z", "+00:00", "+02:00", "-05:30"})
	return fmt.Sprintf("%02d:%02d:%02d%s", 10+below(c, 14), 30+below(c, 30), below(c, 60), zone)
}

func dateTime(c Choices, lo, hi int) (string, bool) {
	text := date(c) + "T" + clock(c)
	if hi >= 0 && len(text) > hi || len(text) < lo {
		day, _, _ := strings.Cut(text, "T")
		text = day + "T10:30:00Z"
	}
	if short := lo - len(text); short > 0 {
		text = strings.TrimSuffix(text, "Z") + "." + strings.Repeat("0", max(short-1, 1)) + "Z"
	}
	return text, fits(text, lo, hi)
}

func duration(c Choices, lo, hi int) (string, bool) {
	text := pick(c, []string{"P1D", "PT15M", "PT1H30M", "P2W", "P1Y2M3DT4H5M6S"})
	if !fits(text, lo, hi) {
		text = "P" + strings.Repeat("1", max(lo-2, 1)) + "D"
	}
	return text, fits(text, lo, hi)
}

func hostname(c Choices, lo, hi int) (string, bool) {
	w := words[below(c, len(words))]
	text := w + ".example.com"
	switch {
	case hi >= 0 && len(text) > hi && hi >= 9:
		text = stretch(w, 1, hi-8) + ".example"
	case hi >= 0 && len(text) > hi:
		text = stretch(w, 1, hi)
	case len(text) < lo:
		text = labels(lo)
	}
	return text, fits(text, lo, hi)
}

// labels makes a host name of exactly n characters; a label has at most 63 of them (RFC 1035, 2.3.4).
func labels(n int) string {
	out := []byte(strings.Repeat("a", n))
	for i := 50; i < n-1; i += 51 {
		out[i] = '.'
	}
	return string(out)
}

func email(c Choices, lo, hi int) (string, bool) {
	local, domain := words[below(c, len(words))], "example.com"
	if hi >= 0 && len(local)+1+len(domain) > hi {
		if hi < len("a@example.com") {
			domain = "b.co"
		}
		local = stretch(local, 1, max(hi-1-len(domain), 1))
	}
	if short := lo - len(local) - 1 - len(domain); short > 0 {
		more := min(short, 64-len(local)) // the part before the @ has at most 64 (RFC 5321, 4.5.3.1.1)
		local = stretch(local, len(local)+more, -1)
		if lo > len(local)+1+len(domain) {
			domain = labels(lo - len(local) - 1)
		}
	}
	text := local + "@" + domain
	return text, fits(text, lo, hi)
}

func ipv4(c Choices) string {
	return fmt.Sprintf("%s.%d", pick(c, []string{"192.0.2", "198.51.100", "203.0.113"}), 1+below(c, 254))
}

func ipv6(c Choices, lo, hi int) (string, bool) {
	text := fmt.Sprintf("2001:db8::%x", 1+below(c, 0xffff))
	if len(text) < lo {
		text = fmt.Sprintf("2001:0db8:0000:0000:0000:0000:0000:%04x", 1+below(c, 0xffff))
	} else if hi >= 0 && len(text) > hi {
		text = "::1"
	}
	return text, fits(text, lo, hi)
}

// uuid makes version 4 of RFC 9562.
func uuid(c Choices) string {
	hex := func(n int) string {
		var out strings.Builder
		for range n {
			out.WriteByte("0123456789abcdef"[below(c, 16)])
		}
		return out.String()
	}
	return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-8" + hex(3) + "-" + hex(11) + "1"
}

func encoded(encoding *base64.Encoding) func(Choices, int, int) (string, bool) {
	return func(c Choices, lo, hi int) (string, bool) {
		n := len(words[below(c, len(words))])
		if hi >= 0 {
			n = min(n, hi/4*3)
		}
		n = max(n, (lo+3)/4*3)
		text := encoding.EncodeToString([]byte(stretch("alpha", n, n)))
		return text, fits(text, lo, hi)
	}
}
