package contracttest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

const contract = `
openapi: 3.1.0
info: {title: greetings, version: "1"}
paths:
  /hello:
    get:
      responses:
        "200":
          description: a greeting
          content:
            application/json:
              schema: {type: object, required: [hello], properties: {hello: {type: string}}}
`

// TestGreetings is all that a service needs in its tests.
func TestGreetings(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"hello":"world"}`)
	})
	contracttest.Run(t, contracttest.Config{Document: []byte(contract), Target: target.Handler(mux)})
}

func Example() {
	// What `go test -run TestGreetings` does:
	ok := testing.RunTests(
		func(pattern, name string) (bool, error) { return pattern == name || pattern == "", nil },
		[]testing.InternalTest{{Name: "TestGreetings", F: TestGreetings}},
	)
	fmt.Println("kept its contract:", ok)
	// Output: kept its contract: true
}
