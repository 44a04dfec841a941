package contracttest_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/vault"
	"github.com/contravene-dev/contravene/harness/target"
)

// tollTime is how long each way is measured, and tollTimes how often.
const (
	tollTime  = 20 * time.Second
	tollTimes = 3
)

// TestWhatGuidanceCosts compares the executions per second of one fuzz test with and without the bridge, on a service that has
// nothing to be found, beside a bare loop.
func TestWhatGuidanceCosts(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes five minutes; set CONTRAVENE_EXPERIMENTS=1 and -timeout 60m")
	}
	blind, guided := compiled(t), guided(t, "vault")
	for service, bare := range map[string]func(*testing.T) float64{"sound": bareHandler, "calm": bareProcess} {
		t.Run(service, func(t *testing.T) {
			loop, with, without := 0.0, 0.0, 0.0
			for range tollTimes { // in turns
				loop, with, without = loop+bare(t), with+executionsPerSecond(t, guided, service), without+executionsPerSecond(t, blind, service)
			}
			t.Logf("%.0f executions per second with the bridge, %.0f without, %.0f requests per second in a bare loop; overhead %.0f %%",
				with/tollTimes, without/tollTimes, loop/tollTimes, 100*(1-with/without))
			require.GreaterOrEqual(t, with, 0.75*without)
		})
	}
}

func executionsPerSecond(t *testing.T, program, service string) float64 {
	t.Helper()
	cmd := fuzzing(t.Context(), program, "FuzzVault", tollTime, filepath.Join(t.TempDir(), "cache"))
	cmd.Env = append(os.Environ(), doorVariable+"=tryHidden", serviceVariable+"="+service)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	counts := executions.FindAllStringSubmatch(string(out), -1)
	require.NotEmpty(t, counts, "%s", out)
	count, err := strconv.Atoi(counts[len(counts)-1][1])
	require.NoError(t, err)
	return float64(count) / tollTime.Seconds()
}

func vaultRequests(t *testing.T, base string, count int) []*http.Request {
	t.Helper()
	list := make([]*http.Request, count)
	for i := range list {
		r, err := http.NewRequest(http.MethodPut, base+"/hidden/doors/1", strings.NewReader(`{"code":"aaaaa"}`))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		list[i] = r
	}
	return list
}

func bareHandler(t *testing.T) float64 {
	t.Helper()
	const count = 100_000
	handler, requests := vault.New(), vaultRequests(t, "http://vault.test", count)
	began := time.Now()
	for _, r := range requests {
		r.SetPathValue("door", "1")
		handler.ServeHTTP(&sink{header: http.Header{}}, r)
	}
	return count / time.Since(began).Seconds()
}

func bareProcess(t *testing.T) float64 {
	t.Helper()
	service, err := target.GoPackage(context.Background(), "./fixtures/vault/cmd/vault", target.WithModule("../.."),
		target.WithCommand(target.Command{Args: []string{"-addr", "{{addr}}"}, Ready: "/health"}))
	require.NoError(t, err)
	defer func() { require.NoError(t, service.Close()) }()
	const count = 20_000
	return count / bareLoop(vaultRequests(t, "http://"+service.Addr(), count), 2).Seconds()
}
