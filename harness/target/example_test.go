package target_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

func ExampleHandler() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, "hello")
	})
	to := target.Handler(mux)
	answer, err := to.Send(context.Background(), &harness.Request{Method: "GET", Path: "/hello"}, harness.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Status, answer.Header.Get("Content-Type"), string(answer.Body))
	// Output: 200 text/plain; charset=utf-8 hello
}

func ExampleURL() {
	_, err := target.URL("https://alice:password@api.example.com")
	fmt.Println(err)
	// Output: open target: the URL carries a user or password; sign requests with a header such as Authorization instead
}
