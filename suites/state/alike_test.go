package state

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

func TestAlike(t *testing.T) {
	n := func(text string) any { return json.Number(text) }
	for _, c := range []struct {
		want, got any
		format    string
		how       likeness
	}{
		{"a", "a", "", same},
		{"a", "b", "", differs},
		{"Straße", "STRASSE", "", unsure},
		{"Ärger", "a\u0308rger", "", unsure},
		{" a  b ", "A-B", "", unsure},
		{"a<b", "a&lt;b", "", unsure},
		{"4242424242424242", "************4242", "", unsure},
		{"+49 431 12345", "+4943112345", "", unsure},
		{"abc", "ab", "", differs},
		{"https://a.example/%7Eb", "https://a.example/~b/", "uri", unsure},
		{"https://a.example/b", "https://a.example/c", "uri", differs},
		{"2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z", "date-time", same},
		{"2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.123Z", "date-time", unsure},
		{"2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z", "date-time", differs},
		{"2026-01-02T03:04:05Z", "Fri, 02 Jan 2026 03:04:05 GMT", "date-time", unsure},
		{"2026-01-02", "2026-01-03", "date", differs},
		{"2026-01-02", "2026-01-02T00:00:00Z", "date", unsure},
		{"PT60S", "PT1M", "duration", unsure},
		{n("1.0"), n("1"), "", same},
		{n("1e2"), n("100"), "", same},
		{n("7"), n("8"), "", differs},
		{n("1.25"), n("1.3"), "", unsure},
		{n("1.25"), n("2"), "", unsure},
		{n("1.25"), n("3"), "", differs},
		{n("9007199254740993"), n("9007199254740992"), "", unsure},
		{n("7"), "7", "", unsure},
		{true, false, "", differs},
		{true, n("1"), "", unsure},
		{"a", nil, "", differs},
		{"", nil, "", unsure},
		{map[string]any{"a": n("1")}, nil, "", differs},
		{[]any{}, map[string]any{}, "", unsure},
	} {
		s := &schema.Schema{Format: c.format}
		want := side{facets: []*schema.Schema{s}, value: c.want}
		require.Equal(t, c.how, alike(want, side{value: c.got}), "%v and %v", c.want, c.got)
	}
}

func TestMarked(t *testing.T) {
	require.True(t, marked(map[string]any{"deletedAt": "2026-01-02"}))
	require.True(t, marked(map[string]any{"state": "archived"}))
	require.True(t, marked(map[string]any{"active": false}))
	require.False(t, marked(map[string]any{"deletedAt": nil, "archived": false, "name": "a", "active": true}))
}

// TestOddBodies compares what no contract describes; nothing is said and nothing breaks.
func TestOddBodies(t *testing.T) {
	deep := any("x")
	for range 200 {
		deep = map[string]any{"a": []any{deep}}
	}
	odd := []any{nil, "x", json.Number("1e999999"), []any{nil, []any{}}, map[string]any{"": nil}, deep, true}
	s := &schema.Schema{}
	for _, a := range odd {
		for _, b := range odd {
			for _, facets := range [][]*schema.Schema{nil, {s}} {
				c := compare(side{facets: facets, value: a}, side{facets: facets, value: b})
				require.Empty(t, c.envelope)
			}
		}
	}
}
