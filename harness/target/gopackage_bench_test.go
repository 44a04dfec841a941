//go:build unix

package target_test

import (
	"context"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// BenchmarkReached compares a service with and without counters, with reading them after each request, and with a glance at what the
// service holds as often as a trial takes one.
func BenchmarkReached(b *testing.B) {
	request := &harness.Request{Method: "POST", Path: "/level", Body: []byte("ne-st")}
	run := func(b *testing.B, s *target.Service, pull, glance bool) {
		for i := 0; b.Loop(); i++ {
			if _, err := s.Send(context.Background(), request, harness.Limits{}); err != nil {
				b.Fatal(err)
			}
			if !pull {
				continue
			}
			if glance && i%64 == 0 {
				if _, err := s.Glance(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
			if hashes, err := s.Reached(context.Background()); err != nil || len(hashes) == 0 {
				b.Fatal(hashes, err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	}
	plain, counted := nested(b, "testdata/nested"), nested(b, "testdata/nested", target.WithCoverage())
	b.Run("plain", func(b *testing.B) { run(b, plain, false, false) })
	b.Run("counted", func(b *testing.B) { run(b, counted, false, false) })
	b.Run("read", func(b *testing.B) { run(b, counted, true, false) })
	b.Run("glanced", func(b *testing.B) { run(b, counted, true, true) })
	b.Run("read-alone", func(b *testing.B) {
		for b.Loop() {
			if _, err := counted.Reached(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, weigh := range map[string]func(context.Context) (harness.Weight, error){"glance-alone": counted.Glance, "weigh-alone": counted.Weigh} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := weigh(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
