package schema

import (
	"strings"
	"testing"

	"github.com/dlclark/regexp2/v2"
	"github.com/stretchr/testify/require"
)

func TestCompilePattern(t *testing.T) {
	for _, c := range []struct {
		pattern  string
		yes, no  []string
		inLinear bool
	}{
		{`^a+$`, []string{"a", "aa"}, []string{"", "ab", "a\n"}, true},
		{`b`, []string{"abc"}, []string{"a"}, true},
		{`^\d{2,3}$`, []string{"12", "123"}, []string{"1", "1234", "٣٣"}, true},
		{`^\s$`, []string{" ", "\u00a0", "\ufeff", "\v", "\u2028"}, []string{"a", "\u200b"}, true},
		{`^\S$`, []string{"a", "é"}, []string{"\u00a0"}, true},
		{`^.$`, []string{"é", "🐲"}, []string{"\n", "\r", "\u2028", "ab"}, true},
		{`^[\w.-]+@[\w.-]+$`, []string{"a.b-c@d"}, []string{"é@d"}, true},
		{`^[a\-z]\-\@$`, []string{"a-@", "--@", "z-@"}, []string{"b-@"}, true},
		{`^[^\s]$`, []string{"a"}, []string{"\u00a0", " "}, true},
		{`^[[]$`, []string{"["}, []string{"]"}, true},
		{`^\p{Lu}$`, []string{"É"}, []string{"é"}, true},
		{`^\p{L}[\p{N}_]*$`, []string{"é1_"}, []string{"1"}, true},
		{`^\u00e9\x41\cA\0$`, []string{"éA\x01\x00"}, []string{"e"}, true},
		{`^\u{1f432}$`, []string{"🐲"}, []string{"🐳"}, true},
		{`^(?:a|b)*?c$`, []string{"abac", "c"}, []string{"abd"}, true},
		{`^\bcat\b$`, []string{"cat"}, []string{"cats"}, true},
		{``, []string{"", "a"}, nil, true},
		{`^(?!a)\w+$`, []string{"b"}, []string{"a"}, false},
		{`^(a)\1$`, []string{"aa"}, []string{"ab"}, false},
		{`^(?<x>a)\k<x>$`, []string{"aa"}, []string{"ab"}, false},
		{`^(?<=a)?b$`, nil, nil, false},
		{`^\ud83d\udc32$`, []string{"🐲"}, []string{"🐳"}, false},
		{`^\p{Script=Greek}$`, []string{"α"}, []string{"a"}, false},
		{`^{a}$`, []string{"{a}"}, []string{"a"}, false},
		{`^[]$`, nil, []string{"", "a"}, false},
		{`^[^]$`, []string{"a", "\n"}, []string{""}, false},
		{`^a{1001}$`, []string{strings.Repeat("a", 1001)}, []string{strings.Repeat("a", 1000)}, false},
	} {
		p, err := CompilePattern(c.pattern)
		if c.yes == nil && c.no == nil {
			continue // read or refused, but without a panic
		}
		require.NoError(t, err, c.pattern)
		_, linear := p.(*linear)
		require.Equal(t, c.inLinear, linear, c.pattern)
		require.Equal(t, c.pattern, p.String())
		for _, text := range c.yes {
			require.True(t, p.Match(text), "%s should match %q", c.pattern, text)
		}
		for _, text := range c.no {
			require.False(t, p.Match(text), "%s should not match %q", c.pattern, text)
		}
	}
}

func TestCompilePatternRefuses(t *testing.T) {
	for _, pattern := range []string{
		`(`, `)`, `[`, `a**`, `*`, `\`, `a{2,1}`, `[b-a]`, `(?i)a`, `(?P<n>a)`, `(?#c)`, `\Aa\Z`, `\a`, `(?>a)`, `\p{Nonsense}`,
		strings.Repeat("a?", 1<<16) + `(?=b)`,
	} {
		_, err := CompilePattern(pattern)
		require.Error(t, err, pattern)
	}
}

// FuzzPattern holds the two engines against each other wherever Go's is chosen.
func FuzzPattern(f *testing.F) {
	for _, seed := range [][2]string{
		{`^\s*[\w.-]+$`, " a-b"}, {`[^\d\s]|\bx`, "x"}, {`(a|b)*?c{2,}`, "abcc"}, {`\u0041\p{Lu}.`, "AB\u2028"}, {`[\]\-^]`, "^"}, {`\B`, ""},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 60 || len(text) > 60 || text != strings.ToValidUTF8(text, "") {
			return
		}
		p, err := CompilePattern(pattern)
		if err != nil {
			return
		}
		fast, ok := p.(*linear)
		if !ok {
			return
		}
		re, err := regexp2.Compile(dropNeedlessEscapes(pattern), regexp2.ECMAScript, regexp2.Unicode)
		if err != nil {
			return // stricter than Go's engine about what the u flag forbids
		}
		re.MatchTimeout = matchTimeout
		want, err := re.MatchString(text)
		if err == nil {
			require.Equal(t, want, fast.Match(text), "%q on %q", pattern, text)
		}
	})
}
