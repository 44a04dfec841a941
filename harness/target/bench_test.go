package target_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// A service that does next to nothing, so that what is measured is the way to it and back.
var trivial = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"id":1,"name":"one","tags":["a","b"]}`))
})

func post() *harness.Request {
	return &harness.Request{
		Method: "POST", Path: "/v1/things/1", Query: "q=1", Body: []byte(`{"name":"one"}`),
		Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}},
	}
}

// bare is the least that a loop must do to read a handler's answer.
type bare struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *bare) Header() http.Header         { return b.header }
func (b *bare) WriteHeader(status int)      { b.status = status }
func (b *bare) Write(p []byte) (int, error) { return b.body.Write(p) }

func BenchmarkHandler(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		body := post().Body
		u, err := url.ParseRequestURI("/v1/things/1?q=1")
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			r := &http.Request{
				Method: "POST", URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: "localhost",
				Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}},
				Body:   io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
			}
			trivial.ServeHTTP(&bare{header: http.Header{}}, r)
		}
	})
	b.Run("httptest", func(b *testing.B) {
		body := post().Body
		b.ReportAllocs()
		for b.Loop() {
			r := httptest.NewRequest("POST", "/v1/things/1?q=1", bytes.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			trivial.ServeHTTP(httptest.NewRecorder(), r)
		}
	})
	b.Run("target", func(b *testing.B) { loop(b, target.Handler(trivial)) })
}

func BenchmarkURL(b *testing.B) {
	b.Run("net-http", func(b *testing.B) {
		server := httptest.NewServer(trivial)
		defer server.Close()
		client := http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
		defer client.CloseIdleConnections()
		body := post().Body
		b.ReportAllocs()
		for b.Loop() {
			r, err := http.NewRequest("POST", server.URL+"/v1/things/1?q=1", bytes.NewReader(body))
			require.NoError(b, err)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Accept", "application/json")
			answer, err := client.Do(r)
			require.NoError(b, err)
			_, err = io.ReadAll(answer.Body)
			require.NoError(b, err)
			_ = answer.Body.Close()
		}
	})
	b.Run("target", func(b *testing.B) {
		server := httptest.NewServer(trivial)
		defer server.Close()
		to, err := target.URL(server.URL)
		require.NoError(b, err)
		defer func() { require.NoError(b, to.Close()) }()
		loop(b, to)
	})
}

// loop sends prebuilt requests one after the other.
func loop(b *testing.B, to harness.Target) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := post()
	b.ReportAllocs()
	for b.Loop() {
		answer, err := to.Send(ctx, r, harness.Limits{})
		if err != nil || answer.Status != http.StatusOK {
			b.Fatal(answer, err)
		}
	}
}
