package contracttest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/vault"
)

// TestWhatIsDugOutFailsAndIsKept opens the vault, of which the engine alone is not capable in that time, and plays what it wrote.
func TestWhatIsDugOutFailsAndIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and fuzzes a service for seconds")
	}
	if os.Getenv(doorVariable) != "" {
		t.Skip("only in the parent")
	}
	program, dir := guided(t, "vault"), t.TempDir()
	first := dir
	fuzz := func(service string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), doorVariable+"=tryHidden", serviceVariable+"="+service, "CONTRAVENE_TEST_SAVE=cases")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := fuzz("handler", "-test.run=^$", "-test.fuzz=^FuzzVault$", "-test.fuzztime=120s", "-test.parallel=2", "-test.fuzzcachedir=cache")
	require.Error(t, err)
	require.Contains(t, out, vault.Bug+" [", "all that differs is which code runs")

	written, err := filepath.Glob(filepath.Join(dir, "testdata", "fuzz", "FuzzVault", "*"))
	require.NoError(t, err)
	require.Len(t, written, 1)
	require.Contains(t, out, "-run=FuzzVault/"+filepath.Base(written[0]))
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "cases")), "so that only what the engine wrote is played")
	again, err := fuzz("handler", "-test.run=^FuzzVault/"+filepath.Base(written[0])+"$")
	require.Error(t, err, "the engine's file fails")
	require.Contains(t, again, vault.Bug+" [")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "cases")))
	again, err = fuzz("sound", "-test.run=^FuzzVault$", "-test.v")
	require.NoError(t, err, "without the bug nothing does:\n%s", again)
	require.Contains(t, again, "--- PASS: FuzzVault/"+filepath.Base(written[0]))

	clone := t.TempDir() // has what is committed: the engine's file, or the saved case
	at := filepath.Join("testdata", "fuzz", "FuzzVault")
	require.NoError(t, os.CopyFS(filepath.Join(clone, at), os.DirFS(filepath.Join(dir, at))))
	dir = clone
	again, err = fuzz("handler", "-test.run=^FuzzVault$")
	require.Error(t, err, "a plain go test in a fresh clone fails")
	require.Equal(t, told(out), told(again), "with the same text")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "testdata")))
	again, err = fuzz("handler", "-test.run=^FuzzVault$")
	require.Error(t, err, "and so it does with the saved case alone")
	require.Equal(t, told(out), told(again))
	again, err = fuzz("sound", "-test.run=^FuzzVault$")
	require.NoError(t, err, "until the bug is gone:\n%s", again)
	dir = first

	kept, err := filepath.Glob(filepath.Join(dir, "cache", "FuzzVault", "*"))
	require.NoError(t, err)
	require.Greater(t, len(kept), 4, "the levels are in the corpus")
}

// told is what a failure says of the vault's bug: what was promised, what came, the request and how to replay it.
func told(out string) []string {
	_, text, _ := strings.Cut(out, vault.Bug+" [")
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); len(lines) < 5 && line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
