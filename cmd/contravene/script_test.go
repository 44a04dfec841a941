package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/contravene-dev/contravene/fixtures/board"
	"github.com/contravene-dev/contravene/fixtures/shop"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"contravene": func() { os.Exit(run()) },
		"shop":       serveShop,
		"blab":       blab,
	})
}

// serveShop is a program that scripts start with --process: shop ADDR [BUG…].
func serveShop() {
	server := &http.Server{Addr: os.Args[1], Handler: shop.New(os.Args[2:]...), ReadHeaderTimeout: time.Minute}
	fmt.Fprintln(os.Stderr, server.ListenAndServe())
	os.Exit(1)
}

// blab is a program that scripts start with --process: it logs the token that it is to accept, and ends.
func blab() {
	fmt.Fprintln(os.Stderr, "accepting", os.Getenv("TOKEN"))
	os.Exit(1)
}

// The scripts get shop.yaml, the shop's document, loose.yaml, which says less about requests, board.graphql, the board's schema, $TOKEN, which opens every operation of it, and $REPO, the folder of this module.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			for _, a := range shop.Actors() {
				if a.Class == "admin" && env.Getenv("TOKEN") == "" {
					env.Setenv("TOKEN", a.Token)
				}
			}
			for _, name := range []string{"GOCACHE", "GOMODCACHE"} { // fuzz builds, and has no home here
				where, err := exec.Command("go", "env", name).Output()
				if err != nil {
					return err
				}
				env.Setenv(name, strings.TrimSpace(string(where)))
			}
			repo, err := filepath.Abs(filepath.Join("..", ".."))
			if err != nil {
				return err
			}
			env.Setenv("REPO", repo)
			return errors.Join(
				recipes(env.WorkDir),
				os.WriteFile(filepath.Join(env.WorkDir, "shop.yaml"), shop.Document(), 0o600),
				os.WriteFile(filepath.Join(env.WorkDir, "board.graphql"), board.Document(), 0o600),
				os.WriteFile(filepath.Join(env.WorkDir, "loose.yaml"), shop.Loose(), 0o600),
			)
		},
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"serve": serve, "await": await, "hide": hide, "code": code, "take": take, "paste": paste, "table": table, "fingerprint": fingerprint, "recipe": recipe},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// served holds, by address, a channel that closes when the first request comes.
var served sync.Map

// serve NAME KIND [BUG…] starts a server for the rest of the script and puts its address into the variable NAME. Kinds
// are shop; strict, a shop that demands more than its documents say; slow and slow-strict, which think about every answer;
// rooms, which shows what stands in a database; board, which speaks GraphQL; sessions, a shop with a login that soon expires; and parrot, which answers with the credential it was given.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: serve NAME KIND [BUG…]")
	}
	var handler http.Handler
	switch args[1] {
	case "shop":
		handler = shop.New(args[2:]...)
	case "strict":
		handler = shop.NewStrict(args[2:]...)
	case "slow":
		handler = delayed(shop.New(args[2:]...))
	case "slow-strict":
		handler = delayed(shop.NewStrict(args[2:]...))
	case "rooms":
		if len(args) != 3 {
			ts.Fatalf("usage: serve NAME rooms FILE")
		}
		handler = rooms(ts.MkAbs(args[2]))
	case "sessions":
		handler = sessions(args[2:]...)
	case "board":
		handler = board.New(args[2:]...)
	case "parrot":
		handler = http.HandlerFunc(parrot)
	default:
		ts.Fatalf("serve: no kind is called %s", args[1])
	}
	asked := make(chan struct{})
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(asked) })
		handler.ServeHTTP(w, r)
	}))
	ts.Defer(server.Close)
	served.Store(server.URL, asked)
	ts.Setenv(args[0], server.URL)
}

func delayed(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(20 * time.Millisecond)
		h.ServeHTTP(w, r)
	})
}

func parrot(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("X-Echo", r.Header.Get("Authorization"))
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = fmt.Fprintf(w, "who are you, %s?", r.Header.Get("Authorization"))
}

// await NAME waits until the server in the variable NAME was asked something.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await NAME")
	}
	asked, ok := served.Load(ts.Getenv(args[0]))
	if !ok {
		ts.Fatalf("await: nothing is served as %s", args[0])
	}
	select {
	case <-asked.(chan struct{}):
	case <-time.After(time.Minute):
		ts.Fatalf("await: nobody asked %s", args[0])
	}
}

// hide TEXT PATH… fails when any of the files, or any file below one of the folders, holds the text. The paths stdout and
// stderr are the output of the last command.
func hide(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || args[0] == "" {
		ts.Fatalf("usage: hide TEXT PATH…")
	}
	for _, root := range args[1:] {
		if root == "stdout" || root == "stderr" {
			forbid(ts, root, ts.ReadFile(root), args[0])
			continue
		}
		files := 0
		ts.Check(filepath.WalkDir(ts.MkAbs(root), func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files++
				forbid(ts, path, ts.ReadFile(path), args[0])
			}
			return err
		}))
		if files == 0 {
			ts.Fatalf("hide: there is no file in %s", root)
		}
	}
}

func forbid(ts *testscript.TestScript, name, text, secret string) {
	if strings.Contains(text, secret) {
		ts.Fatalf("%s holds %q", name, secret)
	}
}

// code N COMMAND… runs a command that must exit with the code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND…")
	}
	got := 0
	err := ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("the exit code is %d, not %s", got, args[0])
	}
}

// take DIR FILE copies the only file of a folder.
func take(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: take DIR FILE")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(entries) != 1 {
		ts.Fatalf("take: %s holds %d files", args[0], len(entries))
	}
	text, err := os.ReadFile(filepath.Join(ts.MkAbs(args[0]), entries[0].Name()))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), text, 0o600))
}

// paste FILE runs the lines of curl that a saved finding holds, as somebody would who pastes them into a shell.
func paste(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: paste FILE")
	}
	var finding struct {
		Curl []string `json:"curl"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &finding))
	if len(finding.Curl) == 0 {
		ts.Fatalf("paste: %s holds no line of curl", args[0])
	}
	ts.Check(ts.Exec("bash", "-c", strings.Join(finding.Curl, "\n")))
}

// fingerprint LENS FILE sets $FINGERPRINT to that of the one change in a gate's report that fails through a lens.
func fingerprint(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fingerprint LENS FILE")
	}
	var report struct {
		Changes []struct{ Outcome, Lens, Fingerprint string }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &report))
	for _, c := range report.Changes {
		if c.Outcome == "fail" && c.Lens == args[0] {
			ts.Setenv("FINGERPRINT", c.Fingerprint)
			return
		}
	}
	ts.Fatalf("%s has no change that fails through %s", args[1], args[0])
}
