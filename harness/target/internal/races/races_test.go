package races_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/target/internal/races"
)

const report = `2026/11/27 listening
==================
WARNING: DATA RACE
Write at 0x00c00009c018 by goroutine 7:
  main.(*s).add()
      /src/main.go:6 +0xad
  main.main.func1()
      /src/main.go:8 +0x12

a line of the service in between
Previous read at 0x00c00009c018 by main goroutine:
  main.(*s).Get()
      /src/main.go:7 +0x130

Goroutine 7 (running) created at:
  main.main()
      /src/main.go:8 +0x11c
==================
`

func TestReportsAreFound(t *testing.T) {
	for name, size := range map[string]int{"at once": len(report), "byte by byte": 1, "in pieces": 37} {
		t.Run(name, func(t *testing.T) {
			var s races.Scanner
			for range 2 {
				for rest := report; rest != ""; {
					n := min(size, len(rest))
					_, err := s.Write([]byte(rest[:n]))
					require.NoError(t, err)
					rest = rest[n:]
				}
			}
			require.Equal(t, []races.Pair{{One: "main.(*s).Get", Other: "main.(*s).add"}}, s.Pairs())
			require.Equal(t, 1, s.Count())
		})
	}
}

func TestWordsAloneAreNoReport(t *testing.T) {
	for name, log := range map[string]string{
		"a line":         "WARNING: DATA RACE\n",
		"in a line":      "got q=WARNING: DATA RACE\n" + strings.SplitAfterN(report, "\n", 4)[3],
		"without frames": "==================\nWARNING: DATA RACE\nWrite at 0x00c00009c018 by goroutine 7:\nPrevious read at 0x00c00009c018 by main goroutine:\n==================\n",
		"one access":     "==================\nWARNING: DATA RACE\n" + strings.Join(strings.SplitAfter(report, "\n")[3:8], "") + "==================\n",
		"a long line":    strings.Repeat("x", 1<<20) + "WARNING: DATA RACE\n",
	} {
		t.Run(name, func(t *testing.T) {
			var s races.Scanner
			_, err := s.Write([]byte(log))
			require.NoError(t, err)
			require.Empty(t, s.Pairs())
		})
	}
}
