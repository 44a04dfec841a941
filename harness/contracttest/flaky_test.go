package contracttest_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/flaky"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

// flakyVariable says how bad the service of FuzzFlaky is: quick fails one request in ten; slow also takes 1 to 3 seconds for one in sixty and
// 15 for one in 600; covered is quick in a process of its own, whose coverage is asked for. Without it the service only looks different each time.
const flakyVariable = "CONTRAVENE_FLAKY"

// FuzzFlaky fuzzes a service in which nothing is to be found.
func FuzzFlaky(f *testing.F) {
	service := &flaky.Service{Start: uint64(os.Getpid())}
	cfg := contracttest.Config{
		Document: flaky.Document(), Target: target.Handler(service), Learned: "-", SaveDir: cmp.Or(os.Getenv("CONTRAVENE_TEST_SAVE"), "-"),
	}
	switch os.Getenv(flakyVariable) {
	case "quick":
		service.Fails = 10
	case "slow":
		service.Fails, service.Slow, service.Hangs, service.Pause = 10, 60, 600, time.Second
	case "covered":
		running, err := target.GoPackage(context.Background(), "./fixtures/flaky/cmd/flaky", target.WithModule("../.."),
			target.WithCommand(target.Command{Args: []string{"-addr", "{{addr}}", "-moods", flaky.Failing}, Ready: "/weather"}),
			target.WithCoverage("./fixtures/flaky"))
		require.NoError(f, err)
		f.Cleanup(func() { require.NoError(f, running.Close()) })
		cfg.Target = running
	}
	contracttest.Fuzz(f, cfg)
}

// kept is what the engine says of the inputs that it keeps.
var kept = regexp.MustCompile(`elapsed: (\w+), execs: (\d+) .*new interesting: (\d+)`)

// TestFlakyServiceIsNoNews fuzzes, for a minute each with the real engine, services in which nothing is to be found and nothing stays as it is. It is
// asked for by CONTRAVENE_EXPERIMENTS.
func TestFlakyServiceIsNoNews(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes four minutes; set CONTRAVENE_EXPERIMENTS=1")
	}
	program := guided(t, "flaky")
	for _, how := range []string{"slow", "quick", "covered"} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			cmd := fuzzing(ctx, program, "FuzzFlaky", 62*time.Second, filepath.Join(dir, "cache"))
			cmd.Env = append(os.Environ(), flakyVariable+"="+how, "CONTRAVENE_TEST_SAVE="+filepath.Join(dir, "cases"))
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "nothing was there to be found, and no input hangs:\n%s", out)
			require.Contains(t, string(out), "contravene: bridge;")
			first, second := curve(t, string(out))
			require.Less(t, second-first, first/2+5, "of a whole minute, the second half has far less that is new than the first")
			entries, err := filepath.Glob(filepath.Join(dir, "cache", "FuzzFlaky", "*"))
			require.NoError(t, err)
			t.Logf("with what was dug %d inputs are kept; %s", len(entries), regexp.MustCompile(`\d+ features`).FindString(string(out)))
		})
	}
}

// curve tells how many inputs the engine has kept after half a minute, and after a whole one.
func curve(t *testing.T, out string) (half, whole int) {
	t.Helper()
	var points []string
	for _, m := range kept.FindAllStringSubmatch(out, -1) {
		elapsed, err := time.ParseDuration(m[1])
		require.NoError(t, err)
		n, err := strconv.Atoi(m[3])
		require.NoError(t, err)
		if whole = n; elapsed <= 30*time.Second {
			half = n
		}
		points = append(points, fmt.Sprintf("%s: %d of %s", m[1], n, m[2]))
	}
	t.Logf("inputs kept, of executions: %s", strings.Join(points, "; "))
	require.Greater(t, len(points), 10, "%s", out)
	return half, whole
}
