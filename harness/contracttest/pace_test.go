package contracttest_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// paceVariable is where each worker leaves how fast it sent.
const paceVariable = "CONTRAVENE_TEST_PACE"

// pace counts the requests that a worker sends, and for how long.
type pace struct {
	count       int
	first, last time.Time
}

// paced is what a worker of TestWhatGuidanceCosts counts with, and else nil.
func paced(f *testing.F) *pace {
	f.Helper()
	dir := os.Getenv(paceVariable)
	if dir == "" {
		return nil
	}
	p := &pace{}
	f.Cleanup(func() {
		text := fmt.Sprintf("%d %f", p.count, p.last.Sub(p.first).Seconds())
		require.NoError(f, os.WriteFile(filepath.Join(dir, strconv.Itoa(os.Getpid())), []byte(text), 0o600))
	})
	return p
}

func (p *pace) step() {
	if p == nil {
		return
	}
	p.last = time.Now()
	if p.count++; p.count == 1 {
		p.first = p.last
	}
}

func (p *pace) handler(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.step()
		h.ServeHTTP(w, r)
	})
}

// pacedService is a service to which requests are counted.
type pacedService struct {
	*target.Service
	pace *pace
}

func (s pacedService) Send(ctx context.Context, r *harness.Request, limits harness.Limits) (*harness.Response, error) {
	s.pace.step()
	return s.Service.Send(ctx, r, limits)
}

// paceIn gives how many requests all workers have sent together, and within how many seconds.
func paceIn(t *testing.T, dir string) (requests, seconds float64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var count, took float64
		_, err = fmt.Sscan(string(text), &count, &took)
		require.NoError(t, err)
		requests, seconds = requests+count, max(seconds, took)
	}
	require.Positive(t, seconds)
	return requests, seconds
}
