package auth_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
	"github.com/contravene-dev/contravene/harness/target"
)

const password = "hunter2+/hunter2"

// service knows one user and every way to sign in. Who is in gets 200 and everything that was sent back.
func service(t *testing.T) http.Handler {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ User, Password string }
		if r.Header.Get("Content-Type") == "application/x-www-form-urlencoded" {
			in.User, in.Password = r.FormValue("user"), r.FormValue("password")
		} else if json.NewDecoder(r.Body).Decode(&in) != nil {
			http.Error(w, "no JSON", http.StatusBadRequest)
			return
		}
		if in.User != "ada" || in.Password != password {
			http.Error(w, "wrong password: "+in.Password, http.StatusUnauthorized)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "sid", Value: "cookie-token", HttpOnly: true})
		http.SetCookie(w, &http.Cookie{Name: "old", MaxAge: -1})
		w.Header().Set("X-Token", "Bearer header-token")
		_, _ = fmt.Fprint(w, `{"auth":{"to~ken/s":["body-token"]},"id":12345678}`)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		id, secret, _ := r.BasicAuth()
		ok := r.FormValue("grant_type") == "client_credentials" && id == "app" && secret == "client-secret" && r.FormValue("audience") == "shop" ||
			r.FormValue("grant_type") == "password" && r.FormValue("username") == "ada" && r.FormValue("password") == password && r.FormValue("client_id") == "public"
		if !ok {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"error":"invalid_grant","error_description":"not %s"}`, r.FormValue("password"))
			return
		}
		_, _ = fmt.Fprintf(w, `{"access_token":"oauth-%s","token_type":"bearer","scope":%q}`, r.FormValue("grant_type"), r.FormValue("scope"))
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "auth=%s key=%s x=%s cookie=%s", r.Header.Get("Authorization"), r.URL.Query().Get("key"), r.Header.Get("X-Key"), r.Header.Get("Cookie"))
	})
	return mux
}

// report sends GET /me as an actor in a run of its own and gives what the service got, masked and bare.
func report(t *testing.T, a *harness.Actor, to harness.Target) (bare, curl string, err error) {
	t.Helper()
	seen := &harness.Check{ID: "test.seen", Doc: "Speaks of every answer.", Rules: []string{"test"}, Judge: func(p *harness.Pass) {
		bare = string(p.Last().Response.Body)
		p.Report(harness.Break{Site: "body", Message: bare, Got: bare, Promised: "x"})
	}}
	r, err := harness.Run(t.Context(), harness.Config{
		Contract: contract(t), Target: to, Actors: []*harness.Actor{a}, Checks: []*harness.Check{seen}, Generators: []*harness.Generator{one},
	})
	require.NoError(t, err)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	for _, secret := range []string{password, "client-secret", "-token", "oauth-"} {
		require.NotContains(t, string(text), secret)
	}
	if len(r.Findings) == 0 {
		require.NotEmpty(t, r.Untested)
		return "", "", fmt.Errorf("%s", r.Untested[0].Reason)
	}
	return bare, r.Findings[0].Curl[0], nil
}

func TestWaysToSign(t *testing.T) {
	t.Setenv("ADA_PASSWORD", password)
	login := map[string]any{"user": "ada", "password": auth.Env("ADA_PASSWORD")}
	for _, c := range []struct {
		name string
		by   auth.Credential
		sent string
		curl string
	}{
		{"bearer", auth.Bearer(auth.Value("a-bearer-token")), "auth=Bearer a-bearer-token key= x= cookie=", `"Authorization: Bearer $ADA_AUTHORIZATION"`},
		{"command", auth.Bearer(auth.Command("echo", "echoed-token")), "auth=Bearer echoed-token", `"Authorization: Bearer $ADA_AUTHORIZATION"`},
		{"basic", auth.Basic("ada", auth.Env("ADA_PASSWORD")), "auth=Basic YWRhOmh1bnRlcjIrL2h1bnRlcjI=", `"Authorization: Basic $ADA_AUTHORIZATION"`},
		{"header", auth.Key(auth.Header, "x-key", auth.Value("a-key-token"), "Key {token}"), "x=Key a-key-token", `"X-Key: Key $ADA_X_KEY"`},
		{"query", auth.Key(auth.Query, "key", auth.Value("a key&-token"), ""), "key=a key&-token", `'/me''?key='"$ADA_KEY_ESCAPED"`},
		{"cookie", auth.Key(auth.Cookie, "k", auth.Value("a-key-token"), ""), "cookie=k=a-key-token", `"Cookie: k=$ADA_K"`},
		{"session", auth.Session("/login", login).Credential(), "cookie=sid=cookie-token", `"Cookie: sid=$ADA_COOKIE_SID"`},
		{"token in body", auth.Login{Path: "/login", Body: login, Token: auth.Extract{From: auth.Body, At: "/auth/to~0ken~1s/0"}}.Credential(), "auth=Bearer body-token", "$ADA_AUTHORIZATION"},
		{"number in body", auth.Login{Path: "/login", Body: login, Token: auth.Extract{From: auth.Body, At: "/id"}, Send: auth.Send{In: auth.Query, Name: "key"}}.Credential(), "key=12345678", "$ADA_KEY"},
		{"token in header", auth.Login{Path: "/login", Form: login, Token: auth.Extract{From: auth.Header, At: "X-Token"}}.Credential(), "auth=Bearer header-token", "$ADA_AUTHORIZATION"},
		{"token in cookie", auth.Login{Path: "/login", Form: login, Token: auth.Extract{From: auth.Cookie, At: "sid"}}.Credential(), "cookie=sid=cookie-token", "$ADA_SID"},
		{"client credentials", auth.OAuth2{TokenURL: "/token", ClientID: "app", Secret: auth.Value("client-secret"), Params: map[string][]string{"audience": {"shop"}}}.Credential(), "auth=Bearer oauth-client_credentials", "$ADA_AUTHORIZATION"},
		{"password grant", auth.OAuth2{TokenURL: "/token", ClientID: "public", User: "ada", Password: auth.Env("ADA_PASSWORD"), Scopes: []string{"a", "b"}}.Credential(), "auth=Bearer oauth-password", "$ADA_AUTHORIZATION"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bare, curl, err := report(t, c.by.Actor("ada"), target.Handler(service(t)))
			require.NoError(t, err)
			require.Contains(t, bare, c.sent)
			require.Contains(t, curl, c.curl)
		})
	}
}

func TestLoginElsewhere(t *testing.T) {
	other := httptest.NewServer(service(t))
	defer other.Close()
	by := auth.OAuth2{TokenURL: other.URL + "/token", ClientID: "public", User: "ada", Password: auth.Value(password)}.Credential()
	bare, _, err := report(t, by.Actor("ada"), target.Handler(service(t)))
	require.NoError(t, err)
	require.Contains(t, bare, "auth=Bearer oauth-password")
}

func TestWhatGoesWrong(t *testing.T) {
	wrong := map[string]any{"user": "ada", "password": auth.Value("wrong-hunter2")}
	right := map[string]any{"user": "ada", "password": auth.Value(password)}
	for _, c := range []struct {
		name string
		by   auth.Credential
		want string
	}{
		{"no variable", auth.Bearer(auth.Env("NOT_SET_ANYWHERE")), "sign as ada: the environment variable NOT_SET_ANYWHERE is not set; export it"},
		{"nothing", auth.Credential{}, "no credential was given"},
		{"line break", auth.Bearer(auth.Value("a\nb")), "a header cannot carry"},
		{"failing command", auth.Bearer(auth.Command("false")), "the command false that prints a secret failed"},
		{"chatty command", auth.Bearer(auth.Command("printf", `a\nb`)), "printed several lines"},
		{"silent command", auth.Bearer(auth.Command("true")), "printed no secret"},
		{"wrong password", auth.Session("/login", wrong).Credential(), "POST /login was answered 401 Unauthorized; correct what the login sends"},
		{"no such place", auth.Login{Path: "/login", Body: right, Token: auth.Extract{From: auth.Body, At: "/auth/x/y"}}.Credential(), "but its body has nothing at /auth/x/y"},
		{"no text", auth.Login{Path: "/login", Body: right, Token: auth.Extract{From: auth.Body, At: "/auth"}}.Credential(), "but its body has no text at /auth"},
		{"no cookie", auth.Login{Path: "/me", Method: "GET"}.Credential(), "but it sets no cookie"},
		{"bad pointer", auth.Login{Path: "/login", Token: auth.Extract{From: auth.Body, At: "token"}}.Credential(), "begins with /"},
		{"refused grant", auth.OAuth2{TokenURL: "/token", ClientID: "public", User: "ada", Password: auth.Value("wrong-hunter2")}.Credential(), "answered 400 Bad Request with invalid_grant"},
		{"no token server", auth.OAuth2{TokenURL: "/me", ClientID: "a", Secret: auth.Value("client-secret")}.Credential(), "the token server at"},
		{"address with password", auth.Session("https://a:hunter2@b/", right).Credential(), "hold no credentials"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := report(t, c.by.Actor("ada"), target.Handler(service(t)))
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func TestDerivedActors(t *testing.T) {
	alice := auth.Basic("ada", auth.Value(password)).Actor("alice")
	alice.Class, alice.Tenant, alice.Scopes = "user", "T1", []string{"a", "b"}
	dead := auth.Dead("dead", alice)
	bare, _, err := report(t, dead, target.Handler(service(t)))
	require.NoError(t, err)
	require.Regexp(t, "^auth=Basic YWRh", bare)
	require.NotContains(t, bare, "YWRhOmh1bnRlcjIrL2h1bnRlcjI=")
	require.Equal(t, harness.Expired, dead.To(alice))
	narrow := auth.Narrow("narrow", alice, auth.Bearer(auth.Value("x")), "a")
	require.Equal(t, harness.Narrow, narrow.To(alice))
	require.Equal(t, []string{"a"}, narrow.Scopes)
	require.Equal(t, "T1", narrow.Tenant)
	require.Equal(t, harness.Expired, auth.Expired("old", alice, auth.Bearer(auth.Value("x"))).To(alice))
}

func TestSourcesDoNotPrint(t *testing.T) {
	s := auth.Value("hunter2")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, s), "hunter2")
		require.NotContains(t, fmt.Sprintf(verb, auth.Session("/login", map[string]any{"p": s})), "hunter2")
	}
	_, err := json.Marshal(s)
	require.Error(t, err)
}
