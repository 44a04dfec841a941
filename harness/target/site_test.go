package target_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// both gives a handler in this process and behind a socket.
func both(t *testing.T, h http.Handler) map[string]harness.Target {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	to, err := target.URL(server.URL)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, to.Close()) })
	return map[string]harness.Target{"handler": target.Handler(h), "url": to}
}

// listen answers each connection once and gives the bytes that came before the answer.
func listen(t *testing.T) (addr string, came <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	texts := make(chan string, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			var raw bytes.Buffer
			r, err := http.ReadRequest(bufio.NewReaderSize(io.TeeReader(c, &raw), 1))
			if err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
			}
			texts <- raw.String()
			_, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
			_ = c.Close()
		}
	}()
	return l.Addr().String(), texts
}

func TestURLSendsTheBytesOfTheRequest(t *testing.T) {
	addr, came := listen(t)
	host := "Host: " + addr + "\r\nUser-Agent: contravene\r\n"
	for _, test := range []struct {
		name, base string
		request    harness.Request
		want       string
	}{
		{"plain", "", harness.Request{Method: "GET", Path: "/a"}, "GET /a HTTP/1.1\r\n" + host + "\r\n"},
		{"root", "/", harness.Request{Method: "GET", Path: "/"}, "GET / HTTP/1.1\r\n" + host + "\r\n"},
		{"base", "/api%20x/v1/", harness.Request{Method: "GET", Path: "/a"}, "GET /api%20x/v1/a HTTP/1.1\r\n" + host + "\r\n"},
		{"slashes, dots and escapes", "", harness.Request{Method: "GET", Path: "//a/../%2e%2E/%2Fb;c=%C3%A9/"},
			"GET //a/../%2e%2E/%2Fb;c=%C3%A9/ HTTP/1.1\r\n" + host + "\r\n"},
		{"query", "", harness.Request{Method: "GET", Path: "/", Query: "a=%zz&&b[]=1+2&c=é?#"},
			"GET /?a=%zz&&b[]=1+2&c=é?# HTTP/1.1\r\n" + host + "\r\n"},
		{"sorted header", "", harness.Request{Method: "GET", Path: "/", Header: http.Header{"B": {"2", "3"}, "a": {" x "}, "A": {"1"}}},
			"GET / HTTP/1.1\r\n" + host + "A: 1\r\nB: 2\r\nB: 3\r\na:  x \r\n\r\n"},
		{"own host and agent", "", harness.Request{Method: "GET", Path: "/", Header: http.Header{"host": {"h:1"}, "User-Agent": {"u"}}},
			"GET / HTTP/1.1\r\nHost: h:1\r\nUser-Agent: u\r\n\r\n"},
		{"body", "", harness.Request{Method: "POST", Path: "/", Body: []byte("\x00\xff"), Header: http.Header{"Content-Length": {"2"}}},
			"POST / HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n\x00\xff"},
		{"post without a body", "", harness.Request{Method: "POST", Path: "/"}, "POST / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"},
		{"get with an empty body", "", harness.Request{Method: "GET", Path: "/", Body: []byte{}}, "GET / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"},
		{"odd method", "", harness.Request{Method: "X-y", Path: "/"}, "X-y / HTTP/1.1\r\n" + host + "\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			to, err := target.URL("http://" + addr + test.base)
			require.NoError(t, err)
			defer func() { require.NoError(t, to.Close()) }()
			_, err = to.Send(context.Background(), &test.request, harness.Limits{})
			require.NoError(t, err)
			require.Equal(t, test.want, <-came)
		})
	}
}

func TestURLRefusesWhatItShouldNotOpen(t *testing.T) {
	for base, want := range map[string]string{
		"http://user:secret@host/":     "open target: the URL carries a user or password; sign requests with a header such as Authorization instead",
		"http://user:sec%zzret@host/":  "open target: the URL cannot be parsed (a character in it must be escaped); write it as http://host:port/path",
		"localhost:8080":               "open target: the URL must begin with http:// or https://",
		"127.0.0.1:8080":               "open target: the URL cannot be parsed (it has no valid scheme, host or port); write it as http://host:port/path",
		"ftp://host":                   "open target: the URL must begin with http:// or https://",
		"http:///path":                 "open target: the URL names no host; write it as http://host:port/path",
		"http://host/?token=secret":    "open target: the URL has a query or a fragment; leave it at the path under which the operations stand",
		"http://host/#f":               "open target: the URL has a query or a fragment; leave it at the path under which the operations stand",
		"http://host:secret/":          "open target: the URL cannot be parsed (it has no valid scheme, host or port); write it as http://host:port/path",
		"http://ho st/":                "open target: the URL cannot be parsed (a character in it must be escaped); write it as http://host:port/path",
		"":                             "open target: the URL must begin with http:// or https://",
		"\x00http://user:secret@host/": "open target: the URL cannot be parsed (it has no valid scheme, host or port); write it as http://host:port/path",
	} {
		_, err := target.URL(base)
		require.EqualError(t, err, want, base)
		require.NotContains(t, err.Error(), "secret")
	}
	to, err := target.URL("https://Host.example:8443/v1/")
	require.NoError(t, err)
	require.Equal(t, "https://Host.example:8443/v1", to.String())
}

func TestURLOverTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	require.NoError(t, os.WriteFile(authority, block, 0o600))
	for name, test := range map[string]struct {
		site target.Site
		kind target.Kind
	}{
		"unknown":  {target.Site{}, target.TLS},
		"insecure": {target.Site{Insecure: true}, ""},
		"trusted":  {target.Site{CAFile: authority}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.site.Base = server.URL
			to, err := test.site.Open()
			require.NoError(t, err)
			defer func() { require.NoError(t, to.Close()) }()
			for range 3 {
				answer, err := to.Send(context.Background(), get("/"), harness.Limits{})
				require.Equal(t, test.kind, target.KindOf(err), "%v", err)
				if test.kind == "" {
					require.NoError(t, err)
					require.Equal(t, "HTTP/1.1", answer.Proto)
				}
			}
		})
	}
	_, err := target.Site{Base: server.URL, CAFile: filepath.Join(t.TempDir(), "none.pem")}.Open()
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = target.Site{Base: server.URL, CAFile: "site_test.go"}.Open()
	require.EqualError(t, err, "open target: read certificate authorities: site_test.go holds no PEM certificate")
}

func TestURLWithoutAServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr().String()
	require.NoError(t, l.Close())
	for base, want := range map[string]string{
		"http://" + addr:            "refused: the target refused the connection",
		"http://no-such.invalid":    "refused: the host name does not resolve",
		"https://" + addr + "/base": "refused: the target refused the connection",
	} {
		to, err := target.URL(base)
		require.NoError(t, err)
		_, err = to.Send(context.Background(), get("/"), harness.Limits{})
		require.EqualError(t, err, want)
		require.NoError(t, to.Close())
	}
}

func TestURLKeepsItsConnections(t *testing.T) {
	before := runtime.NumGoroutine()
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	to, err := target.URL(server.URL)
	require.NoError(t, err)
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			for range 50 {
				_, err := to.Send(context.Background(), post(), harness.Limits{})
				require.NoError(t, err)
			}
		})
	}
	running.Wait()
	require.LessOrEqual(t, opened.Load(), int32(4))
	require.NoError(t, to.Close())
	_, err = to.Send(context.Background(), post(), harness.Limits{})
	require.NoError(t, err, "a closed target keeps nothing, but still sends")
	server.Close()
	requireNoMore(t, before)
}

func TestURLNoticesThatAnIdleConnectionWasClosed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(echo))
	defer server.Close()
	to, err := target.URL(server.URL)
	require.NoError(t, err)
	defer func() { require.NoError(t, to.Close()) }()
	for range 3 {
		_, err := to.Send(context.Background(), post(), harness.Limits{})
		require.NoError(t, err)
		server.CloseClientConnections()
		time.Sleep(10 * time.Millisecond)
	}
}

func TestURLReadsAnAnswerThatComesBeforeTheEndOfTheRequest(t *testing.T) {
	before := runtime.NumGoroutine()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	release := make(chan struct{})
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
		<-release
		_ = c.Close()
	}()
	to, err := target.URL("http://" + l.Addr().String())
	require.NoError(t, err)
	answer, err := to.Send(context.Background(), &harness.Request{Method: "PUT", Path: "/", Body: make([]byte, 64<<20)}, harness.Limits{})
	require.NoError(t, err)
	require.Equal(t, http.StatusRequestEntityTooLarge, answer.Status)
	close(release)
	require.NoError(t, l.Close())
	requireNoMore(t, before)
}
