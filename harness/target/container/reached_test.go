package container

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

func nested() Config {
	return Config{GoPackage: ".", Dir: "../testdata/nested", Coverage: true, Ready: "/env"}
}

func reached(t *testing.T, to harness.Probe, body string) []uint64 {
	t.Helper()
	_, err := to.Reached(context.Background())
	require.NoError(t, err)
	answer, err := to.Send(context.Background(), &harness.Request{Method: "POST", Path: "/level", Body: []byte(body)}, harness.Limits{})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.Status)
	hashes, err := to.Reached(context.Background())
	require.NoError(t, err)
	return hashes
}

// TestReached also runs the same service as a process, which gives the same hashes.
func TestReached(t *testing.T) {
	needDocker(t)
	s, err := Run(context.Background(), nested())
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	process, err := target.GoPackage(context.Background(), ".", target.WithModule("../testdata/nested"), target.WithCoverage())
	require.NoError(t, err)
	defer func() { require.NoError(t, process.Close()) }()
	seen := map[uint64]bool{}
	for _, body := range []string{"none", "xyz-z", "no-ne", "ne-st", "nes-t", "nest\x05", "nest\x09"} {
		got, before := reached(t, s, body), len(seen)
		require.Equal(t, reached(t, process, body), got)
		require.Equal(t, got, reached(t, s, body))
		for _, hash := range got {
			seen[hash] = true
		}
		require.Greater(t, len(seen), before, "%q goes further", body)
	}
	// Without the number of its process the service is asked for its counters.
	require.NoError(t, s.meter.Close())
	s.meter.Process = nil
	require.Equal(t, reached(t, process, "nes-t"), reached(t, s, "nes-t"))
	answer, err := get(t, s, "/env")
	require.NoError(t, err)
	require.Empty(t, answer.Body, "the variable is not seen by the service")

	inspected, err := s.container.Inspect(context.Background())
	require.NoError(t, err)
	ports := 0
	for port, bindings := range inspected.NetworkSettings.Ports {
		for _, binding := range bindings {
			require.True(t, binding.HostIP.IsLoopback(), "%s on %s", port, binding.HostIP)
			ports++
		}
	}
	require.Equal(t, 2, ports)

	_, err = get(t, s, "/exit")
	require.Equal(t, target.Exited, target.KindOf(err))
	_, err = s.Reached(context.Background())
	require.EqualError(t, err, "exited: the container under test has ended (exit status 3)")
}

func TestReachedNeedsCoverage(t *testing.T) {
	_, err := new(Service).Reached(context.Background())
	require.ErrorIs(t, err, harness.ErrNoCoverage)
	_, err = new(Service).Calm(context.Background(), calm)
	require.ErrorIs(t, err, harness.ErrNoCoverage)
	_, err = new(Service).Glance(context.Background())
	require.ErrorIs(t, err, harness.ErrNoWeight)
	_, err = new(Service).Weigh(context.Background())
	require.ErrorIs(t, err, harness.ErrNoWeight)
}

func TestMeterPortIsNotTheServices(t *testing.T) {
	for port, want := range map[int]string{8080: "41170/tcp", 41170: "41171/tcp", 41171: "41170/tcp"} {
		require.Equal(t, want, Config{Port: port}.meterPort())
	}
}

func BenchmarkReached(b *testing.B) {
	if err := Available(context.Background()); err != nil || testing.Short() {
		b.Skip("no Docker: ", err)
	}
	request := &harness.Request{Method: "POST", Path: "/level", Body: []byte("ne-st")}
	for _, bench := range []struct {
		name           string
		counted, pulls bool
	}{{"plain", false, false}, {"counted", true, false}, {"read", true, true}} {
		b.Run(bench.name, func(b *testing.B) {
			c := nested()
			c.Coverage = bench.counted
			s, err := Run(context.Background(), c)
			require.NoError(b, err)
			defer func() { require.NoError(b, s.Close()) }()
			for b.Loop() {
				_, err := s.Send(context.Background(), request, harness.Limits{})
				require.NoError(b, err)
				if bench.pulls {
					hashes, err := s.Reached(context.Background())
					require.NoError(b, err)
					require.NotEmpty(b, hashes)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
