package contracttest_test

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/vault"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

// The variables by which TestVaultIsOpened tells its children what to fuzz.
const (
	doorVariable    = "CONTRAVENE_VAULT_DOOR"    // tryShown or tryHidden; empty: both
	serviceVariable = "CONTRAVENE_VAULT_SERVICE" // sound (a handler), calm (a process, covered); with the bug handler, process or covered
)

// FuzzVault fuzzes a service whose one bug only guided fuzzing finds. Without the variables the bug is not there.
func FuzzVault(f *testing.F) { contracttest.Fuzz(f, vaultConfig(f)) }

func vaultConfig(f *testing.F) contracttest.Config {
	f.Helper()
	cfg := contracttest.Config{Document: vault.Document(), Learned: "-", SaveDir: cmp.Or(os.Getenv("CONTRAVENE_TEST_SAVE"), "-")}
	if door := os.Getenv(doorVariable); door != "" {
		cfg.Include = []string{door}
	}
	p := paced(f)
	switch service := os.Getenv(serviceVariable); service {
	case "", "sound":
		cfg.Target = target.Handler(p.handler(vault.New()))
	case "handler":
		cfg.Target = target.Handler(vault.New(vault.Bug))
	default:
		cfg.Target = pacedService{vaultProcess(f, service), p}
	}
	return cfg
}

// vaultProcess starts the service with the bug. Each worker of the engine has its own.
func vaultProcess(f *testing.F, service string) *target.Service {
	f.Helper()
	args := []string{"-addr", "{{addr}}"}
	if service != "calm" {
		args = append(args, "-bugs", vault.Bug)
	}
	options := []target.Option{target.WithModule("../.."), target.WithCommand(target.Command{Args: args, Ready: "/health"})}
	if service != "process" {
		options = append(options, target.WithCoverage("./fixtures/vault"))
	}
	running, err := target.GoPackage(context.Background(), "./fixtures/vault/cmd/vault", options...)
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, running.Close()) })
	return running
}

// experiment is one way to look for the vault's bug.
type experiment struct {
	name, door, service string
	guided              bool
	runs, least, most   int // of the runs those that must find it, and that may
}

// TestVaultIsOpened measures what guidance is worth: runs of a minute at most, five of each guided way and one of each blind one. It takes five minutes, so it
// is asked for by CONTRAVENE_EXPERIMENTS.
func TestVaultIsOpened(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes five minutes; set CONTRAVENE_EXPERIMENTS=1 and -timeout 60m")
	}
	blind, guided := compiled(t), guided(t, "vault")
	for _, e := range []experiment{
		{"answers tell, guided", "tryShown", "process", true, 5, 4, 5},
		{"answers tell, blind", "tryShown", "process", false, 1, 0, 0},
		{"coverage tells, guided", "tryHidden", "covered", true, 5, 4, 5},
		{"coverage tells, blind", "tryHidden", "covered", false, 1, 0, 0},
		{"handler in process, guided", "tryHidden", "handler", true, 5, 4, 5},
		{"handler in process, blind", "tryHidden", "handler", false, 1, 0, 0},
	} {
		t.Run(e.name, func(t *testing.T) {
			program, found := blind, 0
			if e.guided {
				program = guided
			}
			for range e.runs {
				if e.run(t, program) {
					found++
				}
			}
			t.Logf("%s: %d of %d", e.name, found, e.runs)
			require.GreaterOrEqual(t, found, e.least)
			require.LessOrEqual(t, found, e.most)
		})
	}
}

// guided builds this test with counters in what guides the engine and in the service.
func guided(t *testing.T, fixture string) string {
	t.Helper()
	const module = "github.com/contravene-dev/contravene"
	return compiled(t, "-gcflags="+module+"/harness/bridge/slots=-d=libfuzzer", "-gcflags="+module+"/fixtures/"+fixture+"=-d=libfuzzer")
}

// fuzzing is the command that fuzzes with two workers.
func fuzzing(ctx context.Context, program, test string, within time.Duration, cache string) *exec.Cmd {
	return exec.CommandContext(ctx, program, "-test.run=^$", "-test.fuzz=^"+test+"$", "-test.fuzztime="+within.String(), "-test.parallel=2",
		"-test.fuzzcachedir="+cache)
}

// compiled builds this test, with counters where the flags say.
func compiled(t *testing.T, flags ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "fuzz.test")
	text, err := exec.CommandContext(t.Context(), "go", append([]string{"test", "-c", "-o", out}, append(flags, ".")...)...).CombinedOutput()
	require.NoError(t, err, "%s", text)
	return out
}

var executions = regexp.MustCompile(`execs: (\d+)`)

// executed is how many executions the engine has counted; 0: it has ended before it told any.
func executed(t *testing.T, out []byte) int {
	t.Helper()
	counts := executions.FindAllSubmatch(out, -1)
	if len(counts) == 0 {
		return 0
	}
	count, err := strconv.Atoi(string(counts[len(counts)-1][1]))
	require.NoError(t, err)
	return count
}

// run fuzzes for a minute, from an empty corpus, and tells whether the bug was found.
func (e experiment) run(t *testing.T, program string) bool {
	t.Helper()
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := fuzzing(ctx, program, "FuzzVault", time.Minute, filepath.Join(dir, "cache"))
	cmd.Env = append(os.Environ(), doorVariable+"="+e.door, serviceVariable+"="+e.service, "CONTRAVENE_TEST_SAVE="+filepath.Join(dir, "cases"))
	began := time.Now()
	out, err := cmd.CombinedOutput()
	require.NoError(t, ctx.Err(), "%s", out)
	found := strings.Contains(string(out), vault.Bug+" [")
	if err != nil && !found {
		t.Logf("ended early:\n%s", out)
	}
	t.Logf("found %t after %.0f s, %d executions", found, time.Since(began).Seconds(), executed(t, out))
	if !found {
		return false
	}
	files, err := filepath.Glob(filepath.Join("testdata", "fuzz", "FuzzVault", "*"))
	require.NoError(t, err)
	for _, file := range files {
		require.NoError(t, os.Remove(file))
	}
	return true
}
