package contracttest

import (
	"math"
	"testing"
)

// Taped is Fuzz, except that it shows the engine's inputs to record; or plays the given ones in their place, over and over and without
// digging, so that whatever is compared plays the same.
func Taped(f *testing.F, cfg Config, inputs [][]byte, record func(data []byte)) {
	f.Helper()
	z, err := cfg.fuzzer(f, func(z *fuzzer) { z.sight = look(f, &z.engine) })
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { z.end(f) })
	seeds := z.seeds(f)
	for _, seed := range seeds {
		f.Add(seed)
	}
	if z.digger = newDigger(f, len(seeds)); len(inputs) > 0 {
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
