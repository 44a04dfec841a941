// Command nested is a service whose answers hide how deep a request got.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"example.com/nested/deep"
)

func main() {
	go func() {
		for range time.Tick(5 * time.Millisecond) {
			deep.Tick()
		}
	}()
	http.HandleFunc("/level", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<10))
		deep.Level(body)
	})
	http.HandleFunc("/exit", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	http.HandleFunc("/env", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, os.Getenv("CONTRAVENE_COVER")) })
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Fatal((&http.Server{Addr: ":" + port, ReadHeaderTimeout: time.Second}).ListenAndServe())
}
