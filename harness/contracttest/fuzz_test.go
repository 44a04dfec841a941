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

// FuzzShop is what a user of the shop would write. The sound shop has nothing to find.
func FuzzShop(f *testing.F) {
	var bugs []string
	if bug := os.Getenv(bugVariable); bug != "" {
		bugs = strings.Split(bug, ",")
	}
	var actors []*harness.Actor
	for _, a := range shop.Actors() {
		actor := harness.NewActor(a.Name, http.Header{"Authorization": {"Bearer " + a.Token}})
		actor.Class, actor.Tenant, actor.Scopes = a.Class, a.Tenant, a.Scopes
		actors = append(actors, actor)
	}
	contracttest.Fuzz(f, contracttest.Config{
		Document: shop.Document(), Target: target.Handler(shop.New(bugs...)), Actors: actors,
		SaveDir: os.Getenv("CONTRAVENE_TEST_SAVE"), Learned: "-",
	})
}

func TestAFuzzFindingSaysAllThereIsToKnow(t *testing.T) {
	if os.Getenv(bugVariable) != "" {
		t.Skip("only in the parent")
	}
	const bug = "exposure.undeclared-property"
	dir := t.TempDir()
	out := child(t, bug, dir, "-test.run", "^FuzzShop$")
	require.Regexp(t, `--- FAIL: FuzzShop/seed#\d+`, out)
	require.Contains(t, out, bug+" [")
	require.Regexp(t, `promised .*\(document:\d+:\d+\)`, out)
	require.Contains(t, out, "$ALICE_AUTHORIZATION")
	require.NotContains(t, out, shop.Actors()[0].Token)
	require.NotRegexp(t, `(?m)^ +fuzz.go:\d+: (conformance|input|state|authz)\.`, out, "only the check named for the bug speaks")

	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	require.Contains(t, out, "go test -run '^FuzzShop$' -contravene.case="+files[0])
	again := child(t, bug, dir, "-test.run", "^FuzzShop$", "-contravene.case="+files[0])
	require.Contains(t, again, "still broken")

	for _, args := range [][]string{{"-test.run", "^FuzzShop$", "-contravene.case=" + files[0]}, {"-test.run", "^FuzzShop$"}} {
		fixed := exec.Command(os.Args[0], args...)
		fixed.Env = append(os.Environ(), "CONTRAVENE_TEST_SAVE="+dir)
		text, err := fixed.CombinedOutput()
		require.NoError(t, err, "without the bug nothing fails:\n%s", text)
	}
}

// TestFuzzingGoesOnPastWhatIsKnown lets the engine itself work for a moment, blindly.
func TestFuzzingGoesOnPastWhatIsKnown(t *testing.T) {
	if os.Getenv(bugVariable) != "" {
		t.Skip("only in the parent")
	}
	const bug = "exposure.undeclared-property"
	dir := t.TempDir()
	args := []string{"-test.run", "^$", "-test.fuzz", "^FuzzShop$", "-test.fuzztime", "300x", "-test.parallel", "1", "-test.fuzzcachedir", t.TempDir()}
	out := child(t, bug, dir, args...)
	require.Contains(t, out, bug+" [")

	for range 20 { // each run ends with one finding, since a bug shows in several operations
		again := exec.Command(os.Args[0], args...)
		again.Env = append(os.Environ(), bugVariable+"="+bug, "CONTRAVENE_TEST_SAVE="+dir)
		text, err := again.CombinedOutput()
		if err == nil {
			require.Contains(t, string(text), "contravene: blind", "and how it was guided is said")
			return
		}
		require.Contains(t, string(text), bug+" [", "%s", text)
	}
	t.Fatal("what was found keeps the engine from going on")
}
