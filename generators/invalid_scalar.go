package generators

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/harness/schema"
)

func number(text string) json.Number { return json.Number(text) }

// typeNote names the allowed types for a title.
func (s *shape) typeNote() string {
	for _, p := range s.parts {
		if len(p.Types) > 0 {
			return strings.Join(p.Types, " or ")
		}
	}
	return "of the type"
}

// foreign lists values near the listed ones, and one that is near nothing.
func (b *breaks) foreign() []any {
	var list []any
	add := func(v any) {
		for _, w := range b.shape.enum {
			if schema.Equal(v, w) {
				return
			}
		}
		list = append(list, v)
	}
	switch v := b.site.value.(type) {
	case string:
		add("contravene-unlisted")
		add(v + "x")
		add(strings.ToUpper(v))
		add("")
	case json.Number:
		if r, ok := schema.ParseNumber(string(v)); ok {
			for i := range int64(64) {
				add(asNumber(new(big.Rat).Add(r, big.NewRat(i+1, 1))))
				if len(list) > 0 {
					break
				}
			}
		}
	case bool:
		add(!v)
	case nil:
		add("alpha")
	case []any:
		add(append(v[:len(v):len(v)], "contravene-unlisted"))
	case map[string]any:
		add(map[string]any{"contravene": "unlisted"})
	}
	return list
}

// numbers go over each end of the range, between two multiples, and out of what the format holds.
func (b *breaks) numbers() {
	integer := b.shape.types&tFraction == 0
	l := b.grid(integer)
	if l.to != nil {
		b.beyond(l, l.to, 1, b.shape.hi, "above "+b.shape.hi.words("maximum"))
	}
	if l.from != nil {
		b.beyond(l, l.from, -1, b.shape.lo, "below "+b.shape.lo.words("minimum"))
	}
	for _, end := range []bound{b.shape.hi, b.shape.lo} {
		if end.at != nil && end.open {
			b.constant(end.from, "the excluded end itself", asNumber(end.at))
		}
	}
	if b.shape.step != nil {
		b.between(l)
	}
	if integer {
		b.constant("type", "not an integer", number("1.5"))
	}
}

// words names a bound for a title.
func (b bound) words(usual string) string {
	if b.from == "format" || b.from == "not" {
		return "the range"
	}
	if b.at == nil {
		return usual
	}
	return b.from + " " + cut(schema.FormatNumber(b.at))
}

// beyond is the first number past an end that keeps the step.
func (b *breaks) beyond(l lattice, end *big.Int, side int64, at bound, note string) {
	b.add(at.from, note, func() (any, bool) {
		k := new(big.Int).Add(end, big.NewInt(side))
		for range 2 { // where the end is excluded and a multiple, one step leads onto it
			if r := l.at(k); r.Cmp(at.at) != 0 {
				return asNumber(r), true
			}
			k.Add(k, big.NewInt(side))
		}
		return nil, false
	})
}

// between is a number beside a multiple, inside the range where that is possible.
func (b *breaks) between(l lattice) {
	half := new(big.Rat).Mul(b.shape.step, big.NewRat(1, 2))
	whole := b.shape.types&tFraction == 0
	for _, by := range []*big.Rat{half, one, big.NewRat(-1, 1), new(big.Rat).Neg(half)} {
		if whole && !by.IsInt() {
			continue
		}
		b.add("multipleOf", "not a multiple of "+cut(schema.FormatNumber(b.shape.step)), func() (any, bool) {
			r := new(big.Rat).Add(l.at(l.clamp(big.NewInt(1))), by)
			if _, exact := r.FloatPrec(); !exact {
				return nil, false
			}
			return asNumber(r), true
		})
	}
}

// texts are one character too long or too short, match no pattern, have no proper format.
func (b *breaks) texts() {
	if hi := b.shape.maxLength; hi >= 0 && hi < maxText {
		b.length("maxLength", hi+1, "one more than maxLength "+strconv.Itoa(hi))
	}
	if lo := b.shape.minLength; lo > 0 && lo <= maxText {
		b.length("minLength", lo-1, "one less than minLength "+strconv.Itoa(lo))
	}
	for _, p := range b.shape.patterns {
		for _, text := range b.mismatches() {
			b.add("pattern", "no match of the pattern", func() (any, bool) {
				return text, !b.memo.pattern(p).matches(text)
			})
		}
	}
	for _, f := range b.shape.formats {
		for _, bad := range formatMistakes[f] {
			b.add("format", "no "+f, func() (any, bool) {
				known, valid := schema.FormatValid(f, bad)
				return bad, known && !valid
			})
		}
	}
}

// length asks for a string of n characters that is in order otherwise, where there is one.
func (b *breaks) length(keyword string, n int, note string) {
	b.add(keyword, note, func() (any, bool) {
		if v, ok := b.exactText(b.site, n); ok {
			return v, true
		}
		text, ok := b.site.value.(string)
		if text == "" {
			text = "alpha"
		}
		return stretch(text, n, n), ok
	})
}

// mismatches are small changes to a string that matches: what a pattern without anchors, or one that a server applies
// carelessly, lets through.
func (b *breaks) mismatches() []string {
	v, _ := b.site.value.(string)
	list := []string{v + "!", "!" + v, v + "\n", strings.ToUpper(v), strings.ToLower(v), v + " ", v + "é", strings.Repeat("!", max(1, utf8.RuneCountInString(v)))}
	if n := utf8.RuneCountInString(v); n > 0 {
		runes := []rune(v)
		swapped := append([]rune{'~'}, runes[1:]...)
		list = append(list, string(swapped), string(runes[:n-1]))
		runes[n-1] = '~'
		list = append(list, string(runes))
	}
	return append(list, "!", "alpha", "0", "")
}

// formatMistakes are near misses of each format.
var formatMistakes = map[string][]string{
	"date":                  {"2023-02-29", "2024-13-01", "15/01/2024", "2024-1-5", "yesterday"},
	"date-time":             {"2024-02-30T10:00:00Z", "2024-01-15 10:30", "2024-01-15T10:30:00", "2024-01-15T25:00:00Z", "1705314600"},
	"time":                  {"25:00:00Z", "10:30", "10:60:00Z", "noon"},
	"duration":              {"1 day", "P", "PT", "P1S"},
	"email":                 {"alpha.example.com", "@example.com", "alpha@", "alpha@@example.com"},
	"idn-email":             {"alpha.example.com", "@example.com", "alpha@"},
	"hostname":              {"-alpha.example", "alpha_.example..com", strings.Repeat("a", 64) + ".example", "alpha beta"},
	"idn-hostname":          {"-alpha.example", "alpha beta"},
	"ipv4":                  {"256.0.0.1", "192.0.2", "192.0.2.1.1", "192.0.2.01"},
	"ipv6":                  {"2001:db8:::1", "12345::", "192.0.2.1", "2001:db8::g"},
	"uri":                   {"alpha", "http://exa mple.com", "://example.com", "http://[::1"},
	"iri":                   {"alpha", "http://exa mple.com"},
	"uri-reference":         {"http://exa mple.com", "\\\\alpha", "%zz"},
	"iri-reference":         {"http://exa mple.com", "\\\\alpha"},
	"uri-template":          {"/{id", "/{}}"},
	"uuid":                  {"00000000-0000-4000-8000-00000000000", "00000000000040008000000000000001", "not-a-uuid", "g0000000-0000-4000-8000-000000000001"},
	"byte":                  {"not base64!", "QQ=", "QQ===", "Q"},
	"base64":                {"not base64!", "QQ=", "Q"},
	"base64url":             {"not base64!", "+/+/"},
	"json-pointer":          {"alpha", "/~", "/~2"},
	"relative-json-pointer": {"/alpha", "-1", "01"},
	"regex":                 {"(", "[a", "a**"},
}
