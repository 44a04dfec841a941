package contracttest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// A failing test cannot be run inside a passing one, so the tests below start this test binary again. The variable says
// which bug the child is to plant, and that it is the child.
const bugVariable = "CONTRAVENE_TEST_BUG"

// TestShopAPI is what a user of the shop would write. In the parent it tests the sound shop.
func TestShopAPI(t *testing.T) {
	var bugs []string
	if bug := os.Getenv(bugVariable); bug != "" {
		bugs = strings.Split(bug, ",")
	}
	contracttest.Run(t, contracttest.Config{
		Document: shop.Document(), Target: target.Handler(shop.New(bugs...)), Budget: "quick",
		Header:  http.Header{"Authorization": {"Bearer " + shop.Actors()[0].Token}},
		SaveDir: os.Getenv("CONTRAVENE_TEST_SAVE"), Learned: "-",
	})
}

// child runs TestShopAPI with a bug planted and gives what it printed.
func child(t *testing.T, bug, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), bugVariable+"="+bug, "CONTRAVENE_TEST_SAVE="+dir)
	out, err := cmd.CombinedOutput()
	require.Error(t, err, "the child should fail:\n%s", out)
	return string(out)
}

func TestFailureSaysAllThereIsToKnow(t *testing.T) {
	if os.Getenv(bugVariable) != "" {
		t.Skip("only in the parent")
	}
	dir := t.TempDir()
	out := child(t, "exposure.undeclared-property", dir, "-test.run", "^TestShopAPI$")
	require.Contains(t, out, "exposure.undeclared-property [")
	require.Regexp(t, `promised .*\(document:\d+:\d+\)`, out)
	require.Contains(t, out, "curl -sS")
	require.Contains(t, out, "$CALLER_AUTHORIZATION")
	require.NotContains(t, out, shop.Actors()[0].Token)
	require.Regexp(t, `--- FAIL: TestShopAPI/\w+/exposure`, out)
	require.NotRegexp(t, `--- FAIL: TestShopAPI/\w+/(conformance|input)`, out)

	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	require.Contains(t, out, "-contravene.case="+files[0])

	again := child(t, "exposure.undeclared-property", dir, "-test.run", "^TestShopAPI$", "-contravene.case="+files[0])
	require.Contains(t, again, "still broken")

	text, err := os.ReadFile(files[0])
	require.NoError(t, err)
	var f harness.Finding
	require.NoError(t, json.Unmarshal(text, &f))
	require.NotContains(t, string(text), shop.Actors()[0].Token)

	fixed := exec.Command(os.Args[0], "-test.run", "^TestShopAPI$", "-test.v", "-contravene.case="+files[0])
	report, err := fixed.CombinedOutput()
	require.NoError(t, err, "%s", report)
	require.Contains(t, string(report), "fixed: exposure.undeclared-property")
}

func TestChoosingBySubtest(t *testing.T) {
	if os.Getenv(bugVariable) != "" {
		t.Skip("only in the parent")
	}
	cmd := exec.Command(os.Args[0], "-test.run", "TestShopAPI/GET_products$/exposure", "-test.v")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "--- PASS: TestShopAPI/GET_products/exposure")
	require.NotContains(t, string(out), "TestShopAPI/GET_orders")
	require.NotContains(t, string(out), "/conformance")
}

func TestReportIsTheSameWhateverTheWorkers(t *testing.T) {
	for _, bugs := range [][]string{nil, {"conformance.server-error", "exposure.undeclared-property", "input.invalid-accepted"}} {
		one := plain(t, shopRun(t, target.Handler(shop.New(bugs...)), 1, 7))
		eight := plain(t, shopRun(t, target.Handler(shop.New(bugs...)), 8, 7))
		require.Equal(t, one, eight, "with bugs %v", bugs)
	}
}

// plain is a report's JSON without its timing.
func plain(t *testing.T, r *harness.Report) string {
	t.Helper()
	r.Timing = harness.Timing{}
	text, err := json.MarshalIndent(r, "", " ")
	require.NoError(t, err)
	return string(text)
}

func TestSameFindingsInProcessAndOverHTTP(t *testing.T) {
	bugs := []string{"conformance.response-schema", "exposure.stack-trace"}
	server := httptest.NewServer(shop.New(bugs...))
	defer server.Close()
	remote, err := target.URL(server.URL)
	require.NoError(t, err)
	defer func() { _ = remote.Close() }()
	require.Equal(t,
		fingerprints(shopRun(t, target.Handler(shop.New(bugs...)), 2, 5)),
		fingerprints(shopRun(t, remote, 2, 5)))
}

func fingerprints(r *harness.Report) []string {
	var list []string
	for _, f := range r.Findings {
		list = append(list, f.Rule+" "+f.Operation+" "+f.Site)
	}
	return list
}

// panicky is a service whose handler panics at one value.
func panicky(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("n") == "9" {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{}`))
}

const panickyContract = `
openapi: 3.1.0
info: {title: panicky, version: "1"}
paths:
  /things:
    get:
      parameters: [{name: n, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object}}}}, "400": {description: bad}}
`

func TestPanicIsAFindingOnEveryTarget(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(panicky))
	defer server.Close()
	remote, err := target.URL(server.URL)
	require.NoError(t, err)
	defer func() { _ = remote.Close() }()
	contract, err := openapi.Parse("panicky.yaml", []byte(panickyContract), openapi.Options{})
	require.NoError(t, err)
	for name, to := range map[string]harness.Target{"handler": target.Handler(http.HandlerFunc(panicky)), "url": remote} {
		report, err := harness.Run(t.Context(), harness.Config{
			Contract: contract, Target: to, Generators: generators.All, Checks: suites.All(), Budget: harness.Quick,
		})
		require.NoError(t, err)
		found := fingerprints(report)
		require.Contains(t, found, "conformance.server-error GET /things answer", name)
		for _, f := range report.Findings {
			if f.Site == "answer" {
				require.NotNil(t, f.Control)
				require.Contains(t, f.Curl[0], "n=9")
			}
		}
	}
}
