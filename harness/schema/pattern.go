package schema

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// Pattern is a compiled regular expression of JSON Schema: ECMA-262 with the u flag, not anchored (validation, 6.3.3).
type Pattern interface {
	// Match reports whether the text contains a match. A match that cannot be decided in time counts as one, because the
	// fault is then in the contract and not in the value.
	Match(text string) bool
	String() string
}

// matchTimeout is far beyond what an honest pattern needs for an honest value, and short enough that a catastrophic one
// does not hold up a run.
const matchTimeout = 250 * time.Millisecond

// CompilePattern reads a pattern. Where Go's engine means the same, it is used, for its speed and its linear time;
// otherwise an ECMAScript engine with a time limit. Escapes of punctuation that the u flag forbids (\- or \@) are read as
// the character itself, as engines without the flag do: contracts are full of them and their meaning is not in doubt.
func CompilePattern(text string) (Pattern, error) {
	if translated, ok := toRE2(text); ok {
		if re, err := regexp.Compile(translated); err == nil {
			return &linear{text: text, re: re}, nil
		}
	}
	re, err := compileECMA(dropNeedlessEscapes(text))
	if err != nil {
		return nil, fmt.Errorf("pattern %s is not an ECMA-262 regular expression, so it is not judged: %w", shorten(text, 80), err)
	}
	re.MatchTimeout = matchTimeout
	return &backtracker{text, re}, nil
}

// maxPattern bounds the length of a pattern; engines take time and memory in proportion to what it says.
const maxPattern = 1 << 16

func compileECMA(text string) (*regexp2.Regexp, error) {
	if len(text) > maxPattern {
		return nil, fmt.Errorf("it is longer than %d bytes", maxPattern)
	}
	if foreign := foreignSyntax(text); foreign != "" {
		return nil, fmt.Errorf("%s belongs to another language", foreign)
	}
	re, err := regexp2.Compile(text, regexp2.ECMAScript, regexp2.Unicode)
	if err == nil || strings.Contains(text, `\p`) || strings.Contains(text, `\P`) {
		return re, err
	}
	// A lone brace is a syntax error with the u flag only.
	lenient, lenientErr := regexp2.Compile(text, regexp2.ECMAScript)
	if lenientErr != nil {
		return nil, err
	}
	return lenient, nil
}

type linear struct {
	text  string
	re    *regexp.Regexp
	known verdicts
}

func (l *linear) Match(text string) bool { return l.known.of(text, l.re.MatchString) }
func (l *linear) String() string         { return l.text }

type backtracker struct {
	text string
	re   *regexp2.Regexp
}

func (b *backtracker) Match(text string) bool {
	matched, err := b.re.MatchString(text)
	return matched || err != nil
}

func (b *backtracker) String() string { return b.text }

// anything stands for a pattern that no engine reads.
type anything struct{}

func (anything) Match(string) bool { return true }
func (anything) String() string    { return "" }

// matcher lets the validator use a Pattern.
type matcher struct{ Pattern }

func (m matcher) MatchString(text string) bool { return m.Match(text) }

// decided and undecided split the three answers of a pattern with a time limit: yes, and don't know.
type (
	decided   struct{ *backtracker }
	undecided struct{ *backtracker }
)

func (d decided) MatchString(text string) bool {
	matched, err := d.re.MatchString(text)
	return matched && err == nil
}

func (u undecided) MatchString(text string) bool {
	_, err := u.re.MatchString(text)
	return err != nil
}

const syntaxCharacters = `^$\.*+?()[]{}|/`

// dropNeedlessEscapes removes the backslash before punctuation that has no meaning of its own.
func dropNeedlessEscapes(pattern string) string {
	var out strings.Builder
	inClass := false
	for i := 0; i < len(pattern); i++ {
		ch := pattern[i]
		if ch != '\\' || i+1 == len(pattern) {
			switch ch {
			case '[':
				inClass = true
			case ']':
				inClass = false
			}
			out.WriteByte(ch)
			continue
		}
		i++
		next := pattern[i]
		if !needless(next, inClass) {
			out.WriteByte('\\')
		}
		out.WriteByte(next)
	}
	return out.String()
}

func needless(next byte, inClass bool) bool {
	switch {
	case next >= 0x80, next < ' ', isAlphanumeric(next):
		return false
	case next == '-':
		return !inClass
	default:
		return !strings.ContainsRune(syntaxCharacters, rune(next))
	}
}

func isAlphanumeric(ch byte) bool {
	return ch >= '0' && ch <= '9' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z'
}

// foreignSyntax finds what other engines know and ECMA-262 does not, where a reader of the pattern would otherwise see a
// plain letter: escapes such as \A and \Z, and groups such as (?P<name>…), (?#…) and (?i).
func foreignSyntax(pattern string) string {
	inClass := false
	for i := 0; i+1 < len(pattern); i++ {
		switch ch := pattern[i]; {
		case ch == '\\':
			i++
			if isAlphanumeric(pattern[i]) && !strings.ContainsRune("dDwWsSbBtnrvfxucpPk0123456789", rune(pattern[i])) {
				return pattern[i-1 : i+1]
			}
		case inClass:
			inClass = ch != ']'
		case ch == '[':
			inClass = true
		case ch == '(' && pattern[i+1] == '?' && !ecmaGroup(pattern[i+2:]):
			return shorten(pattern[i:], 8)
		}
	}
	return ""
}

// ecmaGroup reports whether what follows "(?" opens a group of ECMA-262 (22.2.1): plain, looking, named or with modifiers.
func ecmaGroup(rest string) bool {
	for _, opening := range []string{":", "=", "!", "<"} {
		if strings.HasPrefix(rest, opening) {
			return true
		}
	}
	return strings.HasPrefix(strings.TrimLeft(rest, "ims-"), ":")
}
