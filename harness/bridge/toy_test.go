package bridge_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/bridge"
	"github.com/contravene-dev/contravene/harness/feature"
	"github.com/contravene-dev/contravene/harness/target"
)

// The variables that the experiments are set by. A person sets the first, the coordinator of a fuzz run the second.
const (
	blindVariable = "CONTRAVENE_TOY_BLIND"
	toyVariable   = "CONTRAVENE_TOY_ADDRESS"
	serveVariable = "CONTRAVENE_TOY_SERVE"
)

// TestMain lets the test's own binary play the service, in a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv(serveVariable) != "" {
		server := httptest.NewServer(toy())
		fmt.Println(server.URL)
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // until the parent has ended
		return
	}
	os.Exit(m.Run())
}

// secret is what the toy compares with, byte by byte.
const secret = "h@R5~"

// toy answers with a different shape for each byte that is right (/vis), with always the same (/hid), or with random ones (/any).
func toy() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /vis", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		names := []string{"none", "some", "more", "many", "most"}
		_, _ = fmt.Fprintf(w, `{"id":%d,%q:1}`, rand.Int64(), names[depth(r.URL.Query().Get("q"))])
	})
	mux.HandleFunc("GET /hid", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		depth(r.URL.Query().Get("q"))
		_, _ = fmt.Fprintf(w, `{"id":1}`)
	})
	mux.HandleFunc("GET /any", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader([]int{200, 400, 500}[rand.IntN(3)])
		_, _ = fmt.Fprintf(w, `{"id":%d,%q:{%q:[]},"code":%q}`, rand.Int64(), name(), name(), name())
	})
	return mux
}

func name() string {
	b := make([]byte, 8)
	for i := range b {
		b[i] = byte('a' + rand.IntN(26))
	}
	return string(b)
}

// depth is how many bytes are right, one branch each; all five are the bug.
func depth(q string) int {
	if len(q) > 0 && q[0] == secret[0] {
		if len(q) > 1 && q[1] == secret[1] {
			if len(q) > 2 && q[2] == secret[2] {
				if len(q) > 3 && q[3] == secret[3] {
					if len(q) > 4 && q[4] == secret[4] {
						panic(http.ErrAbortHandler)
					}
					return 4
				}
				return 3
			}
			return 2
		}
		return 1
	}
	return 0
}

// remote gives the toy in another process: the coordinator starts it, the workers use it too.
func remote(f *testing.F) harness.Target {
	f.Helper()
	if os.Getenv(toyVariable) == "" {
		cmd := exec.CommandContext(context.Background(), os.Args[0])
		cmd.Env = append(os.Environ(), serveVariable+"=1")
		cmd.Stderr = os.Stderr
		in, err := cmd.StdinPipe()
		require.NoError(f, err)
		out, err := cmd.StdoutPipe()
		require.NoError(f, err)
		require.NoError(f, cmd.Start())
		f.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
		line, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(f, err)
		f.Setenv(toyVariable, strings.TrimSpace(line))
	}
	to, err := target.URL(os.Getenv(toyVariable))
	require.NoError(f, err)
	f.Cleanup(func() { _ = to.Close() })
	return to
}

func FuzzVisible(f *testing.F) { fuzz(f, "/vis", remote(f), false) }
func FuzzAny(f *testing.F)     { fuzz(f, "/any", remote(f), false) }
func FuzzHandler(f *testing.F) { fuzz(f, "/hid", target.Handler(toy()), true) }

func fuzz(f *testing.F, path string, to harness.Target, inside bool) {
	op := &harness.Operation{ID: "GET " + path}
	b := bridge.Open(f)
	if os.Getenv(blindVariable) != "" {
		b.Close()
		b = nil
	}
	f.Cleanup(b.Close)
	f.Cleanup(func() {
		if b.Live() {
			fmt.Fprintln(os.Stderr, "mode:", b.Mode(), "features:", b.Known(), "counters:", b.Counters())
		}
	})
	m := feature.NewMap()
	m.Share(b)
	f.Add([]byte("00000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b.Begin()
		r := &harness.Request{Method: "GET", Path: path, Query: "q=" + escape(data)}
		send := func() []*harness.Exchange {
			x := &harness.Exchange{Operation: op, Request: r}
			x.Response, x.Err = to.Send(t.Context(), r, harness.Limits{})
			return []*harness.Exchange{x}
		}
		var trace []*harness.Exchange
		if inside {
			b.Keep(func() { trace = send() })
		} else {
			trace = send()
		}
		if trace[0].Cut() {
			t.Fatalf("the bug was reached with %q", data)
		}
		if !b.Live() {
			return
		}
		features := m.Of(trace)
		if b.News(features) {
			m.Repeat(trace, send())
			features = m.Of(trace)
		}
		b.Hit(features)
	})
}

func escape(data []byte) string {
	var b strings.Builder
	for _, c := range data {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
