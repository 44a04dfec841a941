package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// at runs the command on a day, in a folder of its own that holds pairs of name and text.
func at(t *testing.T, day string, pairs ...string) func(args ...string) (code int, out, err string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for i := 0; i < len(pairs); i += 2 {
		require.NoError(t, os.MkdirAll(filepath.Dir(pairs[i]), 0o750))
		require.NoError(t, os.WriteFile(pairs[i], []byte(pairs[i+1]), 0o600))
	}
	today, err := time.Parse(time.DateOnly, day)
	require.NoError(t, err)
	return func(args ...string) (int, string, string) {
		var out, failed bytes.Buffer
		code := Run(t.Context(), args, Streams{Out: &out, Err: &failed, Today: func() time.Time { return today }})
		return code, out.String(), failed.String()
	}
}

const (
	small    = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: fine}}}}\n"
	smaller  = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths:\n  /b: {get: {responses: {'200': {description: fine}}}}\n"
	accepted = "version: 1\naccept:\n  - {fingerprint: 'v1:0000000000000001', reason: agreed, expires: 2027-01-31}\n"
)

func TestTheGateKnowsWhichDayItIs(t *testing.T) {
	for day, want := range map[string]int{"2027-01-31": kept, "2027-02-01": broken} {
		run := at(t, day, "a.yaml", small, "contravene.accept.yaml", accepted)
		code, out, err := run("gate", "a.yaml", "--against", "a.yaml")
		require.Equal(t, want, code, out+err)
		code, _, err = run("accept", "v1:0000000000000002", "--reason", "why", "--expires", "2027-01-31")
		require.Equal(t, map[int]int{kept: kept, broken: unusable}[want], code, err)
	}
}

// An address is read as a document, and headers that are for the service under test go nowhere else.
func TestTheGateReadsADocumentAtAnAddress(t *testing.T) {
	var asked []string
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path+" "+r.Header.Get("X-Key"))
		if r.URL.Path == "/gone" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(smaller))
	}))
	defer site.Close()
	run := at(t, "2027-01-01", "a.yaml", small, "contravene.yaml", "target: https://api.example.com\nheaders: {X-Key: hunter2}\n")
	code, out, err := run("gate", "a.yaml", "--against", site.URL+"/openapi.yaml")
	require.Equal(t, broken, code, out+err)
	require.Contains(t, out, "GET /b")
	require.NoError(t, os.WriteFile("contravene.yaml", []byte("target: "+site.URL+"\nheaders: {X-Key: hunter2}\n"), 0o600))
	code, _, err = run("gate", "a.yaml", "--against", site.URL+"/gone")
	require.Equal(t, unusable, code)
	require.Contains(t, err, "the answer is 404, not a document")
	require.Equal(t, []string{"GET /openapi.yaml ", "GET /gone hunter2"}, asked)
}

// Both sides are read with the same scalars: else each custom scalar would be a change.
func TestTheGateReadsBothSidesAlike(t *testing.T) {
	const before = "scalar Money\ntype Query { price(of: Money!): Money }\n"
	run := at(t, "2027-01-01", "new/a.graphql", before, "old/a.graphql", before,
		"contravene.yaml", "endpoint: /api\ngraphql-profile: goh-2023\nscalars:\n  - {name: Money, type: integer}\n")
	code, out, err := run("gate", "new", "--against", "./old", "--preset", "strict", "--fail-on", "warn", "--all")
	require.Equal(t, kept, code, out+err)
	require.Contains(t, out, "PASSED  new: 0 fail, 0 warn, 0 accepted, 0 of no consequence here, 0 undecided")
}

func TestTheGateShowsAllOnRequest(t *testing.T) {
	run := at(t, "2027-01-01", "a.yaml", small, "b.yaml", small+"  /b: {get: {responses: {'200': {description: fine}}}}\n")
	for _, flag := range []string{"--all=false", "--all"} {
		code, out, err := run("gate", "b.yaml", "--against", "a.yaml", flag)
		require.Equal(t, kept, code, out+err)
		require.Contains(t, out, "1 of no consequence here")
		require.Equal(t, flag == "--all", strings.HasPrefix(out, "NOTE      operation.added  GET /b"), out)
	}
}
