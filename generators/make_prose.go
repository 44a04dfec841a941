package generators

import "strings"

// prose makes a string that nothing but its length is asked of.
func (m *maker) prose(lo, hi int) string {
	text := m.phrase()
	if n := len([]rune(text)); n < lo || hi >= 0 && n > hi {
		return stretch(text, lo, hi)
	}
	if hi >= 0 && hi <= 200 && rarely(m, 16) {
		return stretch(text, hi, hi)
	}
	return text
}

// phrase picks some text. Most of it is plain; the rest has what real people type.
func (m *maker) phrase() string {
	first := words[below(m, len(words))]
	if m.spread {
		return word(below(m, 100*len(words)))
	}
	if m.Plain {
		return first
	}
	switch kind := below(m, 12); {
	case kind < 6 || m.In == Token && kind < 10:
		return first
	case kind < 8 && m.In == JSON:
		return first + " " + words[below(m, len(words))]
	case kind == 8:
		return strings.ToUpper(first[:1]) + first[1:]
	case kind == 9 && m.In != Token:
		return pick[string](m, scripts)
	case kind == 10:
		return first + "-" + string(rune('0'+below(m, 10)))
	case kind == 11 && m.In == JSON:
		return pick[string](m, punctuation)
	}
	return first
}

var (
	scripts     = []string{"Zoë", "Łódź", "Ångström", "Αθήνα", "Москва", "東京", "서울", "مرحبا", "ñandú", "ß"}
	punctuation = []string{"O'Neil", "a/b", "50%", "a&b=c", "x+y", "#1", "\"quoted\"", "back\\slash", "a,b;c", "tab\there", "<b>", "$5"}
)

// stretch repeats or cuts a text until it has lo to hi characters.
func stretch(text string, lo, hi int) string {
	runes := []rune(text)
	if hi >= 0 && len(runes) > hi {
		return strings.TrimSpace(string(runes[:hi])) + strings.Repeat("x", hi-len([]rune(strings.TrimSpace(string(runes[:hi])))))
	}
	if len(runes) >= lo {
		return text
	}
	out := make([]rune, 0, lo)
	for len(out) < lo {
		out = append(out, runes[:min(len(runes), lo-len(out))]...)
	}
	return string(out)
}
