// Command server is what the tests of package container run.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	addr := flag.String("addr", ":8080", "where to listen")
	fail := flag.String("fail", "", "end at once, saying this")
	flag.Parse()
	if *fail != "" {
		log.Fatal(*fail)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/about", about)
	mux.HandleFunc("GET /v1/crash", func(http.ResponseWriter, *http.Request) { os.Exit(5) })
	server := &http.Server{Addr: *addr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	log.Println("listening on", *addr)
	log.Fatal(server.ListenAndServe())
}

// about tells what a program finds in its container.
func about(w http.ResponseWriter, _ *http.Request) {
	log.Println("about")
	temporary := os.WriteFile("/tmp/x", []byte("x"), 0o600) == nil
	_, err := os.Stat("/bin")
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"env": os.Getenv("MINE"), "tmp": temporary, "scratch": os.IsNotExist(err)})
}
