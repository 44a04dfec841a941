package contracttest_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/vault"
	"github.com/contravene-dev/contravene/harness/target"
)

// tollTime is how long each way is measured, and tollTimes how often.
const (
	tollTime  = 10 * time.Second
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
			corpus := t.TempDir()
			fuzzedVault(t, guided, service, corpus)
			loop, with, without := 0.0, rates{}, rates{}
			for range tollTimes { // in turns
				loop += bare(t) / tollTimes
				with.add(fuzzedVault(t, guided, service, copied(t, corpus)))
				without.add(fuzzedVault(t, blind, service, copied(t, corpus)))
			}
			t.Logf("with the bridge %s; without %s; %.0f requests per second in a bare loop; overhead %.0f %% of executions, %.0f %% of requests",
				with, without, loop, 100*(1-with.executions/without.executions), 100*(1-with.requests/without.requests))
			require.GreaterOrEqual(t, with.requests, 0.75*without.requests)
		})
	}
}

// rates are per second, means of tollTimes runs.
type rates struct{ executions, requests float64 }

func (r *rates) add(more rates) {
	r.executions += more.executions / tollTimes
	r.requests += more.requests / tollTimes
}

func (r rates) String() string {
	return fmt.Sprintf("%.0f executions and %.0f requests per second", r.executions, r.requests)
}

// fuzzedVault fuzzes for a while. All that is compared begins with the same corpus: most inputs that the engine makes up are none, which
// costs nothing, and how many depends on what it begins with.
func fuzzedVault(t *testing.T, program, service, corpus string) rates {
	t.Helper()
	paces := t.TempDir()
	cmd := fuzzing(t.Context(), program, "FuzzVault", tollTime, corpus)
	cmd.Env = append(os.Environ(), doorVariable+"=tryHidden", serviceVariable+"="+service, paceVariable+"="+paces)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	count := executed(t, out)
	require.Positive(t, count, "%s", out)
	requests, seconds := paceIn(t, paces)
	return rates{executions: float64(count) / seconds, requests: requests / seconds}
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	other := t.TempDir()
	require.NoError(t, os.CopyFS(other, os.DirFS(dir)))
	return other
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
