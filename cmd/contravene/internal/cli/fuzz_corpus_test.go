package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/corpus"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/reports/nightly"
)

func entriesOf(texts ...string) (list []corpus.Entry) {
	for _, text := range texts {
		list = append(list, corpus.Entry{Input: []byte(text)})
	}
	return list
}

// printsOf gives footprints by the names of entries.
func printsOf(by map[string]Footprint) map[string]*Footprint {
	prints := map[string]*Footprint{}
	for text, f := range by {
		prints[entriesOf(text)[0].Name()] = &f
	}
	return prints
}

func TestAdvised(t *testing.T) {
	require.ErrorContains(t, advised(fmt.Errorf("start: %w", target.ErrUntold)), "with --go-arg, such as --go-arg=-addr={{addr}}")
	require.EqualError(t, advised(errors.New("no such package")), "no such package")
}

// TestSmallest holds that an input goes only when it was played, has found nothing, and smaller ones do all that it does.
func TestSmallest(t *testing.T) {
	prints := printsOf(map[string]Footprint{
		"a":     {Played: true, Answers: []uint64{1}},
		"bb":    {Played: true, Answers: []uint64{1}},                      // what a does
		"ccc":   {Played: true, Answers: []uint64{1}, Blocks: []uint64{2}}, // alone runs a block
		"dddd":  {Played: true, Answers: []uint64{1, 2}},                   // nothing that ccc and a do not
		"e":     {Played: true},                                            // nothing
		"other": {},                                                        // of another machine
		"found": {Played: true, Found: true, Answers: []uint64{1}},         //
	})
	all := entriesOf("a", "bb", "ccc", "dddd", "e", "other", "found", "never written down")
	failing := entriesOf("fails")
	failing[0].Failing = true
	prints[failing[0].Name()] = &Footprint{Played: true}
	got := smallest(prints, append(all, failing...))
	require.Equal(t, corpus.Union(entriesOf("a", "ccc", "other", "found", "never written down"), failing), got)
	require.Equal(t, got, smallest(prints, got), "once more nothing goes")
}

func TestShown(t *testing.T) {
	prints := printsOf(map[string]Footprint{
		"old": {Answers: []uint64{1, 2}, Blocks: []uint64{10, 11}, Places: []int{0}, Of: 9},
		"new": {Answers: []uint64{2, 3}, Blocks: []uint64{11, 12, 13}, Places: []int{0, 1, 2}, Of: 9},
	})
	prints[""] = &Footprint{Answers: []uint64{4}, Blocks: []uint64{12}, Places: []int{1}, Of: 9}
	restored := entriesOf("old", "gone")
	require.Equal(t, &nightly.Shown{Features: 8, NewFeatures: 2, Blocks: 3, NewBlocks: 1, Of: 9}, shown(prints, entriesOf("old", "new"), restored))
}

func TestReadFootprints(t *testing.T) {
	file := filepath.Join(t.TempDir(), "footprints")
	require.NoError(t, os.WriteFile(file, []byte(`{"name":"","answers":[18446744073709551615]}
{"name":"","answers":[2],"places":[1]}
{"name":"x","played":true,"blocks":[3]}
`), 0o600))
	prints, err := readFootprints(file)
	require.NoError(t, err)
	require.ElementsMatch(t, []uint64{18446744073709551615, 2}, prints[""].features())
	require.Equal(t, &Footprint{Name: "x", Played: true, Blocks: []uint64{3}}, prints["x"])
	require.NoError(t, os.WriteFile(file, []byte(`{"name":"x"`), 0o600))
	_, err = readFootprints(file)
	require.ErrorContains(t, err, "what the inputs do cannot be read")
}
