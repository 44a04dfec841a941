package genome_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// BenchmarkDecode reads a request with a body, as a seed says it, exactly, and after a mutation that had to be repaired; and for
// comparison encodes the same request and reads it back.
func BenchmarkDecode(b *testing.B) {
	shop := load(b, shopFile)
	op := shop.contract.Operation("POST /orders")
	require.NotNil(b, op)
	in, err := shop.stories.Make(shop.plan(op, 0), op, 1)
	require.NoError(b, err)
	k := &harness.Case{ID: "bench", Operation: op.ID, Aim: harness.Aim{Expect: harness.Accept}, Steps: []harness.Step{{Operation: op.ID, Inputs: in}}}
	exact, err := shop.codec.Encode(k)
	require.NoError(b, err)
	valid, err := shop.codec.Express(k)
	require.NoError(b, err)
	require.NotEqual(b, exact, valid)
	for name, data := range map[string][]byte{"valid": valid, "exact": exact, "repaired": append(valid[:len(valid)-3:len(valid)-3], 0xff, 0x7f, 0xfe)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := shop.codec.Decode(data)
				require.NoError(b, err)
			}
		})
	}
	b.Run("wire", func(b *testing.B) {
		for b.Loop() {
			r, err := op.Wire.Encode(op, in)
			require.NoError(b, err)
			_ = op.Wire.Read(op, r)
		}
	})
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			_, err := shop.codec.Encode(k)
			require.NoError(b, err)
		}
	})
}
