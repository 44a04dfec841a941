package listen_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql/listen"
	"github.com/contravene-dev/contravene/harness/target"
)

// call asks a handler in the two ways, as somebody with a credential.
func call(via harness.Channel, lines ...string) harness.Call {
	r := &harness.Request{Method: http.MethodGet, Path: "/graphql", Header: http.Header{}}
	if via == harness.EventStream {
		r.Method = http.MethodPost
	}
	r.Body = []byte(strings.Join(lines, "\n"))
	signed := r.Clone()
	signed.Header.Set("Authorization", "Bearer secret-of-alice")
	signed.Header.Set("Cookie", "session=1")
	return harness.Call{Via: via, Request: r, Signed: signed, Limits: harness.Limits{Timeout: 2 * time.Second, Bytes: 1 << 10}}
}

// opened opens a stream of a handler and closes it at the end of the test.
func opened(t *testing.T, h http.Handler, c harness.Call) *harness.Response {
	t.Helper()
	to := target.Handler(h)
	open := listen.Events
	if c.Via == harness.Socket {
		open = listen.Socket
	}
	stream, answer, err := open(context.Background(), to.(harness.Opener), c)
	require.NoError(t, err)
	if stream != nil {
		_ = stream.Close()
	}
	require.NoError(t, to.Close())
	return answer
}

// talk serves sockets: it gets what the client says, and answers.
func talk(answer func(said string) []string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{listen.Protocol}})
		if err != nil {
			return
		}
		for {
			_, said, err := conn.Read(r.Context())
			if err != nil {
				return
			}
			for _, line := range answer(string(said)) {
				if code := 0; strings.HasPrefix(line, "close ") {
					_, _ = fmt.Sscanf(line, "close %d", &code)
					_ = conn.Close(websocket.StatusCode(code), "because")
					return
				}
				if conn.Write(r.Context(), websocket.MessageText, []byte(line)) != nil {
					return
				}
			}
		}
	})
}

func TestCredentialsTravelOnSocketsToo(t *testing.T) {
	heard := make(chan string, 8)
	h := talk(func(said string) []string {
		heard <- said
		if strings.Contains(said, "connection_init") {
			return []string{`{"type":"connection_ack"}`}
		}
		if strings.Contains(said, "subscribe") {
			return []string{`{"id":"1","type":"next", "payload":{"data":1}}`, `{"id":"1","type":"complete"}`}
		}
		return nil
	})
	c := call(harness.Socket, `{"type":"connection_init"}`, `{"type":"subscribe","id":"1"}`)
	c.Events = 1
	answer := opened(t, h, c)
	require.Equal(t, 101, answer.Status)
	require.Equal(t, "{\"type\":\"connection_ack\"}\n{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":1}}\n{\"id\":\"1\",\"type\":\"complete\"}\n", string(answer.Body))
	require.JSONEq(t, `{"type":"connection_init","payload":{"Authorization":"Bearer secret-of-alice"}}`, <-heard)
	require.NotContains(t, string(c.Request.Body), "secret", "what is stored holds no credential")
}

func TestSocketsEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		answer []string
		want   string
	}{
		"with a code":    {[]string{"close 4401"}, `{"code":4401,"reason":"because","type":"close"}` + "\n"},
		"with no JSON":   {[]string{"no JSON", "close 1000"}, "\"no JSON\"\n{\"code\":1000,\"reason\":\"because\",\"type\":\"close\"}\n"},
		"with a flood":   {[]string{strings.Repeat("x", 1<<11)}, ""},
		"pings are left": {[]string{`{"type":"ping"}`, "close 4400"}, `{"code":4400,"reason":"because","type":"close"}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := opened(t, talk(func(string) []string { return tt.answer }), call(harness.Socket, `{"type":"subscribe","id":"1"}`))
			require.Equal(t, tt.want, string(answer.Body))
			require.Equal(t, tt.want == "", answer.Truncated)
		})
	}
}

func TestSocketsAreRefused(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "who are you", http.StatusUnauthorized) })
	answer := opened(t, h, call(harness.Socket, `{"type":"connection_init"}`))
	require.Equal(t, 401, answer.Status)
	require.Equal(t, "who are you\n", string(answer.Body))
}

func TestEvents(t *testing.T) {
	serve := func(media string, pieces ...string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", media)
			for _, p := range pieces {
				_, _ = w.Write([]byte(p))
				_ = http.NewResponseController(w).Flush()
			}
			if strings.HasPrefix(media, "text/event-stream") {
				<-r.Context().Done() // the client hears enough and leaves
			}
		})
	}
	const next = "event: next\ndata: {\"data\":{}}\n\n"
	for name, tt := range map[string]struct {
		h         http.Handler
		want      string
		truncated bool
	}{
		"comments are left":     {serve("text/event-stream", ":\n\n", "event: next\n", "data: {\"data\":{}}\n\n", ": ping\n\n"), next, false},
		"lines of other ends":   {serve("text/event-stream; charset=utf-8", "event: next\r\ndata: {\"data\":{}}\r\n\r\n"), next, false},
		"it completes":          {serve("text/event-stream", next, "event: complete\n\n", next), next + "event: complete\n\n", false},
		"another answer":        {serve("application/json", `{"errors":[]}`), `{"errors":[]}`, false},
		"more than is taken in": {serve("text/event-stream", strings.Repeat(next, 60)), strings.Repeat(next, (1<<10)/len(next)), true},
	} {
		t.Run(name, func(t *testing.T) {
			answer := opened(t, tt.h, call(harness.EventStream, `{}`))
			require.Equal(t, tt.want, string(answer.Body))
			require.Equal(t, tt.truncated, answer.Truncated)
		})
	}
}

// A handler that panics, or never answers, is the world in the way.
func TestStreamsFail(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"panics":        func(http.ResponseWriter, *http.Request) { panic("oops") },
		"never answers": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		for _, via := range []harness.Channel{harness.EventStream, harness.Socket} {
			to := target.Handler(h)
			open := listen.Events
			if via == harness.Socket {
				open = listen.Socket
			}
			c := call(via, `{}`)
			c.Limits.Timeout = 200 * time.Millisecond
			stream, _, err := open(context.Background(), to.(harness.Opener), c)
			require.Nil(t, stream, name)
			require.NotEmpty(t, target.KindOf(err), "%s: %v", name, err)
			require.NotContains(t, err.Error(), "secret")
			require.NoError(t, to.Close())
		}
	}
}
