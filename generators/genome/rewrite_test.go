package genome_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestRewritingKeepsAllButTheName(t *testing.T) {
	b := load(t, shopFile)
	seeds, shorter := 0, 0
	for seed := range b.codec.Seeds() {
		once, err := b.codec.Decode(seed)
		require.NoError(t, err)
		lean, err := b.codec.Rewrite(once)
		require.NoError(t, err)
		full, err := b.codec.Encode(once)
		require.NoError(t, err)
		again, err := b.codec.Decode(lean)
		require.NoError(t, err)
		require.Contains(t, again.ID, "fuzz/")
		require.NotEmpty(t, again.Title)
		require.Equal(t, text(t, nameless(once)), text(t, nameless(again)))
		seeds, shorter = seeds+1, shorter+len(full)-len(lean)
	}
	require.Greater(t, seeds, 50)
	require.Greater(t, shorter/seeds, 80, "bytes of each are for what is sent")
}

func nameless(k *harness.Case) *harness.Case {
	copied := *k
	copied.ID, copied.Origin, copied.Title = "", "", ""
	return &copied
}

// TestAMovedHeadIsFound: half of what the engine makes up hits the few bytes that the rest depends on.
func TestAMovedHeadIsFound(t *testing.T) {
	b := load(t, shopFile)
	for seed := range b.codec.Seeds() {
		want, err := b.codec.Decode(seed)
		require.NoError(t, err)
		if want.Origin != "fuzz" || len(want.Steps) > 1 {
			continue
		}
		version := append([]byte{0x42}, seed[1:]...)
		inserted := append([]byte{seed[0], seed[1], 0x42}, seed[2:]...)
		doubled := append([]byte{seed[0], seed[1], seed[0], seed[1]}, seed[2:]...)
		for _, data := range [][]byte{version, inserted, doubled} {
			got, err := b.codec.Decode(data)
			require.NoError(t, err)
			require.Equal(t, want.Operation, got.Operation)
			require.Equal(t, len(want.Steps), len(got.Steps))
		}
	}
	_, err := b.codec.Decode([]byte{2, 1, 0, 0, 0})
	require.Error(t, err, "of a version to come")
}
