package preflight_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/preflight"
	"github.com/contravene-dev/contravene/harness/target"
)

// document has reads at the given paths. Those that begin with /open need no credential, and with /quiet say nothing of one.
func document(paths ...string) string {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\ninfo: {title: t, version: '1'}\nsecurity: [{bearer: []}]\n" +
		"components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}\npaths:\n")
	for _, p := range paths {
		fmt.Fprintf(&b, "  %s:\n    get:\n      responses: {'200': {description: ok}}\n", p)
		if strings.HasPrefix(p, "/open") || strings.HasPrefix(p, "/quiet") {
			b.WriteString("      security: []\n")
		}
	}
	return b.String()
}

// guard lets tokens in, and gives the handler the token.
func guard(h func(w http.ResponseWriter, r *http.Request, token string), tokens ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		for _, known := range tokens {
			if token == known {
				h(w, r, token)
				return
			}
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
}

func says(text string) func(http.ResponseWriter, *http.Request, string) {
	return func(w http.ResponseWriter, _ *http.Request, token string) {
		_, _ = fmt.Fprint(w, strings.ReplaceAll(text, "TOKEN", token))
	}
}

const (
	aliceToken = "alice-token-1234567890"
	bobToken   = "bob-token-1234567890"
)

func actors(tokens ...string) []*harness.Actor {
	var all []*harness.Actor
	for i, token := range tokens {
		all = append(all, auth.Bearer(auth.Value(token)).Actor([]string{"alice", "bob", "carol"}[i]))
	}
	return all
}

func check(t *testing.T, h http.Handler, cast []*harness.Actor, paths ...string) *preflight.Report {
	t.Helper()
	contract, err := openapi.Parse("t.yaml", []byte(document(paths...)), openapi.Options{})
	require.NoError(t, err)
	r, err := preflight.Check(t.Context(), preflight.Config{Contract: contract, Target: target.Handler(h), Actors: cast})
	require.NoError(t, err)
	return r
}

func TestSubjects(t *testing.T) {
	var count int
	for _, c := range []struct {
		name, path string
		h          func(http.ResponseWriter, *http.Request, string)
		want       preflight.Verdict
		why        string
	}{
		{"whoami differs", "/me", says(`{"id":"TOKEN","role":"user"}`), preflight.Differ, "GET /me gives each another id"},
		{"whoami in an envelope", "/whoami", says(`{"data":{"email":"TOKEN"}}`), preflight.Differ, "gives each another data/email"},
		{"whoami is the same", "/me", says(`{"sub":"one","at":"x"}`), preflight.Same, "gives both the same sub"},
		{"colleagues share an account", "/account", says(`{"id":"acme"}`), preflight.Unknown, ""},
		{"tenants are shared", "/me", says(`{"account_id":"acme"}`), preflight.Unknown, ""},
		{"lists differ", "/orders", says(`["TOKEN"]`), preflight.Differ, "GET /orders shows each something else"},
		{"lists are equal", "/orders", says(`[]`), preflight.Unknown, "no read that could be asked"},
		{"answers never repeat", "/orders", func(w http.ResponseWriter, _ *http.Request, _ string) { count++; _, _ = fmt.Fprint(w, count) }, preflight.Unknown, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := check(t, guard(c.h, aliceToken, bobToken), actors(aliceToken, bobToken), c.path)
			require.Len(t, r.Pairs, 1)
			require.Equal(t, c.want, r.Pairs[0].Verdict, r.Pairs[0].Reason)
			require.Contains(t, r.Pairs[0].Reason, c.why)
			require.Equal(t, c.want == preflight.Same, r.Wrong())
			require.True(t, r.Proved())
		})
	}
}

func TestCredentials(t *testing.T) {
	everybody := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "{}") })
	forbids := guard(func(w http.ResponseWriter, r *http.Request, _ string) {
		if r.URL.Path == "/admin" {
			w.WriteHeader(http.StatusForbidden)
		}
	}, aliceToken)
	for _, c := range []struct {
		name  string
		h     http.Handler
		paths []string
		want  preflight.Verdict
		why   string
	}{
		{"works", guard(says("{}"), aliceToken), []string{"/a"}, preflight.Works, "GET /a: 200 with it, 401 without"},
		{"works on the second", forbids, []string{"/admin", "/b"}, preflight.Works, "GET /b: 200"},
		{"refused", guard(says("{}"), bobToken), []string{"/a"}, preflight.Refused, "see whether it has expired"},
		{"everybody may", everybody, []string{"/a"}, preflight.Unknown, "although the contract asks for one"},
		{"nothing needs one", everybody, []string{"/open"}, preflight.Unknown, "GET /open is answered 200 without a credential too"},
		{"the contract is quiet", guard(says("{}"), aliceToken), []string{"/quiet"}, preflight.Works, "GET /quiet"},
		{"only objects", guard(says("{}"), aliceToken), nil, preflight.Unknown, "nothing could be asked"},
		{"broken service", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }), []string{"/a"}, preflight.Unknown, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := check(t, c.h, actors(aliceToken), c.paths...)
			require.Equal(t, c.want, r.Actors[0].Credential, r.Actors[0].Reason)
			require.Contains(t, r.Actors[0].Reason, c.why)
			require.Equal(t, c.want == preflight.Refused, r.Wrong())
			require.Equal(t, c.want == preflight.Works, r.Proved())
			require.NotContains(t, fmt.Sprint(r), aliceToken)
		})
	}
}

func TestFailingLoginIsTold(t *testing.T) {
	cast := []*harness.Actor{auth.Session("/login", map[string]any{"password": auth.Value("hunter2-hunter2")}).Credential().Actor("alice")}
	r := check(t, guard(says("{}"), aliceToken), cast, "/a")
	require.Equal(t, preflight.Refused, r.Actors[0].Credential)
	require.Contains(t, r.Actors[0].Reason, "sign as alice: POST /login was answered 401")
	require.NotContains(t, r.Actors[0].Reason, "hunter2")
}

// TestBadCredentialMayRuinAGoodOne has a service that locks everybody out at the first wrong token.
func TestBadCredentialMayRuinAGoodOne(t *testing.T) {
	var mu sync.Mutex
	locked := false
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		token := r.Header.Get("Authorization")
		if token != "" && token != "Bearer "+aliceToken {
			locked = true
		}
		if token == "" || locked {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	r := check(t, h, actors(aliceToken), "/a")
	require.Equal(t, preflight.Ruined, r.Actors[0].AfterBad)
	require.Contains(t, r.Actors[0].AfterWhy, "turn off locking")
	require.True(t, r.Wrong())

	r = check(t, guard(says("{}"), aliceToken), actors(aliceToken), "/a")
	require.Equal(t, preflight.Survives, r.Actors[0].AfterBad)

	anyToken := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	r = check(t, anyToken, actors(aliceToken), "/a")
	require.Equal(t, preflight.Unknown, r.Actors[0].AfterBad)
	require.Contains(t, r.Actors[0].AfterWhy, "accepted a credential that was tampered with")
}

func TestDeadAndTwin(t *testing.T) {
	cast := actors(aliceToken, aliceToken)
	cast = append(cast, auth.Dead("ghost", cast[0]), auth.Expired("old", cast[0], auth.Bearer(auth.Value(bobToken))))
	r := check(t, guard(says(`["TOKEN"]`), aliceToken, bobToken), cast, "/a")
	require.Equal(t, preflight.Same, r.Pairs[0].Verdict)
	require.Len(t, r.Pairs, 1, "who derives from another is the same subject on purpose")
	require.Equal(t, preflight.Refused, r.Actors[2].Credential)
	require.False(t, r.Actors[2].Wrong())
	require.Equal(t, preflight.Works, r.Actors[3].Credential, "the service still takes it")
	require.True(t, r.Actors[3].Wrong())
}

func TestNothingToCheck(t *testing.T) {
	_, err := preflight.Check(t.Context(), preflight.Config{})
	require.ErrorContains(t, err, "check actors: a contract and a target are needed")
	_, err = preflight.Check(t.Context(), preflight.Config{Contract: &harness.Contract{}, Target: target.Handler(http.NotFoundHandler())})
	require.ErrorContains(t, err, "give two of one class")
}
