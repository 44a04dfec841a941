package schema

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "1": "1", "1.50": "3/2", "-12.5e-1": "-5/4", "1e3": "1000", "1E+2": "100", "100": "100", "0.001": "1/1000", "0e999999999": "0",
	} {
		got, ok := ParseNumber(text)
		require.True(t, ok, text)
		require.Equal(t, want, got.RatString(), text)
	}
	for _, text := range []string{"", "a", "01", "1.", ".1", "1e", "+1", "0x1", "1 ", "1_0", "1e999999999", "1e-999999999", "1e99999999999999999999"} {
		_, ok := ParseNumber(text)
		require.False(t, ok, text)
	}
}

func TestCompareNumbersOfAnySize(t *testing.T) {
	for _, c := range []struct {
		text, bound string
		want        int
	}{
		{"1e999999999", "1e300", 1}, {"-1e999999999", "-1e300", -1}, {"1e-999999999", "0", 1}, {"-1e-999999999", "0", -1},
		{"1e-999999999", "0.1", -1}, {"1e-999999999", "-0.1", 1}, {"1.0", "1", 0}, {"10e-1", "1", 0}, {"2", "10", -1},
	} {
		d, ok := parseDecimal(c.text)
		require.True(t, ok)
		bound, ok := new(big.Rat).SetString(c.bound)
		require.True(t, ok)
		require.Equal(t, c.want, d.compare(bound), "%s against %s", c.text, c.bound)
	}
}

func TestEqualAndKeyAgree(t *testing.T) {
	n := func(text string) json.Number { return json.Number(text) }
	values := []any{
		nil, true, false, "", "1", "a", n("1"), n("-1"), n("10"), n("0.1"), []any{}, []any{nil}, []any{"a", "b"}, []any{"ab"}, map[string]any{},
		map[string]any{"a": nil}, map[string]any{"a": n("1"), "b": n("2")}, map[string]any{"a": []any{n("1")}}, n("1e999999999"),
	}
	for i, a := range values {
		for j, b := range values {
			require.Equal(t, i == j, Equal(a, b), "%v and %v", a, b)
			require.Equal(t, i == j, key(a) == key(b), "%v and %v", a, b)
		}
	}
	for _, pair := range [][2]any{
		{n("1"), n("1.0")}, {n("10"), n("1e1")}, {n("0"), n("-0.0")}, {n("0.50"), n("5e-1")},
		{map[string]any{"a": n("1"), "b": n("2")}, map[string]any{"b": n("2.0"), "a": n("1e0")}},
	} {
		require.True(t, Equal(pair[0], pair[1]), "%v", pair)
		require.Equal(t, key(pair[0]), key(pair[1]))
	}
}
