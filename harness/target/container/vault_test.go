package container_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/vault"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target/container"
)

const vaultVariable = "CONTRAVENE_VAULT_CONTAINER" // set: fuzz the vault in a container

// FuzzVault fuzzes a service in a container, in which only the code that runs tells how far an input has come.
func FuzzVault(f *testing.F) {
	if os.Getenv(vaultVariable) == "" {
		f.Skip("is run by TestVaultInAContainerIsOpened")
	}
	service, err := container.Run(context.Background(), container.Config{
		GoPackage: "./fixtures/vault/cmd/vault", Dir: "../../..", Coverage: true, Covered: []string{"./fixtures/vault"}, Ready: "/health",
		Args: []string{"-addr", ":8080", "-bugs", vault.Bug},
	})
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, service.Close()) })
	contracttest.Fuzz(f, contracttest.Config{
		Document: vault.Document(), Target: service, Include: []string{"tryHidden"}, Learned: "-", SaveDir: os.Getenv(vaultVariable),
	})
}

// TestVaultInAContainerIsOpened is the experiment of package contracttest's TestVaultIsOpened in a container: at least four of
// five runs of a minute find the bug.
func TestVaultInAContainerIsOpened(t *testing.T) {
	if os.Getenv("CONTRAVENE_EXPERIMENTS") == "" {
		t.Skip("takes up to six minutes; set CONTRAVENE_EXPERIMENTS=1 and -timeout 60m")
	}
	require.NoError(t, container.Available(t.Context()))
	program := filepath.Join(t.TempDir(), "fuzz.test")
	text, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", program,
		"-gcflags=github.com/contravene-dev/contravene/harness/bridge/slots=-d=libfuzzer", ".").CombinedOutput()
	require.NoError(t, err, "%s", text)
	found := 0
	for range 5 {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), program, "-test.run=^$", "-test.fuzz=^FuzzVault$", "-test.fuzztime=60s", "-test.parallel=2",
			"-test.fuzzcachedir="+filepath.Join(dir, "cache"))
		cmd.Env = append(os.Environ(), vaultVariable+"="+filepath.Join(dir, "cases"))
		began := time.Now()
		out, err := cmd.CombinedOutput()
		hit := strings.Contains(string(out), vault.Bug+" [")
		require.Equal(t, hit, err != nil, "%s", out)
		t.Logf("found %t after %.0f s, with building and starting", hit, time.Since(began).Seconds())
		if hit {
			found++
			require.NoError(t, os.RemoveAll(filepath.Join("testdata", "fuzz")))
		}
	}
	require.GreaterOrEqual(t, found, 4)
}
