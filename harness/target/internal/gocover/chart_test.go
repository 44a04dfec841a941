package gocover

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChart(t *testing.T) {
	b := Blocks{names: []string{"main.f/0", "", "main.f/1"}, seeds: []uint64{11, 12, 13}}
	c := b.Chart()
	require.Equal(t, 2, c.Blocks, "nobody's code is not counted")
	require.Equal(t, []int{0, 2}, c.Places([]uint64{b.hash(2, 8), b.hash(0, 1), b.hash(2, 1), b.hash(1, 1), 99}))
	require.Empty(t, c.Places(nil))
}
