package container_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/vault"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target/container"
)

const (
	vaultVariable = "CONTRAVENE_VAULT_CONTAINER" // set: fuzz the vault in a container
	soundVariable = "CONTRAVENE_VAULT_SOUND"     // set: without its bug
)

// FuzzVault fuzzes a service in a container, in which only the code that runs tells how far an input has come.
func FuzzVault(f *testing.F) {
	if os.Getenv(vaultVariable) == "" {
		f.Skip("is run by TestVaultInAContainerIsOpened")
	}
	service := vaultIn(f, os.Getenv(soundVariable) != "")
	contracttest.Fuzz(f, contracttest.Config{
		Document: vault.Document(), Target: service, Include: []string{"tryHidden"}, Learned: "-", SaveDir: os.Getenv(vaultVariable),
	})
}

func vaultIn(t testing.TB, sound bool) *container.Service {
	t.Helper()
	args := []string{"-addr", ":8080"}
	if !sound {
		args = append(args, "-bugs", vault.Bug)
	}
	service, err := container.Run(context.Background(), container.Config{
		GoPackage: "./fixtures/vault/cmd/vault", Dir: "../../..", Coverage: true, Covered: []string{"./fixtures/vault"}, Ready: "/health", Args: args,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, service.Close()) })
	return service
}

// fuzzVault builds this test with counters in what guides the engine, if at all, and gives a way to fuzz with two workers.
func fuzzVault(t *testing.T, flags ...string) func(within time.Duration, variables ...string) (out string, err error) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "fuzz.test")
	text, err := exec.CommandContext(t.Context(), "go", append([]string{"test", "-c", "-o", program}, append(flags, ".")...)...).CombinedOutput()
	require.NoError(t, err, "%s", text)
	return func(within time.Duration, variables ...string) (string, error) {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), program, "-test.run=^$", "-test.fuzz=^FuzzVault$", "-test.fuzztime="+within.String(), "-test.parallel=2",
			"-test.fuzzcachedir="+filepath.Join(dir, "cache"))
		cmd.Env = append(append(os.Environ(), vaultVariable+"="+filepath.Join(dir, "cases")), variables...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
}

const counted = "-gcflags=github.com/contravene-dev/contravene/harness/bridge/slots=-d=libfuzzer"

// TestVaultInAContainerIsOpened is the experiment of package contracttest's TestVaultIsOpened in a container: at least four of
// five runs of a minute find the bug.
func TestVaultInAContainerIsOpened(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes up to six minutes; set CONTRAVENE_EXPERIMENTS=1 and -timeout 60m")
	}
	require.NoError(t, container.Available(t.Context()))
	fuzz := fuzzVault(t, counted)
	found := 0
	for range 5 {
		began := time.Now()
		out, err := fuzz(time.Minute)
		hit := strings.Contains(out, vault.Bug+" [")
		require.Equal(t, hit, err != nil, "%s", out)
		t.Logf("found %t after %.0f s, with building and starting", hit, time.Since(began).Seconds())
		if hit {
			found++
			require.NoError(t, os.RemoveAll(filepath.Join("testdata", "fuzz")))
		}
	}
	require.GreaterOrEqual(t, found, 4)
}

var executions = regexp.MustCompile(`elapsed: (\d+)s, execs: (\d+)`)

// TestVaultInAContainerIsFast prints how fast a service in a container is fuzzed, beside a bare loop on two connections.
func TestVaultInAContainerIsFast(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes a minute; set CONTRAVENE_EXPERIMENTS=1")
	}
	require.NoError(t, container.Available(t.Context()))
	for name, fuzz := range map[string]func(time.Duration, ...string) (string, error){"guided": fuzzVault(t, counted), "blind": fuzzVault(t)} {
		out, err := fuzz(20*time.Second, soundVariable+"=yes")
		if !strings.Contains(out, "context deadline exceeded") { // the engine's own time, which it now and then takes for a failure
			require.NoError(t, err, "%s", out)
		}
		told := executions.FindAllStringSubmatch(out, -1)
		require.GreaterOrEqual(t, len(told), 2, "%s", out)
		t.Logf("%s: %.0f executions per second", name, perSecond(t, told[0], told[len(told)-1]))
	}
	t.Logf("a bare loop: %.0f requests per second", bareLoop(vaultIn(t, true).Addr(), 5*time.Second))
}

// bareLoop sends on two connections and gives how many answers came per second.
func bareLoop(addr string, within time.Duration) float64 {
	var sent atomic.Int64
	var senders sync.WaitGroup
	began := time.Now()
	for range 2 {
		senders.Go(func() {
			for time.Since(began) < within && put(addr) == nil {
				sent.Add(1)
			}
		})
	}
	senders.Wait()
	return float64(sent.Load()) / time.Since(began).Seconds()
}

func put(addr string) error {
	r, err := http.NewRequest(http.MethodPut, "http://"+addr+"/hidden/doors/1", strings.NewReader(`{"code":"aaaaa"}`))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return errors.Join(err, answer.Body.Close())
}

// perSecond is how fast it went between two lines of the engine: the first tells when the fuzzing had begun.
func perSecond(t *testing.T, first, last []string) float64 {
	t.Helper()
	var number [4]float64
	for i, text := range []string{first[1], first[2], last[1], last[2]} {
		n, err := strconv.ParseFloat(text, 64)
		require.NoError(t, err)
		number[i] = n
	}
	require.Greater(t, number[2], number[0])
	return (number[3] - number[1]) / (number[2] - number[0])
}
