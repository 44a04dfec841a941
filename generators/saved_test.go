package generators_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
)

func TestSavedCasesComeBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "findings")
	made := &harness.Case{
		ID: "invalid/7", Operation: "POST /orders", Origin: "invalid", Title: `a "<title>"`,
		Aim: harness.Aim{Expect: harness.Reject, Target: "body", Pointer: "/n", Keyword: "maximum"},
		Steps: []harness.Step{{
			Operation: "POST /orders",
			Inputs: harness.Inputs{
				Query: map[string]any{"limit": json.Number("9007199254740993"), "on": true},
				Body:  &harness.Payload{Media: "application/json", Value: map[string]any{"n": json.Number("1e400"), "s": "\x00\u202e", "l": []any{nil}}},
			},
			Edits: []harness.Edit{{Kind: harness.EditBody, Value: []byte("{\xff")}},
		}},
	}
	path, err := generators.SaveCase(dir, "v1:0123abcd", made)
	require.NoError(t, err)
	require.Equal(t, "v1-0123abcd.json", filepath.Base(path))

	back, err := generators.LoadCase(path)
	require.NoError(t, err)
	require.Equal(t, made, back)

	_, err = generators.SaveCase(dir, "v1:0000", made)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("not a case"), 0o600))
	list, err := generators.LoadCases(dir)
	require.NoError(t, err)
	require.Len(t, list, 2)
}

func TestNoSavedCases(t *testing.T) {
	list, err := generators.LoadCases(filepath.Join(t.TempDir(), "none"))
	require.NoError(t, err)
	require.Empty(t, list)

	dir := t.TempDir()
	for name, text := range map[string]string{"a.json": "{", "b.json": "{}"} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := generators.LoadCase(path)
		require.ErrorContains(t, err, "delete the file")
	}
	_, err = generators.LoadCases(dir)
	require.Error(t, err)
}
