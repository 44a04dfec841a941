package generators_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/openapi"
)

// BenchmarkPlan makes every case of every operation of a large contract, at the normal budget. It is measured in cases,
// and beside it stands the time of loading the same document.
func BenchmarkPlan(b *testing.B) {
	for _, name := range []string{"github-3.0.json", "stripe-3.0.yaml"} {
		file := filepath.Join(corpusFolder, name)
		if found, _ := filepath.Glob(file); len(found) == 0 {
			b.Skip("the corpus of public contracts is not there; put it at", corpusFolder)
		}
		b.Run("load "+name, func(b *testing.B) {
			for b.Loop() {
				_, err := openapi.Load(b.Context(), file, openapi.Options{})
				require.NoError(b, err)
			}
		})
		b.Run("plan "+name, func(b *testing.B) {
			b.ReportAllocs()
			cases := 0
			for b.Loop() {
				b.StopTimer() // schemas are compiled as they are met, which belongs to the plan
				c, err := openapi.Load(b.Context(), file, openapi.Options{})
				require.NoError(b, err)
				b.StartTimer()
				for _, op := range c.Operations {
					for _, g := range generators.All {
						for range g.Cases(plan(c, op, 200, nil)) {
							cases++
						}
					}
				}
			}
			b.ReportMetric(float64(cases)/float64(b.N), "cases")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(cases), "µs/case")
		})
	}
}
