package contracttest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/ward"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

const wardVariable = "CONTRAVENE_TEST_WARD" // what the ward of FuzzWard does; plain: it has no counters

// FuzzWard fuzzes a service in another process.
func FuzzWard(f *testing.F) {
	habit := os.Getenv(wardVariable)
	if habit == "" {
		f.Skip("is run by TestTheEngineFindsWhatGrowsInAnotherProcess")
	}
	options := []target.Option{target.WithModule("../.."), target.WithCommand(target.Command{Args: []string{"-addr", "{{addr}}", "-habits", habit}})}
	if os.Getenv("CONTRAVENE_TEST_PLAIN") == "" {
		options = append(options, target.WithCoverage("./fixtures/ward"))
	}
	service, err := target.GoPackage(f.Context(), "./fixtures/ward/cmd/ward", options...)
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, service.Close()) })
	contracttest.Fuzz(f, contracttest.Config{
		Document: ward.Document(), Target: service, SaveDir: os.Getenv("CONTRAVENE_TEST_SAVE"), Learned: "-",
	})
}

// TestTheEngineFindsWhatGrowsInAnotherProcess and has it shown again where it can be.
func TestTheEngineFindsWhatGrowsInAnotherProcess(t *testing.T) {
	if testing.Short() || os.Getenv(bugVariable) != "" {
		t.Skip("fuzzes for some seconds, in the parent")
	}
	dir := t.TempDir()
	run := func(habit, plain string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
		cmd.Env = append(os.Environ(), wardVariable+"="+habit, "CONTRAVENE_TEST_PLAIN="+plain, "CONTRAVENE_TEST_SAVE="+dir)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	const bug = "health.goroutine-growth"
	fuzz := []string{"-test.run=^$", "-test.fuzz=^FuzzWard$", "-test.fuzztime=20s", "-test.parallel=1", "-test.fuzzcachedir=" + t.TempDir()}
	out, err := run(bug, "", fuzz...)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(filepath.Join("testdata", "fuzz", "FuzzWard"))) })
	require.Error(t, err, out)
	require.Contains(t, out, bug+" [")
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 1)

	again := []string{"-test.run=^FuzzWard$", "-test.v", "-contravene.case=" + files[0]}
	out, err = run(bug, "", again...)
	require.Error(t, err)
	require.Contains(t, out, "still broken")
	out, err = run("thrifty", "", again...)
	require.NoError(t, err, out)
	require.Contains(t, out, "fixed")
	out, err = run(bug, "yes", again...)
	require.Error(t, err)
	require.Contains(t, out, "undecided: "+harness.ErrNoWeight.Error())
}
