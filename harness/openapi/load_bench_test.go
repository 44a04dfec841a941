package openapi

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

// benchmarked are the public documents whose load is measured, ours beside libopenapi's own.
var benchmarked = []string{"github-3.0.json", "stripe-3.0.yaml", "kubernetes-2.0.json"}

func corpusFile(b *testing.B, name string) string {
	b.Helper()
	path := filepath.Join(corpus, name)
	if _, err := os.Stat(path); err != nil {
		b.Skipf("%s is not here (../shared/specs/openapi beside the project)", name)
	}
	return path
}

// BenchmarkLoad measures reading a document into a contract.
func BenchmarkLoad(b *testing.B) {
	for _, name := range benchmarked {
		b.Run(name, func(b *testing.B) {
			path := corpusFile(b, name)
			measure(b, func() any {
				c, err := Load(context.Background(), path, Options{})
				if err != nil {
					b.Fatal(err)
				}
				return c
			})
		})
	}
}

// BenchmarkLibopenapi measures what libopenapi itself needs for the same document: the denominator of our ratio.
func BenchmarkLibopenapi(b *testing.B) {
	for _, name := range benchmarked {
		b.Run(name, func(b *testing.B) {
			path := corpusFile(b, name)
			measure(b, func() any {
				return libopenapiLoad(b, path)
			})
		})
	}
}

// measure reports time, allocations, and the highest and the remaining heap of one load.
func measure(b *testing.B, load func() any) {
	b.Helper()
	b.ReportAllocs()
	var peak, left uint64
	for b.Loop() {
		runtime.GC()
		before := heap()
		done, highest := make(chan struct{}), make(chan uint64)
		go func() { highest <- watch(done) }()
		kept := load()
		close(done)
		peak = max(peak, <-highest-before)
		b.StopTimer()
		runtime.GC()
		left = max(left, heap()-before)
		runtime.KeepAlive(kept)
		b.StartTimer()
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
	b.ReportMetric(float64(left)/(1<<20), "kept-MB")
}

// watch samples the heap until done is closed.
func watch(done chan struct{}) uint64 {
	highest := heap()
	for {
		select {
		case <-done:
			return max(highest, heap())
		case <-time.After(time.Millisecond):
			highest = max(highest, heap())
		}
	}
}

func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
