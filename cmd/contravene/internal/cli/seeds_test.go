package cli

import (
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/seeds"
)

const allSeeds = `
target: http://127.0.0.1:1
seeds:
  - sql: db/seed.sql
    driver: postgres
    dsn: postgres://u:${ENV:TOKEN}@127.0.0.1/shop
  - call:
      method: PUT
      path: /users/1?kind=admin
      headers: {X-Key: "${ENV:TOKEN}"}
      body:
        name: ada
        born: 1815-12-10
        id: 12345678901234567890.00
        octal: 0o17
        ok: True
        none: null
        tags: [a, "${ENV:TOKEN}"]
      status: [201, 409]
  - call: {path: /text, body: "plain ${ENV:TOKEN}", status: 204}
  - call: {path: /file, bodyFile: body.json}
  - command: ./fill -into {{addr}} 'two words'
`

func TestSeedsAreRead(t *testing.T) {
	s, err := read(t, allSeeds)
	require.NoError(t, err)
	require.Len(t, s.seeds, 5)
	require.Regexp(t, `contravene.yaml:4$`, s.seeds[0].Place)
	require.Equal(t, "postgres://u:hunter2-hunter2@127.0.0.1/shop", s.seeds[0].SQL.DSN)
	require.Equal(t, "seed.sql", filepath.Base(s.seeds[0].SQL.File))
	require.True(t, filepath.IsAbs(s.seeds[0].SQL.File), "paths start from the file's folder")
	put := s.seeds[1].Call
	require.Equal(t, http.MethodPut, put.Method)
	require.Equal(t, "/users/1?kind=admin", put.Path)
	require.Equal(t, http.Header{"X-Key": {"hunter2-hunter2"}}, put.Header)
	require.Equal(t,
		`{"born":"1815-12-10","id":12345678901234567890.00,"name":"ada","none":null,"octal":15,"ok":true,"tags":["a","hunter2-hunter2"]}`, string(put.Body))
	require.Equal(t, []int{201, 409}, put.Statuses)
	require.Equal(t, []string{"hunter2-hunter2"}, put.Secrets)
	require.Equal(t, &seeds.Call{
		Method: http.MethodPost, Path: "/text", Header: http.Header{}, Body: []byte("plain hunter2-hunter2"), Statuses: []int{204}, Secrets: []string{"hunter2-hunter2"},
	}, s.seeds[2].Call)
	require.Equal(t, "body.json", filepath.Base(s.seeds[3].Call.BodyFile))
	require.Equal(t, []string{"./fill", "-into", "{{addr}}", "two words"}, s.seeds[4].Command)
}

// badSeeds are refused like badConfigs.
var badSeeds = []badConfig{
	{"empty seed", "seeds: [{}]\n", ":1:9: seeds: a seed is one of sql, call and command"},
	{"two in one seed", "seeds:\n  - command: a\n    call: {path: /a}\n", ":2:5: seeds: a seed is one of sql, call and command; write several as several seeds"},
	{"no driver", "seeds:\n  - sql: a.sql\n    dsn: hunter2\n", ":2:5: seeds: driver must be one of sqlite, postgres, mysql"},
	{"unknown driver", "seeds:\n  - sql: a.sql\n    dsn: hunter2\n    driver: oracle\n", ":4:13: seeds: driver must be one of"},
	{"no dsn", "seeds:\n  - sql: a.sql\n    driver: mysql\n", ":2:5: seeds: dsn is empty; say where the database is"},
	{"unset variable in dsn", "seeds:\n  - sql: a.sql\n    driver: mysql\n    dsn: hunter2${ENV:ABSENT}\n", ":4:10: seeds: dsn: the environment variable ABSENT is not set"},
	{"dsn of no sql", "seeds:\n  - command: a\n    dsn: hunter2\n", ":2:5: seeds: driver and dsn belong to sql"},
	{"call without a path", "seeds:\n  - call: {method: GET}\n", ":2:11: call: path is missing"},
	{"call of another host", "seeds:\n  - call: {path: 'http://hunter2.example.com/'}\n", ":2:18: seeds: path must begin with /"},
	{"path with a blank", "seeds:\n  - call: {path: '/a b'}\n", ":2:18: seeds: path must begin with /"},
	{"path that is none", "seeds:\n  - call: {path: '/%zz'}\n", ":2:18: seeds: path must begin with /"},
	{"bad method", "seeds:\n  - call: {path: /a, method: 'G T'}\n", ":2:30: seeds: method is none of HTTP"},
	{"bad header in call", "seeds:\n  - call: {path: /a, headers: {A: \"hunter2\\r\\n\"}}\n", ":2:31: seeds: header A: its value has characters"},
	{"header twice in call", "seeds:\n  - call: {path: /a, headers: {A: hunter2, a: hunter2}}\n", ":2:31: seeds: header a stands there twice"},
	{"text for call", "seeds:\n  - call: /a\n", ":2:11: call must be a mapping, not text"},
	{"unknown field of call", "seeds:\n  - call: {path: /a, statsu: 1}\n", `:2:22: call: unknown key "statsu" (did you mean "status"?)`},
	{"text for status", "seeds:\n  - call: {path: /a, status: ok}\n", ":2:30: status must be a list of whole numbers, or one, not text"},
	{"text in statuses", "seeds:\n  - call: {path: /a, status: [200, ok]}\n", ":2:36: status: this must be a whole number, not text"},
	{"status that is none", "seeds:\n  - call: {path: /a, status: 99}\n", `:2:30: seeds: "99" is no status of HTTP`},
	{"two bodies", "seeds:\n  - call: {path: /a, body: a, bodyFile: b}\n", ":2:41: seeds: body and bodyFile exclude each other"},
	{"unset variable in body", "seeds:\n  - call: {path: /a, body: {a: ['hunter2${ENV:ABSENT}']}}\n", ":2:28: seeds: body: the environment variable ABSENT is not set"},
	{"endless body", "seeds:\n  - call: {path: /a, body: &a [*a, *a]}\n", "body: the value is too large"},
	{"merged body", "seeds:\n  - call: {path: /a, body: {<<: {a: 1}}}\n", ":2:29: body: a name must be text here"},
	{"infinite body", "seeds:\n  - call: {path: /a, body: [.inf]}\n", ":2:29: body: JSON has no such number"},
	{"reference in command", "seeds:\n  - command: a ${ENV:TOKEN}\n", ":2:14: command: only headers, and what actors and seeds keep secret"},
	{"unfinished command", "seeds:\n  - command: a 'b\n", ":2:14: seeds: the command ends within a quotation"},
}
