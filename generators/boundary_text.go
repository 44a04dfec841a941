package generators

import (
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// lengths are the shortest and the longest string, what lies just inside, and the empty one.
func (e *edges) lengths() {
	lo, hi := e.shape.minLength, e.shape.maxLength
	if hi >= 0 {
		e.length("maxLength", hi)
	}
	if lo > 0 {
		e.length("minLength", lo)
	} else {
		e.constant("minLength", "the empty string", "")
	}
	if hi > 0 {
		e.wide(hi)
		e.length("maxLength", hi-1)
	}
	if lo > 0 && lo+1 != hi {
		e.length("minLength", lo+1)
	}
}

// length asks for a string of exactly n characters.
func (e *edges) length(keyword string, n int) {
	if n > maxText {
		e.cannot(e.shape.where(keyword).Place(keyword), impossible(e.shape.where(keyword), keyword,
			"a string of %d characters is too large to generate", n))
		return
	}
	if !e.first(n) {
		return
	}
	e.add(keyword, count(n, "character"), func() (any, bool) { return e.exactly(n) })
}

func (d *desk) exactText(s *site, n int) (any, bool) {
	narrow := *s.shape
	narrow.minLength, narrow.maxLength = n, n
	m := d.maker(Plainest, Style{Plain: true, In: s.target.in})
	text, err := m.textBetween(&narrow, n, n)
	return text, err == nil
}

func (e *edges) exactly(n int) (any, bool) { return e.exactText(e.site, n) }

// wide fills the longest string with characters of four bytes, which a limit counted in bytes or in UTF-16 units refuses.
func (e *edges) wide(n int) {
	if n > maxText/4 || e.site.target.in == Token {
		return
	}
	e.add("maxLength", count(n, "character")+" of four bytes each", func() (any, bool) {
		return strings.Repeat("𝒳", n), len(e.shape.formats) == 0
	})
	e.add("maxLength", count(n, "character")+" of two bytes each", func() (any, bool) {
		return strings.Repeat("é", n), len(e.shape.formats) == 0
	})
}

// patterns draws a few different strings that match, since the shortest alone tells little.
func (e *edges) patterns() {
	if len(e.shape.patterns) == 0 {
		return
	}
	for i := range 4 {
		e.add("pattern", "a match of the pattern", func() (any, bool) {
			c := Seeded(Derive(0, i, e.op.ID, e.site.label(), "pattern"))
			v, err := e.maker(c, Style{In: e.site.target.in}).text(e.shape)
			return v, err == nil
		})
	}
}

// formats tries the values at the far ends of each format.
func (e *edges) formats() {
	for _, f := range e.shape.formats {
		for _, extreme := range formatExtremes[f] {
			e.constant("format", extreme.note, extreme.text)
			if extreme.loose {
				e.list[len(e.list)-1].expect = harness.Any
			}
		}
	}
}

// extreme is a valid but seldom value of a format.
type extreme struct {
	text, note string
	loose      bool // the RFC lets a service refuse it
}

// formatExtremes are valid by the RFC that defines each format: RFC 3339 for dates and times, RFC 5321 for mail, RFC 3986
// for URIs, RFC 4291 for IPv6, RFC 9562 for UUIDs.
var formatExtremes = map[string][]extreme{
	"date": {
		{text: "2024-02-29", note: "a leap day"}, {text: "2000-02-29", note: "the leap day of a century"}, {text: "9999-12-31", note: "the last day that has four digits"},
		{text: "0001-01-01", note: "the first day of year 1"}, {text: "1970-01-01", note: "the first day of Unix time"}, {text: "2038-01-20", note: "beyond 32 bits of Unix time"},
	},
	"date-time": {
		{text: "2024-02-29T23:59:59Z", note: "the end of a leap day"}, {text: "2024-06-15T12:00:00+14:00", note: "the easternmost zone"},
		{text: "2024-06-15T12:00:00-12:00", note: "the westernmost zone"}, {text: "9999-12-31T23:59:59Z", note: "the last second that has four digits"},
		{text: "0001-01-01T00:00:00Z", note: "the first second of year 1"}, {text: "2024-06-15T12:00:00.123456789Z", note: "nanoseconds"},
		{text: "2024-06-15t12:00:00z", note: "lower-case letters", loose: true}, {text: "1969-12-31T23:59:59Z", note: "before Unix time"},
	},
	"time": {
		{text: "23:59:59Z", note: "the last second"}, {text: "00:00:00Z", note: "midnight"}, {text: "12:00:00+14:00", note: "the easternmost zone"},
		{text: "12:00:00.999999999Z", note: "nanoseconds"},
	},
	"duration": {{text: "P0D", note: "no time at all"}, {text: "P1Y2M3DT4H5M6S", note: "every unit"}, {text: "P52W", note: "weeks"}, {text: "PT36H", note: "more hours than a day has"}},
	"email": {
		{text: "a@b.co", note: "as short as mail gets"}, {text: "first.last+tag@example.com", note: "a plus tag"}, {text: "o'neil@example.com", note: "an apostrophe"},
		{text: strings.Repeat("a", 64) + "@example.com", note: "the longest local part"},
	},
	"hostname":              {{text: "a", note: "one letter"}, {text: "xn--bcher-kva.example", note: "a name in Punycode"}, {text: strings.Repeat("a", 63) + ".example", note: "the longest label"}, {text: labels(253), note: "the longest name"}},
	"ipv4":                  {{text: "0.0.0.0", note: "the lowest address"}, {text: "255.255.255.255", note: "the highest address"}},
	"ipv6":                  {{text: "::", note: "the shortest address"}, {text: "::ffff:192.0.2.1", note: "an IPv4 address inside"}, {text: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", note: "the highest address"}},
	"uuid":                  {{text: "00000000-0000-0000-0000-000000000000", note: "the nil UUID"}, {text: "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", note: "the max UUID in capitals"}, {text: "01890a5d-ac96-774b-bcce-b302099a8057", note: "version 7"}},
	"uri":                   {{text: "urn:isbn:0451450523", note: "a URN"}, {text: "https://user@example.com:8443/a%20b?q=1#frag", note: "every part"}, {text: "http://[2001:db8::1]/", note: "an IPv6 host"}},
	"uri-reference":         {{text: "#frag", note: "a fragment alone"}, {text: "?q=1", note: "a query alone"}, {text: "../up", note: "a relative path"}, {text: "//example.com", note: "no scheme"}},
	"byte":                  {{text: "QQ==", note: "two signs of padding"}, {text: "QUI=", note: "one sign of padding"}, {text: "+/+/", note: "both signs that URLs spell otherwise"}},
	"json-pointer":          {{text: "", note: "the whole document"}, {text: "/", note: "the empty name"}, {text: "/a~1b/m~0n", note: "escaped signs"}},
	"regex":                 {{text: "^(a|b)+$", note: "a group"}, {text: "", note: "the empty pattern"}},
	"relative-json-pointer": {{text: "0", note: "the value itself"}, {text: "1#", note: "the name of the parent"}},
}
