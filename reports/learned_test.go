package reports

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func learnedContract() *harness.Contract {
	return &harness.Contract{Operations: []*harness.Operation{{ID: "POST /orders"}, {ID: "GET /orders"}}}
}

func sampleRules() []*harness.Rule {
	return []*harness.Rule{
		{Operation: "POST /orders", Target: "body", Pointer: "/items", Keyword: "maxItems", Value: json.Number("3"), Text: "at most 3", Seen: 9},
		{Operation: "POST /orders", Target: "body", Pointer: "/code", Keyword: "pattern", Value: "^<[a-z]>$", Text: "must look like <a>", Seen: 1},
		{Operation: "GET /orders", Target: "query.status", Keyword: "enum", Value: []any{"open", "shut"}, Text: "no such status", Seen: 2},
		{Operation: "GET /orders", Target: "query.limit", Keyword: "required", Text: "limit is missing", Seen: 2},
	}
}

const learnedFile = `{"learnedVersion":1,"rules":[
{"operation":"GET /orders","target":"query.limit","keyword":"required","text":"limit is missing","seen":2},
{"operation":"GET /orders","target":"query.status","keyword":"enum","value":["open","shut"],"text":"no such status","seen":2},
{"operation":"POST /orders","target":"body","pointer":"/code","keyword":"pattern","value":"^<[a-z]>$","text":"must look like <a>","seen":1},
{"operation":"POST /orders","target":"body","pointer":"/items","keyword":"maxItems","value":3,"text":"at most 3","seen":2}
]}
`

func TestLearnedRulesAreOneALineAndComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", LearnedName)
	rules := sampleRules()
	require.NoError(t, SaveLearned(path, append(rules, rules[0])))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, learnedFile, string(text))
	require.Equal(t, 9, rules[0].Seen, "the report's own rules stay as they are")

	back, err := ReadLearned(path, learnedContract())
	require.NoError(t, err)
	require.Len(t, back, 4)
	require.Equal(t, json.Number("3"), back[3].Value, "numbers stay exact")
	require.Equal(t, []any{"open", "shut"}, back[1].Value)
	require.True(t, back[3].Believed())
	require.False(t, back[2].Believed())

	gone := learnedContract()
	gone.Operations = gone.Operations[:1]
	back, err = ReadLearned(path, gone)
	require.NoError(t, err)
	require.Len(t, back, 2, "rules of an operation that is gone are dropped")
}

func TestLearnedFileIsWrittenOnlyForNews(t *testing.T) {
	path := filepath.Join(t.TempDir(), LearnedName)
	require.NoError(t, SaveLearned(path, nil))
	require.NoFileExists(t, path)
	require.NoError(t, SaveLearned(path, sampleRules()))
	before, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, SaveLearned(path, sampleRules()))
	after, err := os.Stat(path)
	require.NoError(t, err)
	require.True(t, os.SameFile(before, after), "the same again is not written again")
	require.NoError(t, SaveLearned(path, nil))
	back, err := ReadLearned(path, learnedContract())
	require.NoError(t, err)
	require.Empty(t, back)
	require.ErrorContains(t, SaveLearned(t.TempDir(), sampleRules()), "is a folder; name a file in it")
}

func TestReadLearnedRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), LearnedName)
	for in, want := range map[string]string{
		"":                                    "this is no file of learned rules (",
		"openapi: 3.1.0":                      "this is no file of learned rules (",
		learnedFile[:200]:                     "this is no file of learned rules (",
		`{}`:                                  "this is no file of learned rules; name another",
		`[]`:                                  "this is no file of learned rules (",
		`{"learnedVersion":2}`:                "its version is 2, and this program reads version 1",
		`{"learnedVersion":1,"rules":[null]}`: "rule 1 names no operation",
		`{"learnedVersion":1,"rules":[{"operation":"GET /orders","target":"query.limit"}]}`: "rule 1 names no operation, target or keyword; delete the file",
	} {
		require.NoError(t, os.WriteFile(path, []byte(in), 0o600))
		_, err := ReadLearned(path, learnedContract())
		require.ErrorContains(t, err, want, in)
		require.ErrorContains(t, err, LearnedName)
	}
	rules, err := ReadLearned(path+".absent", learnedContract())
	require.NoError(t, err)
	require.Empty(t, rules)
}
