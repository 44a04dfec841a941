package graphql

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// besides lists the rules that cannot be broken alone.
var besides = map[string][]string{
	"VariablesAreInputTypes":  {"VariablesInAllowedPosition"},
	"KnownTypeNames":          {"VariablesInAllowedPosition", "VariablesAreInputTypes"},
	"UniqueInputFieldNames":   {"ValuesOfCorrectType"},
	"UniqueVariableNames":     {"NoUnusedVariables"},
	"PossibleFragmentSpreads": {},
}

// broken judges a mutant by all rules of gqlparser.
func broken(t *testing.T, ts *TypeSystem, m Mutant) map[string]bool {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: m.Document})
	if err != nil {
		return map[string]bool{SyntaxRule: true}
	}
	found := map[string]bool{}
	for _, e := range validator.ValidateWithRules(ts.types, doc, nil) {
		found[e.Rule] = true
	}
	if len(found) == 0 {
		for _, i := range ts.parse(m.Document).invalid {
			found[i.Rule] = true
		}
	}
	return found
}

func checkMutants(t *testing.T, ts *TypeSystem) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, m := range ts.Mutants() {
		counts[m.Rule]++
		found := broken(t, ts, m)
		require.True(t, found[m.Rule], "%s: %s does not break %s but %v", m.Title, m.Document, m.Rule, found)
		delete(found, m.Rule)
		for _, also := range besides[m.Rule] {
			delete(found, also)
		}
		require.Empty(t, found, "%s: %s", m.Title, m.Document)
		judgement := ts.Judge(m.Question, map[string]any{"data": map[string]any{"__typename": "Query"}})
		require.Equal(t, "executed-invalid /data", rulesOf(judgement), m.Document)
		require.Empty(t, ts.Judge(m.Question, map[string]any{"errors": []any{map[string]any{"message": "no"}}}).Faults)
	}
	return counts
}

// Every rule of gqlparser has a mutant, where the schema gives the occasion.
func TestMutants(t *testing.T) {
	counts := checkMutants(t, shop(t))
	less, err := Parse(File{Name: "s", Text: "type Query { a: Int }"})
	require.NoError(t, err)
	for rule, n := range checkMutants(t, less) {
		counts[rule] += n
	}
	require.Positive(t, counts[SyntaxRule])
	for rule := range rules.NewDefaultRules().GetInner() {
		if rule != rules.MaxIntrospectionDepth.Name {
			require.Positive(t, counts[rule], rule)
		}
	}
	text, err := json.Marshal(counts)
	require.NoError(t, err)
	t.Log(string(text))
}

func TestMutantsOfTheCorpus(t *testing.T) {
	for _, path := range corpusFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			ts, err := Open(path)
			require.NoError(t, err)
			t.Log(len(checkMutants(t, ts)), "rules")
		})
	}
}
