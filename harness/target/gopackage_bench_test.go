//go:build unix

package target_test

import (
	"context"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// BenchmarkReached compares a service with and without counters, and with reading them after each request.
func BenchmarkReached(b *testing.B) {
	request := &harness.Request{Method: "POST", Path: "/level", Body: []byte("ne-st")}
	run := func(b *testing.B, s *target.Service, pull bool) {
		for b.Loop() {
			if _, err := s.Send(context.Background(), request, harness.Limits{}); err != nil {
				b.Fatal(err)
			}
			if !pull {
				continue
			}
			if hashes, err := s.Reached(context.Background()); err != nil || len(hashes) == 0 {
				b.Fatal(hashes, err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	}
	plain, counted := nested(b, "testdata/nested"), nested(b, "testdata/nested", target.WithCoverage())
	b.Run("plain", func(b *testing.B) { run(b, plain, false) })
	b.Run("counted", func(b *testing.B) { run(b, counted, false) })
	b.Run("read", func(b *testing.B) { run(b, counted, true) })
	b.Run("read-alone", func(b *testing.B) {
		for b.Loop() {
			if _, err := counted.Reached(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
