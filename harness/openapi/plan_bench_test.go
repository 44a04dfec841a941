package openapi

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi/datamodel"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
)

// BenchmarkAgainstLibopenapi gives ratios, in time and in the highest heap, of what we do with a large contract to what
// libopenapi's own load of it costs, all in one run: load reads the contract; plan also asks every generator for the cases
// of every operation, and takes the first of each; draw makes the values of all cases at the normal budget, which a
// run spreads over its requests.
func BenchmarkAgainstLibopenapi(b *testing.B) {
	for _, name := range benchmarked {
		b.Run(name, func(b *testing.B) {
			path := corpusFile(b, name)
			var theirs, load, plan, draw cost
			for b.Loop() {
				theirs.add(func() any { return libopenapiLoad(b, path) })
				load.add(func() any { return ourLoad(b, path) })
				plan.add(func() any { c := ourLoad(b, path); take(c, 1); return c })
				draw.add(func() any { c := ourLoad(b, path); take(c, harness.Normal.PerOperation); return c })
			}
			for _, c := range []struct {
				name string
				cost cost
			}{{"load", load}, {"plan", plan}, {"draw", draw}} {
				b.ReportMetric(c.cost.time.Seconds()/theirs.time.Seconds(), c.name+"-time-ratio")
				b.ReportMetric(float64(c.cost.peak)/float64(theirs.peak), c.name+"-peak-ratio")
			}
		})
	}
}

// cost is what a piece of work takes.
type cost struct {
	time time.Duration
	peak uint64
}

func (c *cost) add(work func() any) {
	runtime.GC()
	before := heap()
	done, highest := make(chan struct{}), make(chan uint64)
	go func() { highest <- watch(done) }()
	began := time.Now()
	kept := work()
	c.time += time.Since(began)
	close(done)
	c.peak = max(c.peak, <-highest-before)
	runtime.KeepAlive(kept)
}

func ourLoad(b *testing.B, path string) *harness.Contract {
	b.Helper()
	c, err := Load(context.Background(), path, Options{})
	require.NoError(b, err)
	return c
}

// take asks for that many cases of each generator for each operation.
func take(c *harness.Contract, limit int) {
	for _, op := range c.Operations {
		plan := &harness.Plan{
			Contract: c, Operation: op, Seed: 1, Limit: limit, Memo: map[any]any{}, Cannot: func(harness.Source, string) {},
		}
		for _, g := range generators.All {
			taken := 0
			for range g.Cases(plan) {
				if taken++; taken == limit {
					break
				}
			}
		}
	}
}

func libopenapiLoad(b *testing.B, path string) any {
	b.Helper()
	text, err := os.ReadFile(path)
	require.NoError(b, err)
	config := datamodel.NewDocumentConfiguration()
	config.Logger = slog.New(slog.DiscardHandler)
	doc, err := libopenapi.NewDocumentWithConfiguration(text, config)
	require.NoError(b, err)
	// The error is about circular references, which all of these documents have.
	if doc.GetSpecInfo().SpecFormat == datamodel.OAS2 {
		m, _ := doc.BuildV2Model()
		return []any{doc, m}
	}
	m, _ := doc.BuildV3Model()
	return []any{doc, m}
}
