package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

const allActors = `actors:
  - {name: alice, class: user, tenant: T1, scopes: [a, b], bearer: "${ENV:TOKEN}"}
  - {name: alan, class: user, tenant: T1, basic: {user: alan, password: "${ENV:TOKEN}"}}
  - {name: bella, class: user, tenant: T2, key: {in: query, name: api_key, value: "${ENV:TOKEN}"}}
  - {name: carl, key: {in: cookie, name: sid, template: "s:{token}"}, command: "echo secret"}
  - {name: dora, headers: {X-User: dora, X-Key: "${ENV:TOKEN}"}}
  - {name: emil, command: "echo secret"}
  - name: fay
    login:
      path: /login
      body: {user: fay, password: "${ENV:TOKEN}", remember: [true, 1]}
      token: {from: body, at: /token}
      send: {in: header, name: X-Token, template: "{token}"}
  - {name: gil, login: {operation: login, form: {user: gil, password: "${COMMAND}"}}, command: "echo secret"}
  - {name: hal, scopes: [x], oauth2: {token-url: /token, client-id: app, client-secret: "${ENV:TOKEN}", params: {audience: shop}}}
  - {name: ida, oauth2: {token-url: "https://id.example.com/token", client-id: app, user: ida, password: "${ENV:TOKEN}", scopes: read}}
  - {name: alice-dead, of: alice, dead: true}
  - {name: alice-old, of: alice, dead: true, bearer: "${ENV:TOKEN}"}
  - {name: alice-ro, of: alice, scopes: a, bearer: "${ENV:TOKEN}"}
`

var badActors = []badConfig{
	{"actor without name", "actors:\n  - {bearer: '${ENV:TOKEN}'}\n", ":2:5: actors: name is missing"},
	{"actor's bad name", "actors:\n  - {name: 'a b', bearer: '${ENV:TOKEN}'}\n", ":2:12: actors: an actor's name is letters"},
	{"nobody's name", "actors:\n  - {name: Anonymous, bearer: '${ENV:TOKEN}'}\n", "and not anonymous"},
	{"actor twice", "actors:\n  - {name: a, bearer: '${ENV:TOKEN}'}\n  - {name: a, bearer: '${ENV:TOKEN}'}\n", ":3:12: actors: two actors are called a"},
	{"token in the file", "actors:\n  - {name: a, bearer: hunter2-hunter2}\n", ":2:23: actors: bearer is a secret, which must not stand in a file; write ${ENV:NAME}"},
	{"password in the file", "actors:\n  - {name: a, basic: {user: a, password: hunter2}}\n", "password is a secret, which must not stand in a file"},
	{"key in the file", "actors:\n  - {name: a, key: {in: header, name: X, value: hunter2}}\n", "value is a secret"},
	{"headers in the file", "actors:\n  - {name: a, headers: {X-Key: hunter2}}\n", "none of the headers holds ${ENV:NAME}"},
	{"login in the file", "actors:\n  - {name: a, login: {path: /login, body: {password: hunter2}}}\n", "nothing in the login is secret"},
	{"two ways", "actors:\n  - {name: a, bearer: '${ENV:TOKEN}', basic: {user: a, password: '${ENV:TOKEN}'}}\n", "a signs with bearer already"},
	{"two secrets", "actors:\n  - {name: a, bearer: '${ENV:TOKEN}', command: echo}\n", "bearer and command both give the secret"},
	{"no secret", "actors:\n  - {name: a, basic: {user: a}}\n", "password is missing; write password: ${ENV:NAME}"},
	{"dead nobody", "actors:\n  - {name: a, dead: true}\n", "name the living one under of"},
	{"key nowhere", "actors:\n  - {name: a, key: {in: body, name: x, value: '${ENV:TOKEN}'}}\n", "a token travels in header, query or cookie"},
	{"template without hole", "actors:\n  - {name: a, key: {in: header, name: x, value: '${ENV:TOKEN}', template: x}}\n", "write {token} there"},
	{"login nowhere", "actors:\n  - {name: a, login: {body: '${ENV:TOKEN}'}}\n", "say where to log in"},
	{"login twice", "actors:\n  - {name: a, login: {path: /a, operation: b, body: '${ENV:TOKEN}'}}\n", "take out method and path, or operation"},
	{"login address", "actors:\n  - {name: a, login: {path: login, body: '${ENV:TOKEN}'}}\n", "must begin with /"},
	{"login body and form", "actors:\n  - {name: a, login: {path: /a, body: '${ENV:TOKEN}', form: {a: b}}}\n", "a body or a form, not both"},
	{"token nowhere", "actors:\n  - {name: a, login: {path: /a, body: '${ENV:TOKEN}', token: {from: query, at: x}}}\n", "a token is taken from body, header or cookie"},
	{"pointer", "actors:\n  - {name: a, login: {path: /a, body: '${ENV:TOKEN}', token: {from: body, at: x}}}\n", "begins with /"},
	{"unused command", "actors:\n  - {name: a, command: echo, login: {path: /a, body: '${ENV:TOKEN}'}}\n", "the login does not use what command prints"},
	{"missing command", "actors:\n  - {name: a, login: {path: /a, body: '${COMMAND}'}}\n", "and it has none"},
	{"client without secret", "actors:\n  - {name: a, oauth2: {token-url: /t, client-id: a}}\n", "client-secret is missing"},
	{"reference in class", "actors:\n  - {name: a, class: '${ENV:TOKEN}'}\n", "only headers, and what actors and seeds keep secret"},
}

// What only the reader can tell of actors.
var actorsBeyond = []string{
	"actor twice", "headers in the file", "login in the file", "two secrets", "no secret", "login nowhere", "login twice", "login address",
	"login body and form", "pointer", "unused command", "missing command", "client without secret", "reference in class",
}

func TestBadActors(t *testing.T) {
	for _, c := range badActors {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.body)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "contravene.yaml:")
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func actorContract() *harness.Contract {
	return &harness.Contract{File: "api.yaml", Operations: []*harness.Operation{
		{ID: "POST /session", Name: "login", Method: "POST", Path: "/session"}, {ID: "GET /a/{b}", Method: "GET", Path: "/a/{b}"},
	}}
}

func TestActorsOfTheFile(t *testing.T) {
	s, err := read(t, allActors)
	require.NoError(t, err)
	all, err := s.cast(actorContract())
	require.NoError(t, err)
	require.Len(t, all, 13)
	relations := map[string]harness.Relation{}
	for _, a := range all {
		relations[a.Name] = a.To(all[0])
	}
	require.Equal(t, "alice", all[0].Name)
	for name, want := range map[string]harness.Relation{
		"alice": harness.Self, "alan": harness.Peer, "bella": harness.Foreign, "dora": harness.Elevated, "alice-dead": harness.Expired,
		"alice-old": harness.Expired, "alice-ro": harness.Narrow,
	} {
		require.Equal(t, want, relations[name], name)
	}
	text, err := json.Marshal(fmt.Sprintf("%v %+v %#v", all, all, all))
	require.NoError(t, err)
	require.NotContains(t, string(text), "hunter2")
}

func TestCastRefuses(t *testing.T) {
	const alice = "  - {name: alice, bearer: '${ENV:TOKEN}'}\n"
	for _, c := range []struct{ name, body, want string }{
		{"nobody to derive from", alice + "  - {name: b, of: alise, dead: true}\n", `b is of "alise", which is no actor (did you mean "alice"?)`},
		{"no credential", alice + "  - {name: b}\n", "b has no credential"},
		{"narrow without credential", alice + "  - {name: b, of: alice}\n", "b has no credential"},
		{"ring", "  - {name: a, of: b, dead: true}\n  - {name: b, of: a, dead: true}\n", "by way of others"},
		{"chain", alice + "  - {name: b, of: alice, dead: true}\n  - {name: c, of: b, dead: true}\n", "which is of alice itself"},
		{"no such operation", "  - {name: a, login: {operation: logn, body: '${ENV:TOKEN}'}}\n", `api.yaml has no operation "logn" (did you mean "login"?)`},
		{"path with parameters", "  - {name: a, login: {operation: 'GET /a/{b}', body: '${ENV:TOKEN}'}}\n", "has parameters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := read(t, "actors:\n"+c.body)
			require.NoError(t, err)
			_, err = s.cast(actorContract())
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "contravene.yaml:")
		})
	}
}

func TestCastOrder(t *testing.T) {
	s, err := read(t, "actors:\n  - {name: d, of: a, dead: true}\n  - {name: a, bearer: '${ENV:TOKEN}'}\n  - {name: b, bearer: '${ENV:TOKEN}'}\n")
	require.NoError(t, err)
	s.headers = http.Header{"X-Env": {"staging"}}
	all, err := s.cast(nil)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b", "d"}, []string{all[0].Name, all[1].Name, all[2].Name}, "the usual actor stands for itself")
	f := &harness.Finding{Case: &harness.Case{Steps: []harness.Step{{Actor: "d"}, {Actor: harness.Anonymous}}}}
	require.Equal(t, []string{"a", "d"}, s.castOf(f))
}
