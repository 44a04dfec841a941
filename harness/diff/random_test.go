package diff_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/harness/schema"
)

var samples = flag.Int("samples", 100, "how many values of each side a claim about random schemas is held against")

const randomPairs = 1000

// author writes random schemas. Objects say what they allow beside their properties, so that the closed world and the open
// one are the same and JSON Schema alone is the judge.
type author struct{ generators.Choices }

func (a author) below(n int) int { return int(a.Draw(uint64(n))) }

func (a author) schema(depth int) map[string]any {
	kinds := 9
	if depth == 0 {
		kinds = 5
	}
	switch a.below(kinds) {
	case 0:
		return a.some(map[string]any{"type": "string"}, map[string]func() any{
			"minLength": func() any { return a.below(3) }, "maxLength": func() any { return 3 + a.below(6) },
			"pattern": func() any { return []string{"^[a-z]*$", "^[a-f]", "[0-9]$", "^.{2}"}[a.below(4)] },
		})
	case 1:
		return a.some(map[string]any{"type": []string{"integer", "number"}[a.below(2)]}, map[string]func() any{
			"minimum": func() any { return a.below(5) - 2 }, "maximum": func() any { return 5 + a.below(9) },
			"multipleOf": func() any { return 1 + a.below(4) },
		})
	case 2:
		return map[string]any{"enum": [][]any{{"x", "y"}, {"x", "y", "z"}, {"x", 1}, {1, 2, 3}, {"x", nil}}[a.below(5)]}
	case 3:
		return map[string]any{"type": []any{"string", "null"}}
	case 4:
		return map[string]any{"type": "boolean"}
	case 5:
		return a.some(map[string]any{"type": "array", "items": a.schema(depth - 1)}, map[string]func() any{
			"minItems": func() any { return a.below(3) }, "maxItems": func() any { return 3 + a.below(3) },
			"uniqueItems": func() any { return true },
		})
	case 6:
		return map[string]any{[]string{"anyOf", "oneOf"}[a.below(2)]: []any{a.schema(depth - 1), a.schema(depth - 1)}}
	}
	properties := map[string]any{}
	for i := range 1 + a.below(3) {
		properties[string(rune('a'+i))] = a.schema(depth - 1)
	}
	return a.some(map[string]any{"type": "object", "properties": properties, "additionalProperties": false}, map[string]func() any{
		"required": func() any { return []any{"a"} },
	})
}

// some adds each keyword to a schema once in two times.
func (a author) some(s map[string]any, keywords map[string]func() any) map[string]any {
	for _, name := range slices.Sorted(keysOf(keywords)) {
		if a.below(2) == 0 {
			s[name] = keywords[name]()
		}
	}
	return s
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// edited is a copy of a schema in which one keyword somewhere is another one.
func (a author) edited(s map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range s {
		out[k] = v
	}
	if inner, ok := out["items"].(map[string]any); ok && a.below(2) == 0 {
		out["items"] = a.edited(inner)
		return out
	}
	if properties, ok := out["properties"].(map[string]any); ok && a.below(3) > 0 {
		names := slices.Sorted(keysOf(properties))
		name := names[a.below(len(names))]
		changed := map[string]any{}
		for k, v := range properties {
			changed[k] = v
		}
		changed[name] = a.edited(properties[name].(map[string]any))
		out["properties"] = changed
		return out
	}
	if s["type"] == nil || s["properties"] != nil {
		return a.schema(1)
	}
	for range 3 {
		other := a.schema(1)
		if fmt.Sprint(other["type"]) == fmt.Sprint(s["type"]) {
			return other
		}
	}
	return a.schema(0)
}

// TestClaimsHoldForRandomSchemas compares random schemas, and looks for values that contradict what is said of them.
func TestClaimsHoldForRandomSchemas(t *testing.T) {
	tally := map[string]int{}
	witnessed, changes := 0, 0
	for i := range randomPairs {
		a := author{generators.Seeded(generators.Derive(7, i, "schemas"))}
		s := a.schema(2)
		other := a.edited(s)
		if a.below(4) == 0 {
			other = a.schema(2)
		}
		base, head := written(t, s), written(t, other)
		b, h := load(t, "request31", "base", base), load(t, "request31", "head", head)
		r, err := diff.Compare(b, h, diff.Options{Value: generators.Sample})
		require.NoError(t, err)
		claim := claimOf(r)
		tally[claim]++
		for _, c := range r.Changes {
			changes++
			if c.Witness != nil {
				witnessed++
			}
		}
		x, y := bodyOf(b), bodyOf(h)
		if claim == "equal" || claim == "narrows" {
			contradicts(t, y, x, fmt.Sprintf("%d: %s, said of %s\n to %s", i, claim, base, head))
		}
		if claim == "equal" || claim == "widens" {
			contradicts(t, x, y, fmt.Sprintf("%d: %s, said of %s\n to %s", i, claim, base, head))
		}
	}
	t.Logf("%d pairs: %v; %d of %d changes have a witness", randomPairs, tally, witnessed, changes)
	require.Less(t, tally["undecided"], randomPairs/10)
}

func written(t *testing.T, s map[string]any) string {
	t.Helper()
	text, err := json.Marshal(s)
	require.NoError(t, err)
	return string(text)
}

// claimOf is what a report says of a whole schema.
func claimOf(r *diff.Report) string {
	narrows, widens := false, false
	for _, c := range r.Changes {
		narrows = narrows || c.Effect != diff.Widens
		widens = widens || c.Effect != diff.Narrows
	}
	switch {
	case len(r.Undecided) > 0:
		return "undecided"
	case narrows && widens:
		return "incomparable"
	case narrows:
		return "narrows"
	case widens:
		return "widens"
	}
	return "equal"
}

func bodyOf(c *harness.Contract) *schema.Schema { return c.Operations[0].Body.Contents[0].Schema() }

// contradicts looks for a value of one schema that the other refuses.
func contradicts(t *testing.T, from, by *schema.Schema, said string) {
	t.Helper()
	for n := range *samples {
		v, err := generators.Sample(n, from)
		if err != nil {
			return
		}
		require.True(t, by.Valid(schema.Request, v), "%v contradicts %s", v, said)
	}
}
