package auth_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
	"github.com/contravene-dev/contravene/harness/contracttest"
	"github.com/contravene-dev/contravene/harness/target"
)

// Two users of one class are enough to test who may see what.
func Example() {
	service := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, `{"token":"t0k3n"}`) })
	login := func(user string, password auth.Source) *harness.Actor {
		a := auth.Login{
			Path: "/login", Body: map[string]any{"user": user, "password": password},
			Token: auth.Extract{From: auth.Body, At: "/token"},
		}.Credential().Actor(user)
		a.Class, a.Tenant = "user", "acme"
		return a
	}
	alice, bob := login("alice", auth.Command("echo", "secret")), login("bob", auth.Command("echo", "other"))

	cfg := contracttest.Config{
		Contract: "openapi.yaml", Target: target.Handler(service),
		Actors: []*harness.Actor{alice, bob, auth.Dead("alice-dead", alice)},
	}
	for _, a := range cfg.Actors {
		fmt.Println(a, "is to alice:", a.To(alice))
	}
	request, err := alice.Signed(context.Background(), cfg.Target, &harness.Request{Method: "GET", Path: "/orders"})
	fmt.Println(request.Header, err)
	// Output:
	// alice is to alice: self
	// bob is to alice: peer
	// alice-dead is to alice: dead
	// map[Authorization:[Bearer t0k3n]] <nil>
}
