package gocover

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDecoders reads what the compiler of Go 1.26 has made.
func TestDecoders(t *testing.T) {
	for name, test := range map[string]struct {
		decode decoder
		code   string
		text   uint64
		want   map[uint64]uint64 // what is read, by the address of the instruction
	}{
		"amd64, a load": {amd64, "90" + "0fb61503743a02", 0x6278de, map[uint64]uint64{0x6278df: 0x29cece9}},
		"amd64, a load into another register, backwards": {amd64, "0fb63d00ffffff", 0x1000, map[uint64]uint64{0x1000: 0xf07}},
		"amd64, a comparison":                            {amd64, "803d10000000ff", 0x1000, map[uint64]uint64{0x1000: 0x1017}},
		"amd64, a store":                                 {amd64, "8815ed733a02ff", 0x1000, map[uint64]uint64{}},
		"amd64, cut off":                                 {amd64, "0fb61503743a", 0x1000, map[uint64]uint64{}},
		"arm64":                                          {arm64, "1b1c01d0" + "63274839" + "e40303aa", 0x1f07f0, map[uint64]uint64{0x1f07f0: 0x2572209}},
		"arm64, backwards":                               {arm64, "fbffff90" + "63274839", 0x200000, map[uint64]uint64{0x200000: 0x1fc209}},
		"arm64, an address":                              {arm64, "651900b0" + "a5403b91", 0x1000, map[uint64]uint64{}},
		"arm64, cut off":                                 {arm64, "1b1c01d0" + "632748", 0x1000, map[uint64]uint64{}},
	} {
		t.Run(name, func(t *testing.T) {
			code, err := hex.DecodeString(test.code)
			require.NoError(t, err)
			got := map[uint64]uint64{}
			test.decode(code, test.text, func(at, address uint64) { got[at] = address })
			require.Equal(t, test.want, got)
		})
	}
}

func TestHashesDiffer(t *testing.T) {
	b := Blocks{names: make([]string, 1000), seeds: make([]uint64, 1000)}
	seen := map[uint64]bool{}
	for i := range b.seeds {
		b.seeds[i] = uint64(i) // neighbours
		for magnitude := 1; magnitude <= 8; magnitude++ {
			seen[b.hash(i, magnitude)] = true
		}
	}
	require.Len(t, seen, 8000)
}

func TestReadBlocksOfSomethingElse(t *testing.T) {
	_, err := readBlocks("blocks_test.go", nil)
	require.ErrorContains(t, err, "programs of this system are not known; measure coverage on Linux, BSD or macOS")
}
