package contracttest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/vault"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

// tollTime is how long each way is measured, and tollTimes how often.
const (
	tollTime  = 6 * time.Second
	tollTimes = 7
)

// tapeVariable names the file that FuzzToll plays, or writes where it is not there yet.
const tapeVariable = "CONTRAVENE_TEST_TAPE"

// FuzzToll is FuzzVault with inputs that can be told beforehand.
func FuzzToll(f *testing.F) {
	file := os.Getenv(tapeVariable)
	if file == "" {
		f.Skip("is run by TestWhatGuidanceCosts")
	}
	var inputs [][]byte
	if text, err := os.ReadFile(file); err == nil {
		require.NoError(f, json.Unmarshal(text, &inputs))
	}
	var taped [][]byte
	f.Cleanup(func() {
		if len(inputs) == 0 && len(taped) > 0 { // a worker, while none is there
			text, err := json.Marshal(taped)
			require.NoError(f, err)
			require.NoError(f, os.WriteFile(file, text, 0o600))
		}
	})
	contracttest.Taped(f, vaultConfig(f), inputs, func(data []byte) {
		if len(taped) < 100_000 {
			taped = append(taped, slices.Clone(data))
		}
	})
}

// TestWhatGuidanceCosts compares the executions per second of one fuzz test with and without the bridge, on a service that has
// nothing to be found, beside a bare loop. All play the inputs that the engine made up under guidance: left to itself, what is not guided makes
// up more that means nothing, which costs nothing.
func TestWhatGuidanceCosts(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes five minutes; set CONTRAVENE_EXPERIMENTS=1 and -timeout 60m")
	}
	blind, guided := compiled(t), guided(t, "vault")
	for service, bare := range map[string]func(*testing.T) float64{"sound": bareHandler, "calm": bareProcess} {
		t.Run(service, func(t *testing.T) {
			corpus, tape := t.TempDir(), filepath.Join(t.TempDir(), "tape.json")
			left := fuzzedVault(t, guided, service, corpus, tape)
			var loop []float64
			var with, without tolls
			for range tollTimes { // in turns: the machine is not equally fast at all times
				loop = append(loop, bare(t))
				with = append(with, fuzzedVault(t, guided, service, copied(t, corpus), tape))
				without = append(without, fuzzedVault(t, blind, service, copied(t, corpus), tape))
			}
			t.Logf("with the bridge %s\nwithout %s\na bare loop %.0f requests per second\nleft to itself %s", with, without, median(loop), tolls{left})
			over := overhead(with, without)
			t.Logf("overhead: %.0f %% of executions", 100*over)
			require.LessOrEqual(t, over, 0.25)
		})
	}
}

// toll is how fast one run was.
type toll struct{ executions, requests float64 } // per second

func (r toll) executed() float64  { return r.executions }
func (r toll) requested() float64 { return r.requests }

// tolls are those of several runs.
type tolls []toll

func (l tolls) median(of func(toll) float64) float64 {
	var list []float64
	for _, r := range l {
		list = append(list, of(r))
	}
	return median(list)
}

func (l tolls) String() string {
	return fmt.Sprintf("%.0f executions and %.0f requests per second", l.median(toll.executed), l.median(toll.requested))
}

// overhead of executions compares each run with the one that came after it.
func overhead(with, without tolls) float64 {
	var parts []float64
	for i := range with {
		parts = append(parts, 1-with[i].executions/without[i].executions)
	}
	return median(parts)
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	other := t.TempDir()
	require.NoError(t, os.CopyFS(other, os.DirFS(dir)))
	return other
}

// fuzzedVault fuzzes for a while.
func fuzzedVault(t *testing.T, program, service, corpus, tape string) toll {
	t.Helper()
	paces := t.TempDir()
	cmd := fuzzing(t.Context(), program, "FuzzToll", tollTime, corpus)
	cmd.Env = append(os.Environ(), doorVariable+"=tryHidden", serviceVariable+"="+service, paceVariable+"="+paces, tapeVariable+"="+tape)
	out, err := cmd.CombinedOutput()
	if !strings.Contains(string(out), "context deadline exceeded") { // the engine's own time, which it now and then takes for a failure
		require.NoError(t, err, "%s", out)
	}
	count := executed(t, out)
	require.Positive(t, count, "%s", out)
	requests, seconds := paceIn(t, paces)
	return toll{executions: float64(count) / seconds, requests: requests / seconds}
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
