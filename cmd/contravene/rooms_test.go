package main

import (
	"database/sql"
	"fmt"
	"net/http"

	"github.com/rogpeppe/go-internal/testscript"
)

// table FILE makes an SQLite database of rooms that holds none.
func table(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: table FILE")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec("CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT)")
	ts.Check(err)
	ts.Check(db.Close())
}

// rooms is a service whose API cannot make what it shows.
func rooms(path string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /rooms", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/rooms", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		_, _ = fmt.Fprintf(w, "no %s here, %s", r.Method, r.Header.Get("X-Key"))
	})
	mux.HandleFunc("GET /rooms/{id}", func(w http.ResponseWriter, r *http.Request) {
		db, err := sql.Open("sqlite", path)
		if err == nil {
			defer func() { _ = db.Close() }()
			err = db.QueryRow("SELECT name FROM rooms WHERE id = ?", r.PathValue("id")).Scan(new(string))
		}
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	return mux
}
