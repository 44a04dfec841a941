package openapi

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

// within fails a test that takes longer than any of these cases may.
func within(t *testing.T, limit time.Duration, do func()) {
	t.Helper()
	start := time.Now()
	do()
	require.Less(t, time.Since(start), limit)
}

func TestWrongTypesAreLeftOut(t *testing.T) {
	s, err := ParseSchema([]byte(`
type: 5
minimum: "abc"
maxLength: -1
required: true
properties: []
items: 3
enum: no
pattern: [a]
multipleOf: 0
uniqueItems: 1
allOf: {}
not: text
maximum: 1e999999999
`))
	require.NoError(t, err)
	lines := map[int]bool{}
	for _, p := range s.Set.Problems() {
		lines[p.Place.Line] = true
	}
	for line := 2; line <= 14; line++ {
		require.True(t, lines[line], "line %d has no problem: %v", line, s.Set.Problems())
	}
	// What is left says nothing but not, whose text counts as a schema that allows everything.
	s.Not = nil
	require.Empty(t, s.Validate(schema.Request, map[string]any{"a": number(1)}))
}

func TestBrokenPatternIsNotJudged(t *testing.T) {
	s, err := ParseSchema([]byte("properties:\n  a:\n    pattern: '(?P<x>a'\n    maxLength: 2\n"))
	require.NoError(t, err)
	require.Empty(t, s.Validate(schema.Request, map[string]any{"a": "zz"}))
	require.Len(t, s.Validate(schema.Request, map[string]any{"a": "zzz"}), 1)
	require.ErrorContains(t, s.Compile(schema.Request), "schema:3:5: pattern (?P<x>a is not an ECMA-262 regular expression")
	require.Len(t, s.Set.Problems(), 1)
}

func TestCatastrophicPatternCountsAsMatch(t *testing.T) {
	s, err := ParseSchema([]byte(`{pattern: '^(?=a)(a+)+$', patternProperties: {'^(?=a)(a+)+$': false}}`))
	require.NoError(t, err)
	evil := strings.Repeat("a", 40) + "!"
	within(t, 5*time.Second, func() {
		require.Empty(t, s.Validate(schema.Request, evil))
		require.Empty(t, s.Validate(schema.Request, map[string]any{evil: true}))
	})
	require.NotEmpty(t, s.Validate(schema.Request, map[string]any{"aaa": true}))
}

func TestHugeEnum(t *testing.T) {
	var text strings.Builder
	text.WriteString("enum:\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "  - v%d\n", i)
	}
	within(t, 20*time.Second, func() {
		s, err := ParseSchema([]byte(text.String()))
		require.NoError(t, err)
		for range 1000 {
			require.Empty(t, s.Validate(schema.Request, "v99999"))
		}
		require.Len(t, s.Validate(schema.Request, "w"), 1)
	})
}

func TestDeepSchemas(t *testing.T) {
	deep := strings.Repeat(`{"not":`, 10_000) + "true" + strings.Repeat("}", 10_000)
	_, err := ParseSchema([]byte(deep))
	require.ErrorContains(t, err, "deep")
	fine := strings.Repeat(`{"not":`, 900) + "true" + strings.Repeat("}", 900)
	s, err := ParseSchema([]byte(fine))
	require.NoError(t, err)
	require.Empty(t, s.Validate(schema.Request, nil))
}

func TestAliasesThatContainThemselves(t *testing.T) {
	s, err := ParseSchema([]byte("&a\nproperties:\n  next: *a\n  n: {type: integer}\n"))
	if err != nil {
		return // refusing the document is as good
	}
	require.Len(t, s.Validate(schema.Request, map[string]any{"next": map[string]any{"n": "x"}}), 1)
}

func TestReferencesInCircles(t *testing.T) {
	for name, text := range map[string]string{
		"to itself":       "{$ref: '#'}",
		"bare, in two":    "{$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/b'}, b: {$ref: '#/$defs/a'}}}",
		"allOf":           "{allOf: [{$ref: '#'}], type: object}",
		"with siblings":   "{$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/b', minProperties: 0}, b: {$ref: '#/$defs/a', minProperties: 0}}}",
		"through not":     "{not: {not: {$ref: '#'}}}",
		"missing":         "{$ref: '#/nowhere'}",
		"another place":   "{$ref: '../../etc/passwd'}",
		"a remote place":  "{$ref: 'http://127.0.0.1:1/schema'}",
		"the file scheme": "{$ref: 'file:///etc/passwd'}",
	} {
		t.Run(name, func(t *testing.T) {
			s, err := ParseSchema([]byte(text))
			require.NoError(t, err)
			require.Empty(t, s.Validate(schema.Request, map[string]any{"a": true}))
			require.Empty(t, s.Undeclared(schema.Request, map[string]any{"a": true}))
		})
	}
}

// TestBaseTypeWithSubtypes is the circle that real contracts have.
func TestBaseTypeWithSubtypes(t *testing.T) {
	const text = `
$ref: '#/definitions/Pet'
definitions:
  Pet:
    type: object
    required: [kind]
    properties: {kind: {type: string}, mother: {$ref: '#/definitions/Pet'}}
    oneOf: [{$ref: '#/definitions/Cat'}, {$ref: '#/definitions/Dog'}]
    discriminator: {propertyName: kind}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {required: [meow]}]}
  Dog: {allOf: [{$ref: '#/definitions/Pet'}, {required: [bark]}]}
`
	require.Empty(t, judge(t, openapi30, text, `{"kind":"Cat","meow":1,"mother":{"kind":"Dog","bark":1}}`))
	require.NotEmpty(t, judge(t, openapi30, text, `{"kind":"Cat","bark":1}`))
	require.NotEmpty(t, judge(t, openapi30, text, `{"kind":"Cat","meow":1,"mother":{"kind":"Dog","meow":1}}`))
}

func TestManyCircles(t *testing.T) {
	var text strings.Builder
	text.WriteString("$ref: '#/$defs/t0'\n$defs:\n")
	for i := range 30 {
		fmt.Fprintf(&text, "  t%d:\n    anyOf:\n", i)
		for j := range 30 {
			fmt.Fprintf(&text, "      - $ref: '#/$defs/t%d'\n", j)
		}
	}
	s, err := ParseSchema([]byte(text.String()))
	require.NoError(t, err)
	within(t, 20*time.Second, func() {
		require.Empty(t, s.Validate(schema.Request, map[string]any{"a": true}))
		require.Empty(t, s.Undeclared(schema.Request, map[string]any{"a": true}))
	})
}

// nest builds {"x":{"x":…}}.
func nest(depth int) any {
	var v any = map[string]any{}
	for range depth {
		v = map[string]any{"x": v}
	}
	return v
}

func TestDoublingWork(t *testing.T) {
	for name, text := range map[string]string{
		"by value":  "{anyOf: [{properties: {x: {$ref: '#'}}, required: [y]}, {properties: {x: {$ref: '#'}}, required: [z]}, {maxProperties: 9}]}",
		"by schema": doublingSchema(40),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := ParseSchema([]byte(text))
			require.NoError(t, err)
			within(t, 30*time.Second, func() {
				require.Empty(t, s.Validate(schema.Request, nest(40)))
				_ = s.Undeclared(schema.Request, nest(40))
			})
		})
	}
}

func doublingSchema(levels int) string {
	var text strings.Builder
	text.WriteString("{$ref: '#/$defs/t0', $defs: {")
	for i := range levels {
		fmt.Fprintf(&text, "t%d: {allOf: [{$ref: '#/$defs/t%d'}, {$ref: '#/$defs/t%d'}]}, ", i, i+1, i+1)
	}
	fmt.Fprintf(&text, "t%d: {type: object}}}", levels)
	return text.String()
}

// TestExpressionTree is recursion by discriminated branches, which must be judged in full however deep it is.
func TestExpressionTree(t *testing.T) {
	var text strings.Builder
	text.WriteString("$ref: '#/$defs/expr'\n$defs:\n  expr:\n    oneOf:\n      - {type: integer}\n")
	for i := range 10 {
		fmt.Fprintf(&text, "      - {$ref: '#/$defs/op%d'}\n", i)
	}
	for i := range 10 {
		fmt.Fprintf(&text, "  op%d: {type: object, required: [op, left], properties: {op: {const: %d}, left: {$ref: '#/$defs/expr'}}}\n", i, i)
	}
	s, err := ParseSchema([]byte(text.String()))
	require.NoError(t, err)
	tree := func(leaf any) any {
		for i := range 60 {
			leaf = map[string]any{"op": number(i % 10), "left": leaf}
		}
		return leaf
	}
	within(t, 20*time.Second, func() {
		require.Empty(t, s.Validate(schema.Request, tree(number(1))))
		require.NotEmpty(t, s.Validate(schema.Request, tree("not a number")))
		require.Empty(t, s.Undeclared(schema.Request, tree(number(1))))
	})
	require.Empty(t, s.Set.Problems())
}

func TestHugeNumbers(t *testing.T) {
	s, err := ParseSchema([]byte("{type: [integer, array], minimum: 5, multipleOf: 3, uniqueItems: true, items: {format: int64}}"))
	require.NoError(t, err)
	within(t, 5*time.Second, func() {
		for _, text := range []string{"1e999999999", "1e400000", strings.Repeat("9", 100_000)} {
			decoded, err := schema.DecodeJSON([]byte(text))
			require.NoError(t, err)
			require.Empty(t, s.Validate(schema.Request, decoded.Value), text[:8])
		}
		decoded, err := schema.DecodeJSON([]byte("[1e999999999, 1e999999999, 2]"))
		require.NoError(t, err)
		require.Len(t, s.Validate(schema.Request, decoded.Value), 3)
	})
}

func TestConcurrentUse(t *testing.T) {
	s, err := ParseSchema([]byte(orderSchema))
	require.NoError(t, err)
	decoded, err := schema.DecodeJSON([]byte(orderText))
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, face := range []schema.Face{schema.Request, schema.Response} {
				assert.Empty(t, s.Validate(face, decoded.Value))
				assert.Len(t, s.Validate(face, map[string]any{}), len(s.Resolve().Owed(face)))
				assert.Empty(t, s.Undeclared(face, decoded.Value))
				assert.NotNil(t, s.JSON(face))
			}
		})
	}
	all.Wait()
}
