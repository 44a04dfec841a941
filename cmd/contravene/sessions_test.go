package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/contravene-dev/contravene/fixtures/shop"
)

// sessionUses is for how many requests a token of sessions is good.
const sessionUses = 20

// sessions is a shop whose customers log in with POST /login and the password hunter2-NAME. What they get soon expires.
func sessions(bugs ...string) http.Handler {
	inner := shop.New(bugs...)
	var mu sync.Mutex
	type session struct {
		token string
		uses  int
	}
	open := map[string]*session{} // by token
	logins := 0
	login := func(w http.ResponseWriter, r *http.Request) {
		var in struct{ User, Password string }
		if json.NewDecoder(r.Body).Decode(&in) != nil || in.Password != "hunter2-"+in.User {
			http.Error(w, "wrong password "+in.Password, http.StatusUnauthorized)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		logins++
		for _, a := range shop.Actors() {
			if a.Name == in.User {
				open[fmt.Sprintf("session-token-%06d", logins)] = &session{token: a.Token}
				_, _ = fmt.Fprintf(w, `{"access":{"token":"session-token-%06d"}}`, logins)
			}
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login" {
			login(w, r)
			return
		}
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		mu.Lock()
		if s := open[given]; s != nil {
			s.uses++
			if s.uses <= sessionUses {
				r.Header.Set("Authorization", "Bearer "+s.token)
			}
		}
		mu.Unlock()
		inner.ServeHTTP(w, r)
	})
}
