package graphql

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// dice is a choice stream for tests (SplitMix64), since this package may not import generators.
type dice struct{ state uint64 }

func (s *dice) Draw(n uint64) uint64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) % n
}

type plainest struct{}

func (plainest) Draw(uint64) uint64 { return 0 }

// coordinates collects the coordinates of the fields that a document asks for.
func coordinates(doc *ast.QueryDocument, into map[string]bool) {
	var walk func(ast.SelectionSet)
	walk = func(list ast.SelectionSet) {
		for _, s := range list {
			switch s := s.(type) {
			case *ast.Field:
				into[s.ObjectDefinition.Name+"."+s.Name] = true
				walk(s.SelectionSet)
			case *ast.InlineFragment:
				walk(s.SelectionSet)
			}
		}
	}
	for _, op := range doc.Operations {
		walk(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		walk(f.SelectionSet)
	}
}

// hold checks a document by all rules of gqlparser but the depth of introspection, and its variables by our own.
func hold(t testing.TB, ts *TypeSystem, w Written) *ast.QueryDocument {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: w.Document})
	require.NoError(t, err, w.Document)
	all := rules.NewDefaultRules()
	all.RemoveRule(rules.MaxIntrospectionDepth.Name)
	require.Empty(t, validator.ValidateWithRules(ts.types, doc, all), w.Document)
	require.Empty(t, ts.literals(doc), w.Document)
	c := &coercer{ts: ts}
	c.variables(doc.Operations[0], nil, w.Variables, source(nil))
	require.Empty(t, c.found, "%s %v", w.Document, w.Variables)
	return doc
}

func runTours(t *testing.T, ts *TypeSystem, documents int) {
	t.Helper()
	a := NewAuthor(ts, Limits{})
	covered := map[string]bool{}
	for i := range max(documents, a.Tours()) {
		w := a.Write(&dice{uint64(i)}, i)
		doc := hold(t, ts, w)
		asked := map[string]bool{}
		coordinates(doc, asked)
		for _, c := range w.Covers {
			require.True(t, asked[c], "%s is not in %s", c, w.Document)
			covered[c] = true
		}
	}
	for _, c := range a.Reachable() {
		require.True(t, covered[c], c)
	}
	t.Logf("%d documents reach %d fields", a.Tours(), len(a.Reachable()))
}

func TestAuthor(t *testing.T) {
	runTours(t, shop(t), 3000)
}

func TestAuthorUsesEverything(t *testing.T) {
	a := NewAuthor(shop(t), Limits{})
	var all strings.Builder
	for i := range 300 {
		all.WriteString(a.Write(&dice{uint64(i)}, i).Document)
	}
	for _, what := range []string{"@skip(if: $", "@skip(if: true", "@include(if: $", "@include(if: false", "fragment F", "... on Item", "... {", "a1: ",
		"$v1: ", "! = ", "subscription Op", "mutation Op", "query Op", "[{", "null", "__typename"} {
		require.Contains(t, all.String(), what)
	}
}

func TestAuthorIsDeterministic(t *testing.T) {
	for i := range 50 {
		one, two := NewAuthor(shop(t), Limits{}), NewAuthor(shop(t), Limits{})
		require.Equal(t, one.Write(&dice{uint64(i)}, i), two.Write(&dice{uint64(i)}, i))
	}
	a := NewAuthor(shop(t), Limits{Without: []string{"mutation", "subscription"}})
	for i := range a.Tours() {
		w := a.Write(plainest{}, i)
		hold(t, a.ts, w)
		require.Equal(t, "query", w.Kind)
		require.NotContains(t, w.Document, "...F")
	}
}

func TestAuthorTakesValuesAndLeavesOut(t *testing.T) {
	ts := shop(t)
	given := map[string]int{}
	a := NewAuthor(ts, Limits{Without: []string{"mutation", "subscription", "Query.orders", "Order.items"}, Values: func(coordinate string) []any {
		given[coordinate]++
		return map[string][]any{"Query.order(id:)": {"o-17"}, "Search.text": {"lamps"}}[coordinate]
	}})
	used := map[string]bool{}
	for i := range 500 {
		w := a.Write(&dice{uint64(i)}, i)
		doc := hold(t, ts, w)
		asked := map[string]bool{}
		coordinates(doc, asked)
		require.False(t, asked["Query.orders"] || asked["Order.items"], w.Document)
		text, err := json.Marshal(w.Question)
		require.NoError(t, err)
		for _, value := range []string{"o-17", "lamps"} {
			used[value] = used[value] || strings.Contains(string(text), value)
		}
	}
	require.Contains(t, given, "ItemInput.quantity")
	require.Equal(t, map[string]bool{"o-17": true, "lamps": true}, used)

	nothing := NewAuthor(ts, Limits{Without: []string{"mutation", "subscription", "Query.orders", "Query.order", "Query.node", "Query.search",
		"Query.total", "Query.ratio", "Query.matrix", "Query.open", "Query.me", "Query.at"}})
	hold(t, ts, nothing.Write(plainest{}, 0))
}

func TestAuthorCorpus(t *testing.T) {
	for _, path := range corpusFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			ts, err := Open(path)
			require.NoError(t, err)
			began := time.Now()
			runTours(t, ts, 1000)
			require.Less(t, time.Since(began), 10*time.Second) // written, and validated by gqlparser and by us
		})
	}
}

func FuzzAuthor(f *testing.F) {
	ts := shop(f)
	a := NewAuthor(ts, Limits{})
	f.Add([]byte{}, 0)
	f.Add([]byte{1, 2, 3, 255, 254}, 5)
	f.Fuzz(func(t *testing.T, data []byte, number int) {
		hold(t, ts, a.Write(&bytesOf{data}, number&0xff))
	})
}

// bytesOf draws from a fuzzer's input.
type bytesOf struct{ data []byte }

func (b *bytesOf) Draw(n uint64) uint64 {
	if len(b.data) == 0 {
		return 0
	}
	v := uint64(b.data[0])
	b.data = b.data[1:]
	return v % n
}

// BenchmarkAuthorLargest writes and validates a thousand documents for the largest schema of the corpus.
func BenchmarkAuthorLargest(b *testing.B) {
	corpusFiles(b)
	ts, err := Open(corpus + "/github.graphql")
	require.NoError(b, err)
	a := NewAuthor(ts, Limits{})
	for b.Loop() {
		for i := range 1000 {
			w := a.Write(&dice{uint64(i)}, i)
			if d := ts.parse(w.Document); len(d.invalid) > 0 {
				b.Fatal(d.invalid)
			}
		}
	}
}

func BenchmarkAuthor(b *testing.B) {
	a := NewAuthor(shop(b), Limits{})
	size := 0
	for b.Loop() {
		text, err := json.Marshal(a.Write(&dice{uint64(size)}, size))
		if err != nil {
			b.Fatal(err)
		}
		size += len(text)
	}
}
