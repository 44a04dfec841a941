package contracttest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/suites"
)

// The two benchmarks compare a full-check run with a bare loop that sends the very same requests, in one process and one
// run, so that their ratio means the same on any machine. Both sides use one worker and one connection; usual-ratio is that
// of a run as users start it, with a worker for each core.

// tape remembers the requests of a run.
type tape struct {
	harness.Target

	mu       sync.Mutex
	requests []*harness.Request
}

func (t *tape) Send(ctx context.Context, r *harness.Request, l harness.Limits) (*harness.Response, error) {
	t.mu.Lock()
	t.requests = append(t.requests, r.Clone())
	t.mu.Unlock()
	return t.Target.Send(ctx, r, l)
}

// shopRun is a full-check run of the sound shop as alice.
func shopRun(tb testing.TB, to harness.Target, workers int, seed uint64) *harness.Report {
	tb.Helper()
	contract, err := openapi.Parse("openapi.yaml", shop.Document(), openapi.Options{})
	require.NoError(tb, err)
	report, err := harness.Run(tb.Context(), harness.Config{
		Contract: contract, Target: to, Actors: []*harness.Actor{alice()}, Generators: generators.All, Checks: suites.All(),
		Workers: workers, Seed: seed, Stories: generators.Stories(contract, graph.Options{}),
	})
	require.NoError(tb, err)
	return report
}

func alice() *harness.Actor {
	return harness.NewActor("alice", http.Header{"Authorization": {"Bearer " + shop.Actors()[0].Token}})
}

// sink is the leanest answer a handler can write to.
type sink struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { return s.body.Write(p) }

func record(b *testing.B) []*harness.Request {
	b.Helper()
	t := &tape{Target: target.Handler(shop.New())}
	shopRun(b, t, 1, 1)
	return t.requests
}

// build makes what net/http needs from a taped request, before the clock runs.
func build(b *testing.B, base string, taped []*harness.Request) []*http.Request {
	b.Helper()
	var list []*http.Request
	for _, r := range taped {
		req, err := http.NewRequest(r.Method, base+r.URL(), bytes.NewReader(r.Body))
		if err != nil {
			continue // a path that net/http cannot write; the full run sends it all the same
		}
		req.Header = r.Header.Clone()
		list = append(list, req)
	}
	return list
}

func BenchmarkInProcess(b *testing.B) {
	taped := record(b)
	var bare, full, usual time.Duration
	var bareN, fullN, usualN int
	for b.Loop() {
		handler, requests := shop.New(), build(b, "http://shop.test", taped)
		began := time.Now()
		for _, r := range requests {
			s := &sink{header: http.Header{}}
			handler.ServeHTTP(s, r)
			_, _ = io.Copy(io.Discard, &s.body)
		}
		bare, bareN = bare+time.Since(began), bareN+len(requests)

		report := shopRun(b, target.Handler(shop.New()), 1, 1)
		full, fullN = full+report.Timing.Duration, fullN+report.Totals.Requests+report.Totals.Cleanup
		report = shopRun(b, target.Handler(shop.New()), 0, 1)
		usual, usualN = usual+report.Timing.Duration, usualN+report.Totals.Requests+report.Totals.Cleanup
	}
	ratio(b, bare, bareN, full, fullN)
	b.ReportMetric(float64(usualN)/usual.Seconds()/(float64(bareN)/bare.Seconds()), "usual-ratio")
}

// BenchmarkOverHTTP compares over as many connections on both sides, each with requests under way one after the other.
func BenchmarkOverHTTP(b *testing.B) {
	for _, connections := range []int{1, 4} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) { overHTTP(b, connections) })
	}
}

func overHTTP(b *testing.B, connections int) {
	taped := record(b)
	var bare, full time.Duration
	var bareN, fullN int
	for b.Loop() {
		server := httptest.NewServer(shop.New())
		requests := build(b, server.URL, taped)
		bare, bareN = bare+bareLoop(requests, connections), bareN+len(requests)
		server.Close()

		server = httptest.NewServer(shop.New())
		to, err := target.URL(server.URL)
		require.NoError(b, err)
		report := shopRun(b, to, connections, 1)
		full, fullN = full+report.Timing.Duration, fullN+report.Totals.Requests+report.Totals.Cleanup
		_ = to.Close()
		server.Close()
	}
	ratio(b, bare, bareN, full, fullN)
}

// bareLoop sends requests with net/http and reads the answers, and says how long that took.
func bareLoop(requests []*http.Request, connections int) time.Duration {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
	defer client.CloseIdleConnections()
	began := time.Now()
	var senders sync.WaitGroup
	for n := range connections {
		senders.Go(func() {
			for i := n; i < len(requests); i += connections {
				answer, err := client.Do(requests[i])
				if err != nil {
					continue
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
			}
		})
	}
	senders.Wait()
	return time.Since(began)
}

func ratio(b *testing.B, bare time.Duration, bareN int, full time.Duration, fullN int) {
	b.Helper()
	perBare, perFull := float64(bareN)/bare.Seconds(), float64(fullN)/full.Seconds()
	b.ReportMetric(perBare, "bare-req/s")
	b.ReportMetric(perFull, "full-req/s")
	b.ReportMetric(perFull/perBare, "ratio")
}
