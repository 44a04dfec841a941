package contracttest_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

const lockVariable = "CONTRAVENE_TEST_LOCK"

// TestLockedShop is what a user writes who keeps a lock. It runs in a child alone.
func TestLockedShop(t *testing.T) {
	if os.Getenv(lockVariable) == "" {
		t.Skip("run by TestLocks")
	}
	var bugs, actors = []string(nil), []*harness.Actor(nil)
	if bug := os.Getenv(bugVariable); bug != "" {
		bugs = strings.Split(bug, ",")
	}
	for _, a := range shop.Actors()[:2] {
		actor := harness.NewActor(a.Name, http.Header{"Authorization": {"Bearer " + a.Token}})
		actor.Class, actor.Tenant = a.Class, a.Tenant
		actors = append(actors, actor)
	}
	contracttest.Run(t, contracttest.Config{
		Document: shop.Document(), Target: target.Handler(shop.New(bugs...)), Budget: "quick", Actors: actors,
		Suites: []string{"authz"}, Include: []string{"uploads"}, SaveDir: "-", Learned: "-", Lock: os.Getenv(lockVariable),
	})
}

// TestLocks writes a lock, holds the same service against it, and a service with a hole.
func TestLocks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "contravene.lock.yaml")
	run := func(bug, ci string, args ...string) (string, error) {
		cmd := exec.Command(os.Args[0], append([]string{"-test.run", "^TestLockedShop$"}, args...)...)
		for _, pair := range os.Environ() {
			if name, _, _ := strings.Cut(pair, "="); name != "CI" && !strings.HasSuffix(name, "_CI") && !strings.HasSuffix(name, "_ACTIONS") {
				cmd.Env = append(cmd.Env, pair)
			}
		}
		cmd.Env = append(cmd.Env, bugVariable+"="+bug, lockVariable+"="+file, "CI="+ci)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := run("", "", "-test.count=1")
	require.Error(t, err)
	require.Contains(t, out, "here with -contravene.lock")
	out, err = run("", "true", "-contravene.lock")
	require.Error(t, err)
	require.Contains(t, out, "not written in CI")
	out, err = run("", "", "-contravene.lock")
	require.NoError(t, err, out)
	require.FileExists(t, file)
	out, err = run("", "true")
	require.NoError(t, err, out)
	out, err = run("authz.list-leak", "true")
	require.Error(t, err)
	require.Contains(t, out, "lock.widened")
	require.Contains(t, out, "--- FAIL: TestLockedShop/lock")
	require.NotContains(t, out, shop.Actors()[0].Token)
}
