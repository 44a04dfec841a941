package target_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

func get(path string) *harness.Request { return &harness.Request{Method: http.MethodGet, Path: path} }

func TestHandlerThatPanics(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func()
		want string
	}{
		{"text", func() { panic("boom\nmore") }, "panic: the handler panicked: boom"},
		{"error", func() { panic(errors.New("bang")) }, "panic: the handler panicked: bang"},
		{"library", func() { _ = strings.Repeat("a", -1) }, "panic: the handler panicked: strings: negative Repeat count"},
		{"long", func() { panic(strings.Repeat("é", 1000)) }, "panic: the handler panicked: " + strings.Repeat("é", 200)},
		{"abort", func() { panic(http.ErrAbortHandler) }, "panic: the handler aborted its answer (http.ErrAbortHandler)"},
		{"exit", runtime.Goexit, "panic: the handler ended its goroutine without returning"},
	} {
		t.Run(test.name, func(t *testing.T) {
			to := target.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusOK)
				test.do()
			}))
			answer, err := to.Send(context.Background(), get("/"), harness.Limits{})
			require.Nil(t, answer)
			require.EqualError(t, err, test.want)
			require.Equal(t, target.Panic, target.KindOf(err))
			var passing interface{ Temporary() bool }
			require.ErrorAs(t, err, &passing)
			require.False(t, passing.Temporary())
			var reasoned interface{ Reason() string }
			require.ErrorAs(t, err, &reasoned)
			require.Equal(t, "panic", reasoned.Reason())
		})
	}
}

func TestHandlerWithAnInvalidStatusPanics(t *testing.T) {
	to := target.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(42) }))
	_, err := to.Send(context.Background(), get("/"), harness.Limits{})
	require.EqualError(t, err, "panic: the handler panicked: invalid WriteHeader code 42")
}

func TestHandlerThatHangsIsLeftBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	release := make(chan struct{})
	late := make(chan error, 1)
	to := target.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-release
		_, err := io.WriteString(w, "too late")
		late <- errors.Join(err, r.Context().Err())
	}))
	began := time.Now()
	_, err := to.Send(context.Background(), get("/"), harness.Limits{Timeout: 50 * time.Millisecond})
	require.EqualError(t, err, "timeout: no answer within 50ms")
	require.Less(t, time.Since(began), 10*time.Second)
	close(release)
	err = <-late
	require.ErrorContains(t, err, "the client is gone")
	require.ErrorIs(t, err, context.Canceled)
	requireNoMore(t, before)
}

func TestHandlerThatNeverStopsWriting(t *testing.T) {
	before := runtime.NumGoroutine()
	wrote := make(chan int, 1)
	to := target.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := 0
		// It heeds no error of the writer, only the end of its context.
		for r.Context().Err() == nil {
			m, _ := w.Write(make([]byte, 1000))
			n += m
		}
		wrote <- n
	}))
	answer, err := to.Send(context.Background(), get("/"), harness.Limits{Bytes: 10_500})
	require.NoError(t, err)
	require.True(t, answer.Truncated)
	require.Len(t, answer.Body, 10_500)
	require.Equal(t, 10_500, <-wrote)
	requireNoMore(t, before)
}

func TestSendEndsWithItsContext(t *testing.T) {
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	for name, to := range both(t, h) {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(30*time.Millisecond, cancel)
			_, err := to.Send(ctx, get("/"), harness.Limits{})
			require.ErrorIs(t, err, context.Canceled)
			require.Empty(t, target.KindOf(err), "the end of a run is no fault of the target")
			_, err = to.Send(ctx, get("/"), harness.Limits{})
			require.ErrorIs(t, err, context.Canceled)
			ctx, cancel = context.WithTimeout(context.Background(), 30*time.Millisecond)
			defer cancel()
			_, err = to.Send(ctx, get("/"), harness.Limits{})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Empty(t, target.KindOf(err))
		})
	}
}

func TestHandlerMayChangeWhatItIsGiven(t *testing.T) {
	to := target.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		r.Header["X-A"][0] = "changed"
		r.Header.Set("X-B", "new")
		r.URL.Path = "/other"
	}))
	r := &harness.Request{Method: http.MethodGet, Path: "/a", Header: http.Header{"X-A": {"kept"}}}
	_, err := to.Send(context.Background(), r, harness.Limits{})
	require.NoError(t, err)
	require.Equal(t, &harness.Request{Method: http.MethodGet, Path: "/a", Header: http.Header{"X-A": {"kept"}}}, r)
}

func TestAnswerStaysAsItWasSent(t *testing.T) {
	go1 := make(chan struct{})
	to := target.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-A", "sent")
		for {
			if _, err := w.Write([]byte("0123456789")); err != nil {
				break
			}
		}
		<-go1
		w.Header().Set("X-A", "changed")
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte("more"))
		w.(http.Flusher).Flush()
		panic("nobody listens")
	}))
	answer, err := to.Send(context.Background(), get("/"), harness.Limits{Bytes: 25})
	close(go1)
	require.NoError(t, err)
	time.Sleep(10 * time.Millisecond)
	require.Equal(t, "0123456789012345678901234"[:25], string(answer.Body))
	require.Equal(t, "sent", answer.Header.Get("X-A"))
	require.Equal(t, http.StatusOK, answer.Status)
}

func TestUnsendableRequests(t *testing.T) {
	for _, test := range []struct {
		request harness.Request
		want    string
	}{
		{harness.Request{Method: "", Path: "/"}, "unsendable: the method \"\" is not a token (RFC 9110 9.1)"},
		{harness.Request{Method: "G T", Path: "/"}, "unsendable: the method \"G T\" is not a token (RFC 9110 9.1)"},
		{harness.Request{Method: "GET", Path: "x"}, "unsendable: the path does not begin with a slash"},
		{harness.Request{Method: "GET", Path: "/a\n"}, "unsendable: the path or query would end early; escape its line breaks and question marks"},
		{harness.Request{Method: "GET", Path: "/a?b"}, "unsendable: the path or query would end early; escape its line breaks and question marks"},
		{harness.Request{Method: "GET", Path: "/", Header: http.Header{"a b": {"c"}}}, "unsendable: the header name \"a b\" is not a token (RFC 9110 5.1)"},
		{harness.Request{Method: "GET", Path: "/", Header: http.Header{"A": {"c\x00"}}}, "unsendable: the header A has a control character in its value"},
		{harness.Request{Method: "GET", Path: "/", Header: http.Header{"Host": {}}}, "unsendable: the header Host must have one value (RFC 9112 3.2)"},
		{harness.Request{Method: "GET", Path: "/", Header: http.Header{"Transfer-Encoding": {"chunked"}}}, "unsendable: the header Transfer-Encoding belongs to the connection and cannot be chosen"},
		{harness.Request{Method: "GET", Path: "/", Header: http.Header{"content-length": {"1"}}}, "unsendable: the header Content-Length differs from the body"},
	} {
		for name, to := range both(t, http.NotFoundHandler()) {
			_, err := to.Send(context.Background(), &test.request, harness.Limits{})
			require.EqualError(t, err, test.want, name)
		}
	}
}
