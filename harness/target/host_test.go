package target_test

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// host runs work as an engine does.
func host(h http.HandlerFunc, work func(harness.Target)) { target.Handler(h).(harness.Host).Host(work) }

// TestHostedWorkOutlivesItsHandlers: whatever a handler does, the work goes on and its next request is answered.
func TestHostedWorkOutlivesItsHandlers(t *testing.T) {
	before := runtime.NumGoroutine()
	release := make(chan struct{})
	handler := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/panic":
			panic("boom")
		case "/exit":
			runtime.Goexit()
		case "/hang":
			<-release
		case "/leave":
			<-r.Context().Done()
		case "/flood":
			for r.Context().Err() == nil {
				_, _ = w.Write(make([]byte, 1000))
			}
		default:
			_, _ = io.WriteString(w, "fine")
		}
	}
	host(handler, func(to harness.Target) {
		for range 3 {
			for path, want := range map[string]string{
				"/panic": "panic: the handler panicked: boom",
				"/exit":  "panic: the handler ended its goroutine without returning",
				"/hang":  "timeout: no answer within 20ms",
				"/leave": "timeout: no answer within 20ms",
			} {
				_, err := to.Send(context.Background(), get(path), harness.Limits{Timeout: 20 * time.Millisecond})
				require.EqualError(t, err, want)
			}
			began := time.Now()
			answer, err := to.Send(context.Background(), get("/flood"), harness.Limits{Bytes: 10_500, Timeout: time.Minute})
			require.NoError(t, err)
			require.True(t, answer.Truncated)
			require.Len(t, answer.Body, 10_500)
			require.Less(t, time.Since(began), 30*time.Second, "the answer is taken as soon as it is there")
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(10*time.Millisecond, cancel)
			_, err = to.Send(ctx, get("/leave"), harness.Limits{})
			require.ErrorIs(t, err, context.Canceled)
			answer, err = to.Send(context.Background(), get("/"), harness.Limits{})
			require.NoError(t, err)
			require.Equal(t, "fine", string(answer.Body))
		}
	})
	close(release)
	requireNoMore(t, before)
}

// TestHostedTimeoutsRace lets the clock run out while the handler returns: exactly one goroutine goes on with the work.
func TestHostedTimeoutsRace(t *testing.T) {
	handler := func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(time.Millisecond)
		_, _ = io.WriteString(w, "fine")
	}
	answered, late := 0, 0
	host(handler, func(to harness.Target) {
		for range 200 {
			if _, err := to.Send(context.Background(), get("/"), harness.Limits{Timeout: time.Millisecond}); err == nil {
				answered++
			} else {
				require.Equal(t, target.Timeout, target.KindOf(err))
				late++
			}
		}
	})
	require.Equal(t, 200, answered+late)
}

func TestHostedWorkThatPanicsOrExits(t *testing.T) {
	quiet := func(http.ResponseWriter, *http.Request) {}
	func() {
		defer func() {
			cause, isText := recover().(string)
			require.True(t, isText)
			require.Contains(t, cause, "a check is broken")
			require.Contains(t, cause, "TestHostedWorkThatPanicsOrExits", "the stack of the work is kept")
		}()
		host(quiet, func(harness.Target) { panic("a check is broken") })
	}()
	ended := make(chan bool)
	go func() {
		returned := false
		defer func() { ended <- returned }()
		host(quiet, func(harness.Target) { runtime.Goexit() })
		returned = true
	}()
	require.False(t, <-ended)
}
