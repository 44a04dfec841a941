package schema

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVerdictsAreThoseOfThePattern(t *testing.T) {
	re := regexp.MustCompile(`^[0-9]*[02468]$`)
	p, err := CompilePattern(`^[0-9]*[02468]$`)
	require.NoError(t, err)
	var askers sync.WaitGroup
	for range 4 {
		askers.Go(func() {
			for i := range 5000 { // far more texts than slots, each twice, by several at once
				for range 2 {
					text := strconv.Itoa(i)
					if p.Match(text) != re.MatchString(text) {
						t.Errorf("%s is judged wrongly", text)
					}
				}
			}
		})
	}
	askers.Wait()
}

func TestVerdictsAreNotAskedForTwice(t *testing.T) {
	var v verdicts
	asked := 0
	ask := func(string) bool { asked++; return true }
	for range 3 {
		require.True(t, v.of("SKU-1", ask))
	}
	require.Equal(t, 1, asked)
	long := strings.Repeat("x", verdictText+1)
	for range 3 {
		require.True(t, v.of(long, ask), "long texts are not kept")
	}
	require.Equal(t, 4, asked)
}

func BenchmarkVerdicts(b *testing.B) {
	p, err := CompilePattern(`^[A-Z]{3}-[0-9]{4}$`)
	require.NoError(b, err)
	re := regexp.MustCompile(`^[A-Z]{3}-[0-9]{4}$`)
	b.Run("known", func(b *testing.B) {
		for b.Loop() {
			p.Match("ABC-1234")
		}
	})
	b.Run("matched", func(b *testing.B) {
		for b.Loop() {
			re.MatchString("ABC-1234")
		}
	})
}
