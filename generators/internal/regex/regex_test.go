package regex_test

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators/internal/regex"
)

// stream is a small linear generator, enough to shake the choices in a test.
type stream struct{ state uint64 }

func (s *stream) Draw(n uint64) uint64 {
	if n < 2 {
		return 0
	}
	s.state = s.state*6364136223846793005 + 1442695040888963407
	return (s.state >> 33) % n
}

type zero struct{}

func (zero) Draw(uint64) uint64 { return 0 }

// patterns are drawn from 100 times each.
var patterns = []struct {
	pattern string
	lo, hi  int
	share   int // so many of the drawn strings match the real engine at least
}{
	{`^[a-z]+$`, 0, -1, 100},
	{`^\d{3}-\d{2,4}$`, 0, -1, 100},
	{`^\d{3}-\d{2,4}$`, 7, 7, 100},
	{`abc`, 10, 12, 100},
	{`^abc`, 10, 12, 100},
	{`^(ab)*$`, 3, 5, 100},
	{`^(ab|cde)+$`, 11, 11, 100},
	{`^[^\s]+@[^\s]+\.[a-z]{2,}$`, 6, 30, 100},
	{`^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$`, 8, 200, 100},
	{`^(a|b)\1$`, 0, -1, 100},
	{`^(?<q>['"]).*\k<q>$`, 5, 9, 40},
	{`^(?!foo)[a-z]{3,}$`, 0, -1, 95},
	{`^(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,}$`, 0, -1, 40},
	{`^(?=.{5,10}$)[a-z]+$`, 5, 10, 90},
	{`^[\u0430-\u044f]+$`, 3, 3, 100},
	{`^\p{L}+$`, 2, 5, 100},
	{`^\P{L}+$`, 2, 5, 100},
	{`^.{300}$`, 0, -1, 100},
	{`^[\w.-]{1,253}$`, 200, 253, 100},
	{`^$`, 0, -1, 100},
	{`^(|[1-9]\d{0,4})$`, 5, 5, 100},
	{`a{,3}`, 0, -1, 100},
	{`^[-a]$`, 0, -1, 100},
	{`^[a\-z]$`, 0, -1, 100},
	{`^x{2}{3}$`, 6, 6, 0}, // an error in ECMA-262, read as (x{2}){3} by others
	{`^[^]$`, 1, 1, 90},    // any character at all; surrogates aside
}

func TestPatternsAreMatched(t *testing.T) {
	for _, c := range patterns {
		t.Run(fmt.Sprintf("%s %d-%d", c.pattern, c.lo, c.hi), func(t *testing.T) {
			p, err := regex.Parse(c.pattern)
			require.NoError(t, err)
			real, err := regexp2.Compile(c.pattern, regexp2.ECMAScript|regexp2.Unicode)
			if c.share > 0 {
				require.NoError(t, err)
			}
			matched := 0
			draw := &stream{1}
			for i := range 100 {
				text, ok := p.Make(draw, i, c.lo, c.hi)
				if i < p.Views() && !ok {
					text, ok = p.Make(draw, 0, c.lo, c.hi)
				}
				require.True(t, ok || p.Views() > 1)
				n := utf8.RuneCountInString(text)
				if ok && p.Views() == 1 && c.share == 100 {
					require.GreaterOrEqual(t, n, c.lo, "%q", text)
					require.True(t, c.hi < 0 || n <= c.hi, "%q", text)
				}
				if real == nil {
					continue
				}
				if hit, err := real.MatchString(text); err == nil && hit {
					matched++
				} else if p.Views() == 1 && c.share == 100 {
					t.Errorf("%q does not match", text)
				}
			}
			if p.Views() == 1 {
				require.GreaterOrEqual(t, matched, c.share)
			} else {
				require.Positive(t, matched)
			}
		})
	}
}

func TestZeroChoicesAreReadable(t *testing.T) {
	for pattern, want := range map[string]string{
		`^[a-z]+$`: "a", `^\d{3}$`: "111", `^[A-Z]{2}-\d+$`: "AA-1", `.`: "a", `^(true|false)$`: "true", `^x*$`: "x",
		`^v\d+(\.\d+)?$`: "v1", `^$`: "",
	} {
		p, err := regex.Parse(pattern)
		require.NoError(t, err)
		got, ok := p.Make(zero{}, 0, 0, -1)
		require.True(t, ok)
		require.Equal(t, want, got, pattern)
	}
}

func TestWhatCannotBe(t *testing.T) {
	for _, c := range []struct {
		pattern string
		lo, hi  int
	}{{`^abc$`, 4, 9}, {`^\d{10}$`, 0, 5}, {`^(ab)*$`, 3, 3}, {`[]`, 0, -1}} {
		p, err := regex.Parse(c.pattern)
		require.NoError(t, err)
		_, ok := p.Make(zero{}, 0, c.lo, c.hi)
		require.False(t, ok, c.pattern)
	}
}

func TestNoPattern(t *testing.T) {
	for _, pattern := range []string{`(`, `)`, `[a`, `*`, `a**b)`, `\`, `[z-a]`, `(?<x`, `\p{Nonsense}`, `a{1000000}`, `(?$)`} {
		_, err := regex.Parse(pattern)
		require.Error(t, err, pattern)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`^(?=.*[A-Z])[^\s]{2,3}\1$`, `[[:alpha:]-z]`, `\u{1F600}|\x41|\cA`, `((((a+)+)+)+)$`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		p, err := regex.Parse(pattern)
		if err != nil {
			return
		}
		for view := range p.Views() {
			text, ok := p.Make(&stream{7}, view, 0, 100)
			if ok && !utf8.ValidString(text) {
				t.Errorf("%q is not UTF-8", text)
			}
		}
	})
}

func BenchmarkMake(b *testing.B) {
	p, err := regex.Parse(`^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-z]{2,})+$`)
	require.NoError(b, err)
	draw := &stream{1}
	for b.Loop() {
		if _, ok := p.Make(draw, 0, 4, 63); !ok {
			b.Fatal("nothing was made")
		}
	}
}
