package contracttest

import (
	"math"
	"testing"
)

// Taped is Fuzz, except that it shows the engine's inputs to record; or plays the given ones in their place, over and over and without
// digging, so that whatever is compared plays the same.
func Taped(f *testing.F, cfg Config, inputs [][]byte, record func(data []byte)) {
	f.Helper()
	z := cfg.guided(f)
	if z.begin(f); len(inputs) > 0 {
		z.digger.first = math.MaxInt
	}
	played := 0
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(inputs) > 0 {
			data = inputs[played%len(inputs)]
		} else {
			record(data)
		}
		played++
		z.input(t, data)
	})
}
