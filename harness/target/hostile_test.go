package target_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/harness/target/internal/hostile"
)

const (
	// Only behaviours that are meant to take too long get little time, since the machine may be busy with other tests.
	hostileTimeout = 300 * time.Millisecond
	patientTimeout = 20 * time.Second
	hostileBytes   = 256 << 10
)

// TestHostileServers sends a few requests to each hostile server: each must give a clear result in time and in bounded
// memory, and none may be given another one's answer.
func TestHostileServers(t *testing.T) {
	before := runtime.NumGoroutine()
	behaviours := hostile.Behaviours()
	require.GreaterOrEqual(t, len(behaviours), 25)
	for _, b := range behaviours {
		t.Run(b.Name, func(t *testing.T) { endure(t, b) })
	}
	requireNoMore(t, before)
}

func endure(t *testing.T, b hostile.Behaviour) {
	base, stop, err := hostile.Start(b)
	require.NoError(t, err)
	defer stop()
	to, err := target.URL(base)
	require.NoError(t, err)
	defer func() { require.NoError(t, to.Close()) }()
	rounds := 4
	if b.Fault == "timeout" {
		rounds = 2
	}
	var said string
	heap := heapGrowth(func() {
		for i := range rounds {
			said = endureOne(t, b, to, i, said)
			time.Sleep(b.Gap)
		}
	})
	// The limit, what growing to it wastes, and the buffers of the sockets and of this test's server.
	require.Less(t, heap, uint64(32<<20), "memory")
	t.Log(said)
}

var address = regexp.MustCompile(`\d+\.\d+\.\d+\.\d+|:\d{4,}|0x`)

// endureOne sends one request and gives the text of its fault, which must be the same as the last time.
func endureOne(t *testing.T, b hostile.Behaviour, to harness.Target, i int, said string) string {
	t.Helper()
	echo := fmt.Sprintf("n=%d", i)
	began := time.Now()
	request := &harness.Request{Method: http.MethodGet, Path: "/x", Query: echo}
	limits := harness.Limits{Timeout: patientTimeout, Bytes: hostileBytes}
	if b.Fault == "timeout" {
		limits.Timeout = hostileTimeout
	}
	answer, err := to.Send(context.Background(), request, limits)
	require.Less(t, time.Since(began), limits.Timeout+2*time.Second)
	for b.Passing && err != nil {
		var f *target.Fault
		require.ErrorAs(t, err, &f)
		require.True(t, f.Temporary(), "%v", err)
		require.Less(t, time.Since(began), patientTimeout)
		time.Sleep(10 * time.Millisecond)
		answer, err = to.Send(context.Background(), request, limits)
	}
	require.Equal(t, b.Fault, string(target.KindOf(err)), "%v", err)
	if b.Fault != "" {
		require.Nil(t, answer)
		require.NotRegexp(t, address, err.Error())
		if said != "" {
			require.Equal(t, said, err.Error(), "the text of a fault must be stable")
		}
		return err.Error()
	}
	require.NoError(t, err)
	require.Equal(t, b.Big, answer.Truncated)
	require.LessOrEqual(t, len(answer.Body), hostileBytes)
	if got := answer.Header.Get("X-Echo"); got != "" {
		require.Equal(t, echo, got, "the answer belongs to another request")
	}
	return fmt.Sprintf("%d %.30q", answer.Status, answer.Body)
}

// heapGrowth tells how much is allocated while f runs, at its end, without what nobody holds any more.
func heapGrowth(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := make(chan uint64, 1)
	done := make(chan struct{})
	go func() {
		var top uint64
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			top = max(top, now.HeapAlloc)
			select {
			case <-done:
				peak <- top
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	func() {
		defer close(done)
		f()
	}()
	top := <-peak
	runtime.ReadMemStats(&after)
	top = max(top, after.HeapAlloc)
	return top - min(top, before.HeapAlloc)
}

// requireNoMore waits for goroutines to end, since some end a moment after what they worked for.
func requireNoMore(t *testing.T, before int) {
	t.Helper()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stacks := make([]byte, 64<<10)
	t.Fatalf("%d goroutines became %d:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}
