package generators_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/openapi"
)

func collect(g *harness.Generator, p *harness.Plan) []*harness.Case {
	var list []*harness.Case
	for made := range g.Cases(p) {
		list = append(list, made)
	}
	return list
}

func TestCasesDependOnThePlanAlone(t *testing.T) {
	for _, g := range generators.All {
		require.NotEmpty(t, g.Doc)
		c, d := small(t), small(t)
		first := collect(g, plan(c, c.Operations[0], 200, nil))
		require.Equal(t, first, collect(g, plan(c, c.Operations[0], 200, nil)), g.Name)
		require.Equal(t, first, collect(g, plan(d, d.Operations[0], 200, nil)), g.Name)
		few := collect(g, plan(c, c.Operations[0], 10, nil))
		require.LessOrEqual(t, len(few), 10)
		require.Equal(t, first[:len(few)], few, "%s: a small budget gets the first cases of a large one", g.Name)
		seen := map[string]bool{}
		for _, made := range first {
			require.False(t, seen[made.ID], made.ID)
			seen[made.ID] = true
			require.Equal(t, g.Name, made.Origin)
			require.Equal(t, c.Operations[0].ID, made.Operation)
		}
	}
}

func TestAnotherSeedGivesOtherCases(t *testing.T) {
	c := small(t)
	p, q := plan(c, c.Operations[0], 30, nil), plan(c, c.Operations[0], 30, nil)
	q.Seed = 2
	require.NotEqual(t, collect(generators.Valid, p), collect(generators.Valid, q))
	require.Equal(t, collect(generators.Boundary, p), collect(generators.Boundary, q), "nothing in it is random")
}

func TestCasesAreLazy(t *testing.T) {
	c := small(t)
	for _, g := range generators.All {
		n := 0
		for range g.Cases(plan(c, c.Operations[0], 0, nil)) {
			if n++; n == 2 {
				break
			}
		}
		require.LessOrEqual(t, n, 2)
	}
}

func TestEveryCaseHoldsOnTheWire(t *testing.T) {
	c := small(t)
	for _, g := range generators.All {
		for _, made := range collect(g, plan(c, c.Operations[0], 0, nil)) {
			require.Empty(t, judge(c.Operations[0], made), "%s %s", made.ID, made.Title)
		}
	}
}

// hostile contracts are ones that would cost a careless generator all its time or memory.
var hostile = map[string]string{
	"recursive": `{type: object, required: [a], properties: {a: {type: array, items: {$ref: "#/components/schemas/X"}}, b: {$ref: "#/components/schemas/X"}, c: {$ref: "#/components/schemas/X"}}}`,
	"every type in itself": `{anyOf: [{type: array, items: {$ref: "#/components/schemas/X"}}, {type: object, additionalProperties: {$ref: "#/components/schemas/X"}},
		{type: object, properties: {p: {$ref: "#/components/schemas/X"}, q: {$ref: "#/components/schemas/X"}}}, {type: string}]}`,
	"union of itself":    `{anyOf: [{$ref: "#/components/schemas/X"}, {type: integer, minimum: 5}]}`,
	"not itself":         `{type: object, not: {anyOf: [{$ref: "#/components/schemas/X"}]}}`,
	"catastrophic":       `{type: object, required: [p], properties: {p: {type: string, pattern: "^(a+)+(b+)+$", maxLength: 30}}}`,
	"lookahead storm":    `{type: object, required: [p], properties: {p: {type: string, pattern: "^(?=.*a)(?=.*b)(?=.*c)(?=.*\\d)(?!.*(.)\\1)[a-z\\d]{9}$"}}}`,
	"large strings":      `{type: object, required: [p], properties: {p: {type: string, minLength: 60000, maxLength: 1000000000}}}`,
	"large arrays":       `{type: object, required: [p], properties: {p: {type: array, minItems: 2000, uniqueItems: true, items: {type: integer}}}}`,
	"twenty unions":      `{allOf: [` + strings.Repeat(`{anyOf: [{required: [a]}, {required: [b]}, {required: [c]}, {required: [d]}]}, `, 20) + `{type: object}]}`,
	"contradiction deep": `{type: object, required: [a], properties: {a: {oneOf: [` + strings.Repeat(`{allOf: [{type: string}, {type: integer}]}, `, 20) + `{type: object, required: [b], properties: {b: {oneOf: [{type: string}, {type: string}]}}}]}}}`,
}

func TestHostileContractsAreBounded(t *testing.T) {
	hostile := hostile
	var wide, words strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&wide, "p%d: {type: string, maxLength: 5}, ", i)
	}
	for i := range 20_000 {
		fmt.Fprintf(&words, "w%d, ", i)
	}
	hostile["wide"] = `{type: object, properties: {` + wide.String() + `}}`
	hostile["many words"] = `{type: object, required: [p], properties: {p: {allOf: [{enum: [` + words.String() + `x]}, {enum: [` + words.String() + `y]}]}}}`
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			c, err := openapi.Parse("hostile.yaml", []byte(`{openapi: 3.1.0, info: {title: h, version: "1"}, paths: {/x: {post: {requestBody: {required: true,
				content: {application/json: {schema: {$ref: "#/components/schemas/X"}}}}, responses: {"200": {description: done}}}}}, components: {schemas: {X: `+text+`}}}`), openapi.Options{})
			require.NoError(t, err)
			began := time.Now()
			var missed []string
			for _, g := range generators.All {
				for _, made := range collect(g, plan(c, c.Operations[0], 200, &missed)) {
					require.Empty(t, judge(c.Operations[0], made), "%s %s", made.ID, made.Title)
				}
			}
			require.Less(t, time.Since(began), 3*time.Minute, "what grows without bound takes for ever; seconds say nothing")
			require.Less(t, len(missed), 500)
		})
	}
}
