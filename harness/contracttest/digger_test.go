package contracttest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness/contracts"
	"github.com/contravene-dev/contravene/harness/corpus"
)

func newCodec(t *testing.T) (codec *genome.Codec, seed []byte) {
	t.Helper()
	contract, err := contracts.Load(t.Context(), "../../fixtures/vault/openapi.yaml", contracts.Options{})
	require.NoError(t, err)
	codec = genome.New(contract, nil, genome.Options{})
	for seed := range codec.Seeds() {
		if _, _, ok := codec.Near(seed, -1).Next(); ok {
			return codec, seed
		}
	}
	t.Fatal("no seed can be changed")
	return nil, nil
}

func TestDiggingKeepsToItsShare(t *testing.T) {
	codec, seed := newCodec(t)
	d := digger{first: 10}
	d.lead(codec.Near(seed, -1), true, false)
	for d.inputs = 1; d.inputs <= 400; d.inputs++ {
		d.plays++
		for d.may() {
			require.Greater(t, d.inputs, d.first, "not before the engine has tried what it has")
			if _, _, ok := d.next(); !ok {
				d.lead(codec.Near(seed, -1), true, false)
			}
		}
	}
	require.InDelta(t, (d.plays-d.first)/(keenShare-1), d.dug, float64(d.first)+2, "no lead has had its turn")
	d.fresh = 0
	require.False(t, d.may(), "what was dug keenly counts from then on")
	d.plays = d.dug*(digShare-1) + 1
	require.True(t, d.may())
}

func TestDiggingGoesRound(t *testing.T) {
	codec, seed := newCodec(t)
	d := digger{}
	first, second := codec.Near(seed, -1), codec.Near(seed, -1)
	d.lead(first, true, false)
	d.lead(second, true, false)
	require.Equal(t, 2, d.fresh)
	d.turn = digTurn
	_, _, ok := d.next()
	require.True(t, ok)
	require.Same(t, first, d.leads[1], "after a turn it is the other's")
	require.Equal(t, 1, d.fresh)
}

func TestDiggingGoesOnWhereItLastFound(t *testing.T) {
	codec, seed := newCodec(t)
	d := digger{}
	require.False(t, d.may(), "there is nothing to dig at")
	d.lead(codec.Near(seed, -1), true, false)
	older, at, ok := d.next()
	require.True(t, ok)
	d.lead(codec.Near(older, at), true, false)
	first, _, _ := codec.Near(older, at).Next()
	newer, _, ok := d.next()
	require.True(t, ok)
	require.Equal(t, first, newer)
	for range 2 * mostLeads {
		d.lead(codec.Near(seed, -1), true, false)
	}
	require.Len(t, d.leads, mostLeads)
}

func TestDiggingPutsOffWhatWasRefused(t *testing.T) {
	codec, seed := newCodec(t)
	d := digger{}
	accepted, refused := codec.Near(seed, -1), codec.Near(seed, -1)
	d.lead(accepted, true, false)
	d.lead(refused, false, false)
	require.Same(t, accepted, d.leads[1])
	require.Equal(t, 1, d.fresh)
	for range mostLeads {
		d.lead(codec.Near(seed, -1), false, false)
	}
	require.Len(t, d.leads, mostLeads)
	require.LessOrEqual(t, d.fresh, 1)
}

func TestLeavesPutWhatFailedWhereTheEngineWroteAnother(t *testing.T) {
	dir := t.TempDir()
	l := leaves{corpus: filepath.Join(dir, "corpus"), failed: filepath.Join(dir, "failed"), wait: filepath.Join(dir, "wait")}
	input, failed := []byte("at hand"), []byte("\xfe\"failed\"\n")
	l.name(t, input, failed)
	l.name(t, []byte("another"), failed)
	require.NoError(t, os.MkdirAll(l.failed, 0o755))
	at := filepath.Join(l.failed, corpus.Entry{Input: input}.Name())
	require.NoError(t, os.WriteFile(at, corpus.Entry{Input: input}.Encode(), 0o600))
	l.settle()
	text, err := os.ReadFile(at)
	require.NoError(t, err)
	require.Equal(t, "go test fuzz v1\n[]byte(\"\\xfe\\\"failed\\\"\\n\")\n", string(text))
	require.Equal(t, 1, l.entries(), "what the engine did not write is not written")
	l.keep(t, failed)
	require.Equal(t, 2, l.entries())
}
