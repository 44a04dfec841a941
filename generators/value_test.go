package generators_test

import (
	"encoding/json"
	"os"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/schema"
)

// table reads a YAML file of named entries, in their order.
func table[T any](t testing.TB, path string) (names []string, entries map[string]T) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &entries))
	for name := range entries {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, entries
}

func parse(t testing.TB, node yaml.Node) *schema.Schema {
	t.Helper()
	text, err := yaml.Marshal(&node)
	require.NoError(t, err)
	s, err := openapi.ParseSchema(text)
	require.NoError(t, err)
	return s
}

var styles = map[string]generators.Style{
	"random": {}, "plain": {Plain: true}, "full": {Plain: true, Full: true}, "text": {In: generators.Text},
}

func TestValuesAreValid(t *testing.T) {
	names, schemas := table[yaml.Node](t, "testdata/schemas.yaml")
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s := parse(t, schemas[name])
			for seed := range uint64(200) {
				v, err := generators.Value(generators.Seeded(seed), s, generators.Style{})
				require.NoError(t, err, "seed %d", seed)
				require.Empty(t, s.Validate(schema.Request, v), "seed %d: %v", seed, v)
			}
			for kind, style := range styles {
				v, err := generators.Value(generators.Plainest, s, style)
				require.NoError(t, err, kind)
				require.Empty(t, s.Validate(schema.Request, v), "%s: %v", kind, v)
			}
		})
	}
}

func TestPlainValues(t *testing.T) {
	for text, want := range map[string]string{
		`{type: string}`:                                     `"alpha"`,
		`{type: integer}`:                                    `1`,
		`{type: number}`:                                     `1`,
		`{type: integer, minimum: 18}`:                       `18`,
		`{type: integer, maximum: -3}`:                       `-3`,
		`{type: boolean}`:                                    `true`,
		`{type: integer, default: 25}`:                       `25`,
		`{type: string, example: hello}`:                     `"hello"`,
		`{type: array, items: {type: integer}}`:              `[1]`,
		`{type: string, format: uuid}`:                       `"00000000-0000-4000-8000-000000000001"`,
		`{type: string, format: date}`:                       `"2024-01-15"`,
		`{type: string, format: date-time}`:                  `"2024-01-15T10:30:00Z"`,
		`{type: string, format: email}`:                      `"alpha@example.com"`,
		`{type: string, enum: [red, green]}`:                 `"red"`,
		`{type: [string, "null"]}`:                           `"alpha"`,
		`{type: ["null", string]}`:                           `"alpha"`,
		`{type: number, exclusiveMinimum: 0}`:                `1`,
		`{type: number, exclusiveMinimum: 0, maximum: 0.5}`:  `0.5`,
		`{type: object, properties: {a: {type: string}}}`:    `{}`,
		`{type: object, required: [a], properties: {a: {}}}`: `{"a":"alpha"}`,
		`{type: string, minLength: 8}`:                       `"alphaalp"`,
		`{type: string, pattern: "^[A-Z]{2}\\d$"}`:           `"AA1"`,
	} {
		s, err := openapi.ParseSchema([]byte(text))
		require.NoError(t, err)
		v, err := generators.Value(generators.Plainest, s, generators.Style{Plain: true})
		require.NoError(t, err, text)
		got, err := json.Marshal(v)
		require.NoError(t, err)
		require.JSONEq(t, want, string(got), text)
	}
}

func TestImpossibleSchemasSaySo(t *testing.T) {
	names, entries := table[struct {
		Schema yaml.Node `yaml:"schema"`
		Reason string    `yaml:"reason"`
	}](t, "testdata/impossible.yaml")
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s := parse(t, entries[name].Schema)
			began := time.Now()
			for _, c := range []generators.Choices{generators.Plainest, generators.Seeded(1)} {
				_, err := generators.Value(c, s, generators.Style{})
				var why *generators.Impossible
				require.ErrorAs(t, err, &why)
				require.Contains(t, why.Reason, entries[name].Reason)
			}
			require.Less(t, time.Since(began), time.Minute)
		})
	}
}

func TestValuesDependOnChoicesAlone(t *testing.T) {
	names, schemas := table[yaml.Node](t, "testdata/schemas.yaml")
	for _, name := range names {
		s := parse(t, schemas[name])
		for seed := range uint64(5) {
			rec := &generators.Recorder{From: generators.Seeded(seed)}
			first, err := generators.Value(rec, s, generators.Style{})
			require.NoError(t, err)
			second, err := generators.Value(generators.Seeded(seed), s, generators.Style{})
			require.NoError(t, err)
			require.Equal(t, first, second, name)
			third, err := generators.Value(generators.Replay(rec.Drawn), s, generators.Style{})
			require.NoError(t, err)
			require.Equal(t, first, third, name)
		}
	}
}

func FuzzValue(f *testing.F) {
	names, schemas := table[yaml.Node](f, "testdata/schemas.yaml")
	var list []*schema.Schema
	for _, name := range names {
		list = append(list, parse(f, schemas[name]))
	}
	f.Add(uint16(0), []byte{})
	f.Add(uint16(7), []byte{1, 2, 3, 255, 0, 128})
	f.Fuzz(func(t *testing.T, which uint16, data []byte) {
		s := list[int(which)%len(list)]
		v, err := generators.Value(generators.Bytes(data), s, generators.Style{})
		if err != nil {
			require.ErrorAs(t, err, new(*generators.Impossible))
			return
		}
		require.Empty(t, s.Validate(schema.Request, v))
	})
}

func BenchmarkValue(b *testing.B) {
	names, schemas := table[yaml.Node](b, "testdata/schemas.yaml")
	for _, name := range []string{"type string", "pattern lookahead", "allOf", "oneOf objects", "deep", "tree"} {
		require.Contains(b, names, name)
		s := parse(b, schemas[name])
		b.Run(name, func(b *testing.B) {
			c := generators.Seeded(1)
			for b.Loop() {
				if _, err := generators.Value(c, s, generators.Style{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestSolidListsAreShort keeps lists out of stories that services refuse for their length, which their contract leaves open.
func TestSolidListsAreShort(t *testing.T) {
	s, err := openapi.ParseSchema([]byte("{type: array, items: {type: string}}"))
	require.NoError(t, err)
	longest := map[bool]int{}
	for seed := range uint64(200) {
		for _, solid := range []bool{true, false} {
			v, err := generators.Value(generators.Seeded(seed), s, generators.Style{Full: true, Solid: solid})
			require.NoError(t, err)
			longest[solid] = max(longest[solid], len(v.([]any)))
		}
	}
	require.Equal(t, 4, longest[true])
	require.Greater(t, longest[false], 10, "others try long ones")
}
