package checktest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/checktest"
	"github.com/contravene-dev/contravene/suites/exposure"
)

// ping is the smallest fixture: one operation and one bug.
var ping = &checktest.Fixture{
	Name: "ping.yaml",
	Contract: []byte(`
openapi: 3.1.0
info: {title: Ping, version: 1.0.0}
paths:
  /ping:
    get:
      responses:
        '204': {description: alive}
        '405': {description: another method}
`),
	Bugs: []string{"exposure.server-banner"},
	New: func(bugs ...string) http.Handler {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) {
			if slices.Contains(bugs, "exposure.server-banner") {
				w.Header().Set("Server", "ping/1.2")
			}
			w.WriteHeader(http.StatusNoContent)
		})
		return mux
	},
}

func TestRun(t *testing.T) { checktest.Run(t, exposure.ServerBanner, ping) }

func TestMatrix(t *testing.T) {
	checks := []*harness.Check{exposure.ServerBanner, exposure.StackTrace, exposure.DatabaseError}
	checktest.Matrix(t, ping, checks, 2, harness.Quick)
}
