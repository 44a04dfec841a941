package contracttest_test

import (
	"cmp"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/board"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

// TestBoardAPI is what a user of the board would write. In the parent it tests the sound board.
func TestBoardAPI(t *testing.T) {
	var faults []string
	if fault := os.Getenv(bugVariable); fault != "" {
		faults = append(faults, fault)
	}
	schema := filepath.Join(t.TempDir(), "board.graphqls")
	require.NoError(t, os.WriteFile(schema, board.Document(), 0o600))
	contracttest.Run(t, contracttest.Config{
		Contract: schema, Target: target.Handler(board.New(faults...)), Budget: "quick", Suites: []string{"graphql.answer-shape"},
		FailOn:  "medium", // the board's engine leaves keys out beside errors, which is low
		Header:  http.Header{"Authorization": {"Bearer " + board.Tokens()["ann"]}},
		SaveDir: cmp.Or(os.Getenv("CONTRAVENE_TEST_SAVE"), "-"), Learned: "-",
	})
}

func TestFailureOfAGraphQLFieldReplays(t *testing.T) {
	if os.Getenv(bugVariable) != "" {
		t.Skip("only in the parent")
	}
	out := child(t, board.Undeclared, t.TempDir(), "-test.run", "^TestBoardAPI$/query_me$")
	require.Contains(t, out, "--- FAIL: TestBoardAPI/query_me/graphql")
	require.Regexp(t, `promised .*board.graphqls:\d+:\d+`, out)

	dir := t.TempDir()
	out = child(t, board.Undeclared, dir, "-test.run", "^TestBoardAPI$")
	require.NotContains(t, out, "--- FAIL: TestBoardAPI/query_task")
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		return !strings.Contains(string(text), "password")
	})
	require.Len(t, files, 1)
	require.Contains(t, out, "-contravene.case="+files[0])
	again := child(t, board.Undeclared, dir, "-test.run", "^TestBoardAPI$", "-contravene.case="+files[0])
	require.Contains(t, again, "still broken")
	require.NotContains(t, again, board.Tokens()["ann"])
}
