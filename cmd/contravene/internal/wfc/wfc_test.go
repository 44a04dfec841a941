package wfc_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/wfc"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

func write(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "auth.yaml")
	require.NoError(t, os.WriteFile(path, []byte(body), 0o600))
	return path
}

func expand(text string) (string, error) {
	if strings.Contains(text, "${ENV:MISSING}") {
		return "", errors.New("the environment variable MISSING is not set; export it")
	}
	return strings.ReplaceAll(text, "${ENV:TOKEN}", "from-the-environment"), nil
}

// login answers every login that it knows, and GET /me with what signs the request.
func login() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch got := r.Header.Get("Content-Type") + " " + string(body); got {
		case `application/json {"password":"123","username":"foo"}`, `application/json {"password":"456","username":"bar"}`,
			"application/x-www-form-urlencoded password=789&username=form":
			http.SetCookie(w, &http.Cookie{Name: "sid", Value: "session-of-somebody"})
			w.Header().Set("X-Token", "token-in-header")
			_, _ = w.Write([]byte(`{"token":{"authToken":"token-in-body"}}`))
		default:
			http.Error(w, got, http.StatusUnauthorized)
		}
	})
	return mux
}

func TestUsers(t *testing.T) {
	const common = "verb: POST, endpoint: /login, contentType: application/json"
	const pair = "payloadUserPwd: {username: bar, password: '456', usernameField: username, passwordField: password}"
	for _, c := range []struct{ name, body, want string }{
		{"fixed headers", "auth:\n- {name: u, fixedHeaders: [{name: authorization, value: ' Bearer x'}, {name: X-A, value: '${ENV:TOKEN}'}]}", "Authorization: Bearer x\nX-A: from-the-environment"},
		{"cookies from a template", "schemaVersion: 0.2\nconfigs: {a: b}\nauth:\n- {name: u, loginEndpointAuth: {payloadRaw: '{\"username\": \"foo\", \"password\": \"123\"}'}}\n" +
			"authTemplate: {loginEndpointAuth: {" + common + ", expectCookies: true}}", "Cookie: sid=session-of-somebody"},
		{"pair", "auth:\n- {name: u, loginEndpointAuth: {" + common + ", expectCookies: true, " + pair + "}}", "Cookie: sid=session-of-somebody"},
		{"form", "auth:\n- {name: u, loginEndpointAuth: {verb: post, endpoint: /login, contentType: application/x-www-form-urlencoded, " +
			"payloadUserPwd: {username: form, password: '789', usernameField: username, passwordField: password}}}", "Cookie: sid=session-of-somebody"},
		{"first version", "auth:\n- {name: u, loginEndpointAuth: {" + common + ", " + pair + ", token: {extractFromField: /token/authToken, httpHeaderName: X-Auth, headerPrefix: 'JWT '}}}", "X-Auth: JWT token-in-body"},
		{"second version", "auth:\n- {name: u, loginEndpointAuth: {" + common + ", " + pair + ", token: {extractFrom: body, extractSelector: /token/authToken, sendIn: header, sendName: Authorization, sendTemplate: 'Bearer {token}'}}}", "Authorization: Bearer token-in-body"},
		{"from a header", "auth:\n- {name: u, loginEndpointAuth: {" + common + ", " + pair + ", token: {extractFrom: header, extractSelector: X-Token, sendIn: query, sendName: k}}}", "?k=token-in-header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			users, err := wfc.Read(write(t, c.body), expand)
			require.NoError(t, err)
			require.Len(t, users, 1)
			credential, err := users[0].Credential(false, "")
			require.NoError(t, err)
			r, err := credential.Actor("u").Signed(t.Context(), target.Handler(login()), &harness.Request{Method: "GET", Path: "/me"})
			require.NoError(t, err)
			var lines []string
			for _, key := range []string{"Authorization", "Cookie", "X-A", "X-Auth"} {
				if v := r.Header.Get(key); v != "" {
					lines = append(lines, key+": "+v)
				}
			}
			if r.Query != "" {
				lines = append(lines, "?"+r.Query)
			}
			require.Equal(t, c.want, strings.Join(lines, "\n"))
		})
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"empty", "", "it lists nobody under auth"},
		{"no YAML", "auth: [hunter2", "line 1 does not fit the format"},
		{"wrong shape", "auth:\n- {name: u, fixedHeaders: hunter2}", "line 2 does not fit the format"},
		{"nothing to sign with", "auth:\n- {name: u}", "auth.yaml:2: the user has neither"},
		{"nowhere to log in", "auth:\n- {name: u, loginEndpointAuth: {verb: POST}}", "neither endpoint nor externalEndpointURL"},
		{"mocked", "auth:\n- {name: u, requireMockHandling: true}", "needs a fuzzer inside the service"},
		{"unset variable", "auth:\n- {name: u, fixedHeaders: [{name: X, value: '${ENV:MISSING}'}]}", "MISSING is not set"},
		{"bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n" +
			"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\nauth: *f", "auth.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := wfc.Read(write(t, c.body), expand)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
	_, err := wfc.Read(filepath.Join(t.TempDir(), "none.yaml"), expand)
	require.ErrorContains(t, err, "read actors")
}
