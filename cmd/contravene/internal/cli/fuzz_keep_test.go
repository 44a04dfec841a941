//go:build unix

package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/corpus"
	"github.com/contravene-dev/contravene/reports/nightly"
)

// pail is a bucket that is a folder.
type pail struct {
	corpus.Folder
	closed *bool
}

func (p pail) Close() error {
	*p.closed = true
	return nil
}

// fuzzed gives a run of which the engine has found two inputs and crashed with a third, beside three in a bucket.
func fuzzed(t *testing.T) (n *engineRun, far pail) {
	t.Helper()
	far = pail{corpus.Folder(filepath.Join(t.TempDir(), "far")), new(bool)}
	crashed := corpus.Entry{Input: []byte("failed before"), Failing: true}
	_, err := corpus.Merge(t.Context(), far, append(entriesOf("a", "bb", "another machine's"), crashed))
	require.NoError(t, err)
	bucket := func(context.Context, string, string) (Bucket, error) { return far, nil }
	n = &engineRun{
		app: &app{Streams: Streams{Err: io.Discard, Bucket: bucket}, args: []string{"fuzz"}}, hunt: &hunt{corpus: "mem://far"}, dir: t.TempDir(), report: &nightly.Report{},
	}
	n.corpus, err = n.restore(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, n.report.Corpus.Restored)
	_, err = corpus.Merge(t.Context(), n.corpus.local, entriesOf("ccc", "dddd"))
	require.NoError(t, err)
	require.Equal(t, 2, n.corpus.fresh())
	input := filepath.Join(n.dir, "input")
	require.NoError(t, os.WriteFile(input, corpus.Entry{Input: []byte("fails")}.Encode(), 0o600))
	require.NoError(t, n.corpus.putAway(input))
	require.NoFileExists(t, input)
	require.Equal(t, 2, n.corpus.fresh(), "what crashed is nothing that the engine begins with")
	return n, far
}

func pulled(t *testing.T, from corpus.Store) (texts []string) {
	t.Helper()
	p, err := corpus.Pull(t.Context(), from, corpus.Limits{})
	require.NoError(t, err)
	for _, e := range p.Entries {
		texts = append(texts, string(e.Input))
	}
	return texts
}

// player is a program that writes what inputs do, as the fuzz test does.
func player(t *testing.T, prints map[string]*Footprint) string {
	t.Helper()
	dir, lines := t.TempDir(), []byte(nil)
	for name, f := range prints {
		f.Name = name
		line, err := json.Marshal(f)
		require.NoError(t, err)
		lines = append(append(lines, line...), '\n')
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "prints"), lines, 0o600))
	script := "#!/bin/sh\ncp " + dir + `/prints "$(printf %s "$` + NightVariable + `" | sed 's/.*"footprints":"\([^"]*\)".*/\1/')"` + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "player"), []byte(script), 0o700))
	return filepath.Join(dir, "player")
}

func TestCorpusIsMergedAndMinimised(t *testing.T) {
	n, far := fuzzed(t)
	program := player(t, printsOf(map[string]Footprint{
		"a": {Played: true, Answers: []uint64{1}}, "bb": {Played: true, Answers: []uint64{1}}, "ccc": {Played: true, Answers: []uint64{2}},
		"dddd": {Played: true, Answers: []uint64{1, 2}}, "another machine's": {},
	}))
	require.NoError(t, n.keep(t.Context(), program))
	require.Equal(t, []string{"fails", "failed before", "a", "ccc", "another machine's"}, pulled(t, far))
	require.Equal(t, nightly.Corpus{Place: far.String(), Restored: 3, New: 2, Total: 5, Added: 1, Removed: 2}, n.report.Corpus)
	require.Equal(t, &nightly.Shown{Features: 2, NewFeatures: 1}, n.report.Shown)
	require.NoError(t, n.corpus.close())
	require.True(t, *far.closed)
}

// TestCorpusIsWholeWhereNobodyKnowsWhatItDoes: an error takes nothing away, and neither does an interrupt.
func TestCorpusIsWholeWhereNobodyKnowsWhatItDoes(t *testing.T) {
	all := []string{"fails", "failed before", "a", "bb", "ccc", "dddd", "another machine's"}
	n, far := fuzzed(t)
	require.NoError(t, n.keep(t.Context(), filepath.Join(t.TempDir(), "absent")))
	require.Equal(t, all, pulled(t, far))
	require.Contains(t, n.report.Corpus.Whole, "the inputs could not be played once more")

	n, far = fuzzed(t)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	require.NoError(t, n.keep(ctx, player(t, nil)))
	require.Equal(t, all, pulled(t, far))
	require.Equal(t, "the run was ended early", n.report.Corpus.Whole)
}

func TestBucketThatCannotBeReached(t *testing.T) {
	n := &engineRun{app: &app{}, hunt: &hunt{corpus: "s3://bucket"}, dir: t.TempDir(), report: &nightly.Report{}}
	_, err := n.restore(t.Context())
	require.EqualError(t, err, "--corpus: this program knows no object stores; give a folder")
	n.app.Bucket = func(context.Context, string, string) (Bucket, error) {
		return nil, errors.New("no credentials; give some")
	}
	_, err = n.restore(t.Context())
	require.EqualError(t, err, "--corpus: no credentials; give some")
}
