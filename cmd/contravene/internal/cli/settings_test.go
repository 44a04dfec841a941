package cli

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseRate(t *testing.T) {
	for in, want := range map[string]float64{"50": 50, "50/s": 50, "600/m": 10, "3600/h": 1, "0.5 / s": 0.5} {
		got, err := parseRate(in)
		require.NoError(t, err, in)
		require.InDelta(t, want, got, 1e-9, in)
	}
	for _, in := range []string{"", "fast", "0", "-1/s", "5/d", "NaN", "Inf", "1e400"} {
		_, err := parseRate(in)
		require.ErrorContains(t, err, "is no rate; use", in)
	}
}

func TestParseSize(t *testing.T) {
	for in, want := range map[string]int64{"1": 1, "64KiB": 65536, "1.5 MB": 1500000, "8m": 8 << 20, "2GiB": 2 << 30} {
		got, err := parseSize(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
	for _, in := range []string{"", "big", "-1", "0", "5XB", "99999999999GiB", "1.2.3"} {
		_, err := parseSize(in)
		require.ErrorContains(t, err, "is no size; use", in)
	}
}

func TestParseSeed(t *testing.T) {
	seed, random, err := parseSeed("18446744073709551615")
	require.NoError(t, err)
	require.False(t, random)
	require.Equal(t, uint64(1<<64-1), seed)
	_, random, err = parseSeed("random")
	require.NoError(t, err)
	require.True(t, random)
	for _, in := range []string{"", "-1", "1.5", "18446744073709551616", "dice"} {
		_, _, err := parseSeed(in)
		require.ErrorContains(t, err, "is no seed; use", in)
	}
	require.NotEqual(t, freshSeed(), freshSeed())
}

func TestParseTimeout(t *testing.T) {
	got, err := parseTimeout("1m30s")
	require.NoError(t, err)
	require.Equal(t, 90*time.Second, got)
	for _, in := range []string{"", "10", "0s", "-1s", "soon"} {
		_, err := parseTimeout(in)
		require.ErrorContains(t, err, "is no duration; use", in)
	}
}

func TestSplitWords(t *testing.T) {
	for in, want := range map[string][]string{
		`./server -addr {{addr}}`:     {"./server", "-addr", "{{addr}}"},
		"  a \t b\n":                  {"a", "b"},
		`sh -c 'echo "$HOME"; exit'`:  {"sh", "-c", `echo "$HOME"; exit`},
		`"a b"c\ d ""`:                {"a bc d", ""},
		`"\" \\ \n"`:                  {`" \ \n`},
		`'it'\''s'`:                   {"it's"},
		`C:\\tools\\run.exe "é è" ''`: {`C:\tools\run.exe`, "é è", ""},
	} {
		got, err := splitWords(in)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
	for in, want := range map[string]string{
		"":      "the command is empty",
		"   ":   "the command is empty",
		`a "b`:  "ends within a quotation",
		`a 'b`:  "ends within a quotation",
		`a b \`: "ends within a quotation",
	} {
		_, err := splitWords(in)
		require.ErrorContains(t, err, want, in)
	}
}

func TestNearest(t *testing.T) {
	rules := []string{"conformance.server-error", "exposure.stack-trace", "input.valid-refused", "input.invalid-accepted"}
	for in, want := range map[string][]string{
		"conformance.server-eror": {"conformance.server-error"},
		"server-error":            {"conformance.server-error"},
		"Stack-Trace":             {"exposure.stack-trace"},
		"stakc-trace":             {"exposure.stack-trace"},
		"something-else-entirely": nil,
		"":                        nil,
	} {
		require.Equal(t, want, nearest(in, rules), in)
	}
	require.LessOrEqual(t, len(nearest("input", []string{"input.a", "input.b", "input.c", "input.d"})), 3)
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abcd", 1}, {"kitten", "sitting", 3}} {
		require.Equal(t, c.want, distance(c.a, c.b), "%s %s", c.a, c.b)
		require.Equal(t, c.want, distance(c.b, c.a), "%s %s", c.b, c.a)
	}
}

func TestCheckTargetNeverRepeatsTheAddress(t *testing.T) {
	require.NoError(t, checkTarget("https://api.example.com/v1"))
	for in, want := range map[string]string{
		"":                              "must begin with http:// or https://",
		"localhost:8080":                "must begin with http:// or https://",
		"ftp://example.com":             "must begin with http:// or https://",
		"http://":                       "name a host",
		"http://u:hunter2@example.com":  "holds credentials; give them with -H",
		"http://example.com/?k=hunter2": "has a query",
		"http://[::1/hunter2":           "is no URL",
		"http://hunter2\x7f.com":        "is no URL",
	} {
		err := checkTarget(in)
		require.ErrorContains(t, err, want, in)
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func TestExposed(t *testing.T) {
	for in, want := range map[string]bool{
		"http://127.0.0.1:80": false, "http://[::1]:80": false, "http://localhost": false,
		"https://example.com": false, "http://example.com": true, "http://10.0.0.1": true,
	} {
		require.Equal(t, want, exposed(in), in)
	}
}
