package generators

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/contravene-dev/contravene/harness"
)

func TestFingerprintsTellRequestsApart(t *testing.T) {
	body := func(v any) harness.Inputs {
		return harness.Inputs{Body: &harness.Payload{Media: "application/json", Value: v}}
	}
	different := []harness.Inputs{
		{}, body(nil), body(""), body("z"), body(true), body("true"), body(json.Number("1")), body(json.Number("1.0")), body("1"),
		body([]any{}), body(map[string]any{}), body([]any{"a", "b"}), body([]any{"ab"}), body([]any{[]any{"a"}, "b"}),
		body([]any{json.Number("1"), json.Number("23")}), body([]any{json.Number("12"), json.Number("3")}),
		body(map[string]any{"a": nil}), body(map[string]any{"a": "b"}), body(map[string]any{"b": "a"}),
		{Body: &harness.Payload{Media: "text/plain"}},
		{Path: map[string]any{"a": "1"}}, {Query: map[string]any{"a": "1"}}, {Header: map[string]any{"a": "1"}}, {Cookie: map[string]any{"a": "1"}},
	}
	seen := map[fingerprint]int{}
	for i, in := range different {
		before, twice := seen[fingerprintOf(in)]
		assert.Falsef(t, twice, "requests %d and %d are one", before, i)
		seen[fingerprintOf(in)] = i
	}
	assert.Equal(t,
		fingerprintOf(body(map[string]any{"a": "1", "b": json.Number("2"), "c": []any{false}})),
		fingerprintOf(body(map[string]any{"c": []any{false}, "b": json.Number("2"), "a": "1"})))
}
