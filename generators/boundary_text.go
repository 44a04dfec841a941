package generators

import "strings"

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
		}
	}
}

// extreme is a valid but seldom value of a format.
type extreme struct{ text, note string }

// formatExtremes are valid by the RFC that defines each format: RFC 3339 for dates and times, RFC 5321 for mail, RFC 3986
// for URIs, RFC 4291 for IPv6, RFC 9562 for UUIDs.
var formatExtremes = map[string][]extreme{
	"date": {
		{"2024-02-29", "a leap day"}, {"2000-02-29", "the leap day of a century"}, {"9999-12-31", "the last day that has four digits"},
		{"0001-01-01", "the first day of year 1"}, {"1970-01-01", "the first day of Unix time"}, {"2038-01-20", "beyond 32 bits of Unix time"},
	},
	"date-time": {
		{"2024-02-29T23:59:59Z", "the end of a leap day"}, {"2024-06-15T12:00:00+14:00", "the easternmost zone"},
		{"2024-06-15T12:00:00-12:00", "the westernmost zone"}, {"9999-12-31T23:59:59Z", "the last second that has four digits"},
		{"0001-01-01T00:00:00Z", "the first second of year 1"}, {"2024-06-15T12:00:00.123456789Z", "nanoseconds"},
		{"2024-06-15t12:00:00z", "lower-case letters"}, {"1969-12-31T23:59:59Z", "before Unix time"},
	},
	"time": {
		{"23:59:59Z", "the last second"}, {"00:00:00Z", "midnight"}, {"12:00:00+14:00", "the easternmost zone"},
		{"12:00:00.999999999Z", "nanoseconds"},
	},
	"duration": {{"P0D", "no time at all"}, {"P1Y2M3DT4H5M6S", "every unit"}, {"P52W", "weeks"}, {"PT36H", "more hours than a day has"}},
	"email": {
		{"a@b.co", "as short as mail gets"}, {"first.last+tag@example.com", "a plus tag"}, {"o'neil@example.com", "an apostrophe"},
		{strings.Repeat("a", 64) + "@example.com", "the longest local part"},
	},
	"hostname":              {{"a", "one letter"}, {"xn--bcher-kva.example", "a name in Punycode"}, {strings.Repeat("a", 63) + ".example", "the longest label"}, {labels(253), "the longest name"}},
	"ipv4":                  {{"0.0.0.0", "the lowest address"}, {"255.255.255.255", "the highest address"}},
	"ipv6":                  {{"::", "the shortest address"}, {"::ffff:192.0.2.1", "an IPv4 address inside"}, {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "the highest address"}},
	"uuid":                  {{"00000000-0000-0000-0000-000000000000", "the nil UUID"}, {"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "the max UUID in capitals"}, {"01890a5d-ac96-774b-bcce-b302099a8057", "version 7"}},
	"uri":                   {{"urn:isbn:0451450523", "a URN"}, {"https://user@example.com:8443/a%20b?q=1#frag", "every part"}, {"http://[2001:db8::1]/", "an IPv6 host"}},
	"uri-reference":         {{"#frag", "a fragment alone"}, {"?q=1", "a query alone"}, {"../up", "a relative path"}, {"//example.com", "no scheme"}},
	"byte":                  {{"QQ==", "two signs of padding"}, {"QUI=", "one sign of padding"}, {"+/+/", "both signs that URLs spell otherwise"}},
	"json-pointer":          {{"", "the whole document"}, {"/", "the empty name"}, {"/a~1b/m~0n", "escaped signs"}},
	"regex":                 {{"^(a|b)+$", "a group"}, {"", "the empty pattern"}},
	"relative-json-pointer": {{"0", "the value itself"}, {"1#", "the name of the parent"}},
}
