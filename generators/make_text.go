package generators

import (
	"strings"
	"unicode/utf8"

	"github.com/contravene-dev/contravene/generators/internal/regex"
	"github.com/contravene-dev/contravene/harness/schema"
)

// words are plain, short and easy to tell apart in a log.
var words = []string{"alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima",
	"mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "yankee", "zulu"}

// word gives the i-th of an endless list of different words.
func word(i int) string {
	w := words[i%len(words)]
	for i /= len(words); i > 0; i /= 10 {
		w += string(rune('0' + i%10))
	}
	return w
}

// pattern is a regular expression in both of its uses.
type pattern struct {
	syntax  *regex.Pattern // nil: it cannot be generated from
	judge   schema.Pattern // nil: it is not judged
	problem error
}

func (m *memo) pattern(text string) *pattern {
	if known, ok := m.patterns[text]; ok {
		return known
	}
	p := &pattern{}
	p.judge, _ = schema.CompilePattern(text) // what no engine reads is not judged, and the set says so
	p.syntax, p.problem = regex.Parse(text)
	m.patterns[text] = p
	return p
}

func (p *pattern) matches(text string) bool { return p.judge == nil || p.judge.Match(text) }

// textTries is how many strings are proposed before a combination of pattern, format and length is given up.
const textTries = 160

// text makes a string.
func (m *maker) text(s *shape) (any, error) {
	lo, hi := s.minLength, s.maxLength
	if lo > maxText {
		return nil, impossible(s.where("minLength"), "minLength", "a string of %d characters is too large to generate", lo)
	}
	if hi >= 0 && hi < lo {
		return nil, impossible(s.where("maxLength"), "maxLength", "at most %d characters contradict at least %d", hi, lo)
	}
	if lo == 0 && hi != 0 && (m.In != JSON || m.Plain) {
		lo = 1
	}
	v, err := m.textBetween(s, lo, hi)
	if err != nil && lo > s.minLength {
		v, err = m.textBetween(s, s.minLength, hi)
	}
	if err != nil {
		return nil, err
	}
	if m.bytes -= len(v); m.bytes < 0 {
		return nil, errFuel
	}
	return v, nil
}

func (m *maker) textBetween(s *shape, lo, hi int) (string, error) {
	sources := m.sources(s)
	if len(sources) == 0 {
		return m.prose(lo, hi), nil
	}
	outer := m.Choices
	defer func() { m.Choices = outer }()
	for try := range textTries {
		if try >= len(sources) {
			m.Choices = Seeded(Derive(outer.Draw(1<<32), try, "text"))
		}
		text, ok := sources[try%len(sources)](try/len(sources), lo, hi)
		if ok && m.suits(s, text, lo, hi) {
			return text, nil
		}
	}
	return "", m.unsuited(s, lo, hi)
}

// sources lists what strings can be proposed by: each format and each pattern.
func (m *maker) sources(s *shape) []func(try, lo, hi int) (string, bool) {
	var list []func(try, lo, hi int) (string, bool)
	for _, name := range s.formats {
		if f, ok := textFormats[name]; ok {
			list = append(list, func(_, lo, hi int) (string, bool) { return f(m, lo, hi) })
		}
	}
	for _, text := range s.patterns {
		p := m.pattern(text)
		if p.judge == nil {
			continue
		}
		if p.syntax != nil {
			list = append(list, func(try, lo, hi int) (string, bool) { return p.syntax.Make(m, try, lo, hi) })
		} else {
			list = append(list, func(_, lo, hi int) (string, bool) { return m.prose(lo, hi), true })
		}
	}
	return list
}

// suits judges a proposal by everything that a shape says of strings.
func (m *maker) suits(s *shape, text string, lo, hi int) bool {
	n := utf8.RuneCountInString(text)
	if n < lo || hi >= 0 && n > hi || !m.travels(text) {
		return false
	}
	for _, p := range s.patterns {
		if !m.pattern(p).matches(text) {
			return false
		}
	}
	for _, f := range s.formats {
		if _, valid := schema.FormatValid(f, text); !valid {
			return false
		}
	}
	return !s.guessed || len(s.deny) == 0 || m.holds(&shape{deny: s.deny}, text)
}

func (m *maker) unsuited(s *shape, lo, hi int) error {
	var asked []string
	keyword := "pattern"
	for _, p := range s.patterns {
		asked = append(asked, "pattern "+p)
		if problem := m.pattern(p).problem; problem != nil {
			return impossible(s.where("pattern"), "pattern", "the pattern %s cannot be generated from: %v", p, problem)
		}
	}
	for _, f := range s.formats {
		asked = append(asked, "format "+f)
	}
	if len(s.patterns) == 0 {
		keyword = "format"
	}
	limits := ""
	if lo > 0 || hi >= 0 {
		limits = " within the length limits"
	}
	return impossible(s.where(keyword), keyword, "no string was found for %s%s", strings.Join(asked, " and "), limits)
}
