package seeds_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/cmd/contravene/internal/seeds"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

const secret = "hunter2-hunter2"

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func run(t *testing.T, w seeds.World, list ...seeds.Seed) error {
	t.Helper()
	for i := range list {
		list[i].Place = fmt.Sprintf("contravene.yaml:%d", i+1)
	}
	err := seeds.Run(t.Context(), list, w)
	if err != nil {
		require.NotContains(t, err.Error(), secret)
		require.NotContains(t, err.Error(), "hunter2")
	}
	return err
}

// database makes an SQLite database with a table, and gives a function that counts its rows.
func database(t *testing.T) (path string, rows func() int) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "shop.db")
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.Exec("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)")
	require.NoError(t, err)
	return path, func() (n int) {
		require.NoError(t, db.QueryRow("SELECT count(*) FROM users").Scan(&n))
		return n
	}
}

func TestSQLite(t *testing.T) {
	path, rows := database(t)
	file := write(t, "seed.sql", "-- two\nINSERT INTO users VALUES (1, 'ada');\nINSERT INTO users VALUES (2, 'bob; \"x\"');\n")
	seed := &seeds.SQL{File: file, Driver: "sqlite", DSN: filepath.Base(path), Base: filepath.Dir(path)}
	require.NoError(t, run(t, seeds.World{}, seeds.Seed{SQL: seed}))
	require.Equal(t, 2, rows())

	require.ErrorContains(t, run(t, seeds.World{}, seeds.Seed{Command: []string{"go", "version"}}, seeds.Seed{SQL: seed}),
		"contravene.yaml:2: seeds: sql "+file+": constraint failed: UNIQUE constraint failed: users.id")
	seed.DSN, seed.Base = "file:"+path, ""
	seed.File = write(t, "more.sql", "INSERT INTO users VALUES (3, 'eve')")
	require.NoError(t, run(t, seeds.World{}, seeds.Seed{SQL: seed}))
	require.Equal(t, 3, rows())
}

func TestSQLFails(t *testing.T) {
	path, _ := database(t)
	good := write(t, "seed.sql", "SELECT 1")
	refused := "127.0.0.1:1"
	for name, c := range map[string]struct {
		seed seeds.SQL
		want string
	}{
		"no file":        {seeds.SQL{File: "absent.sql", Driver: "sqlite", DSN: path}, "correct the path, which starts from the folder of the configuration"},
		"no database":    {seeds.SQL{File: good, Driver: "sqlite", DSN: path + secret}, "the database that dsn names is no file; let the service make it first"},
		"folder":         {seeds.SQL{File: good, Driver: "sqlite", DSN: filepath.Dir(path)}, "the database that dsn names is no file"},
		"no SQLite":      {seeds.SQL{File: good, Driver: "sqlite", DSN: write(t, secret, strings.Repeat("no database ", 100))}, "file is not a database"},
		"bad statement":  {seeds.SQL{File: write(t, "bad.sql", "INSERT INTO nobody VALUES (1)"), Driver: "sqlite", DSN: path}, "bad.sql: SQL logic error: no such table: nobody"},
		"bad postgres":   {seeds.SQL{File: good, Driver: "postgres", DSN: "postgres://u:" + secret + "@%%/"}, "dsn is none of PostgreSQL"},
		"away postgres":  {seeds.SQL{File: good, Driver: "postgres", DSN: "postgres://" + secret + ":" + secret + "@" + refused + "/x?sslmode=disable"}, "nobody listens where dsn points to; check dsn"},
		"no such host":   {seeds.SQL{File: good, Driver: "postgres", DSN: "postgres://u:" + secret + "@" + secret + ".invalid/x"}, "the host name in dsn does not resolve"},
		"bad mysql":      {seeds.SQL{File: good, Driver: "mysql", DSN: secret}, "dsn is none of MySQL"},
		"away mysql":     {seeds.SQL{File: good, Driver: "mysql", DSN: "u:" + secret + "@tcp(" + refused + ")/x"}, "nobody listens where dsn points to; check dsn"},
		"unknown driver": {seeds.SQL{File: good, Driver: "oracle", DSN: secret}, `driver "oracle" is unknown; use sqlite, postgres, mysql`},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(t, seeds.World{}, seeds.Seed{SQL: &c.seed})
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "contravene.yaml:1: seeds: sql")
		})
	}
}

// TestServers needs databases: CONTRAVENE_POSTGRES and CONTRAVENE_MYSQL are DSNs of empty ones.
func TestServers(t *testing.T) {
	for driver, variable := range map[string]string{"postgres": "CONTRAVENE_POSTGRES", "mysql": "CONTRAVENE_MYSQL"} {
		t.Run(driver, func(t *testing.T) {
			dsn := os.Getenv(variable)
			if dsn == "" {
				t.Skipf("%s is not set; start a database and set it", variable)
			}
			seed := &seeds.SQL{Driver: driver, DSN: dsn}
			seed.File = write(t, "seed.sql", "DROP TABLE IF EXISTS seeded;\nCREATE TABLE seeded (id INT PRIMARY KEY);\nINSERT INTO seeded VALUES (1);\nINSERT INTO seeded VALUES (2);\n")
			require.NoError(t, run(t, seeds.World{}, seeds.Seed{SQL: seed}))
			seed.File = write(t, "again.sql", "INSERT INTO seeded VALUES (3);\nINSERT INTO seeded VALUES (2);\n")
			require.ErrorContains(t, run(t, seeds.World{}, seeds.Seed{SQL: seed}), "uplicate")
			seed.File = write(t, "bad.sql", "-- ä\nSELECT 1;\nINSERT INTO nowhere VALUES (3);\n")
			err := run(t, seeds.World{}, seeds.Seed{SQL: seed})
			require.ErrorContains(t, err, "nowhere")
			if driver == "postgres" {
				require.ErrorContains(t, err, "bad.sql:3: ")
			}
		})
	}
}

// heard remembers what a service was sent.
type heard struct {
	method, url, body string
	header            http.Header
}

func service(h *heard, status int, answer string) harness.Target {
	return target.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*h = heard{r.Method, r.URL.String(), string(body), r.Header.Clone()}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
}

func TestCall(t *testing.T) {
	var h heard
	w := seeds.World{Target: service(&h, 201, ""), Header: http.Header{"Authorization": {"Bearer " + secret}, "X-Tenant": {"acme"}}}
	call := &seeds.Call{Method: "PUT", Path: "/users/1?kind=a%20b", Header: http.Header{"X-Tenant": {"other"}}, Body: []byte(`{"a":1}`)}
	require.NoError(t, run(t, w, seeds.Seed{Call: call}))
	require.Equal(t, []string{"PUT", "/users/1?kind=a%20b", `{"a":1}`}, []string{h.method, h.url, h.body})
	require.Equal(t, "Bearer "+secret, h.header.Get("Authorization"))
	require.Equal(t, []string{"other"}, h.header.Values("X-Tenant"))
	require.Equal(t, "application/json", h.header.Get("Content-Type"))
	require.Equal(t, "acme", w.Header.Get("X-Tenant"), "the run's own headers stay as they are")

	text := &seeds.Call{Method: "POST", Path: "/t", BodyFile: write(t, "body.txt", "no JSON")}
	require.NoError(t, run(t, w, seeds.Seed{Call: text}))
	require.Equal(t, "no JSON", h.body)
	require.Empty(t, h.header.Get("Content-Type"))
	require.ErrorContains(t, run(t, w, seeds.Seed{Call: &seeds.Call{Method: "POST", Path: "/t", BodyFile: "absent"}}), "POST /t: open absent")
}

func TestCallFails(t *testing.T) {
	var h heard
	w := seeds.World{Header: http.Header{"Authorization": {"Bearer " + secret}}}
	w.Target = service(&h, 409, "the token\n "+secret+" has no "+strings.Repeat("x", 1000))
	call := &seeds.Call{Method: "POST", Path: "/users"}
	err := run(t, w, seeds.Seed{Call: call})
	require.ErrorContains(t, err, "contravene.yaml:1: seeds: POST /users was answered 409 Conflict, which is not 2xx; correct the call, or list the status under status: the token (masked) has no xxx")
	require.Less(t, len(err.Error()), 600)
	call.Statuses = []int{200, 201}
	require.ErrorContains(t, run(t, w, seeds.Seed{Call: call}), "which is not 200 or 201;")
	call.Statuses = []int{201, 409}
	require.NoError(t, run(t, w, seeds.Seed{Call: call}))

	away, err := target.URL("http://127.0.0.1:1")
	require.NoError(t, err)
	w.Target = away
	require.ErrorContains(t, run(t, w, seeds.Seed{Call: call}), "POST /users got no answer: ")
}

func TestCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	out := filepath.Join(t.TempDir(), "out")
	w := seeds.World{Addr: "127.0.0.1:8080", Header: http.Header{"Authorization": {"Bearer " + secret}}}
	sh := func(script string) seeds.Seed { return seeds.Seed{Command: []string{"sh", "-c", script}} }
	require.NoError(t, run(t, w, sh("echo one >> "+out), sh("echo {{addr}} >> "+out)))
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "one\n127.0.0.1:8080\n", string(text), "they run in order")

	err = run(t, w, sh("true"), sh("head -c 100000 /dev/zero | tr '\\0' x; echo; echo "+secret+" is wrong >&2; exit 7"), sh("echo never >> "+out))
	require.ErrorContains(t, err, "contravene.yaml:2: seeds: the command sh failed with exit status 7; the end of what it printed:\n")
	require.ErrorContains(t, err, "(masked) is wrong")
	require.Less(t, len(err.Error()), 3000)
	require.ErrorContains(t, run(t, w, sh("exit 3")), "exit status 3 and printed nothing; run it by itself")
	require.ErrorContains(t, run(t, w, seeds.Seed{Command: []string{"/absent/" + "fill"}}), "the command fill does not start: ")
	again, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, text, again, "nothing runs after a failure")
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := seeds.Run(ctx, []seeds.Seed{{Place: "c.yaml:1", Command: []string{"go", "version"}}}, seeds.World{})
	require.EqualError(t, err, "c.yaml:1: seeds: stopped before the run began")
}
