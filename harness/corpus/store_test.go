package corpus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMergeAndPull(t *testing.T) {
	dir := Folder(filepath.Join(t.TempDir(), "not", "yet"))
	p, err := Pull(t.Context(), dir, Limits{})
	require.NoError(t, err)
	require.Empty(t, p.Entries, "a place that does not exist yet is empty")

	added, err := Merge(t.Context(), dir, entries("a", "bb", "a", "x!"))
	require.NoError(t, err)
	require.Equal(t, 3, added)
	added, err = Merge(t.Context(), dir, entries("bb", "ccc"))
	require.NoError(t, err)
	require.Equal(t, 1, added, "what is there already is not written again")

	p, err = Pull(t.Context(), dir, Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"x!", "a", "bb", "ccc"}, inputs(p.Entries))
	require.Empty(t, p.Passed())
	require.FileExists(t, filepath.Join(string(dir), "failing", Entry{Input: []byte("x")}.Name()))
}

func TestMergeHealsTornFiles(t *testing.T) {
	dir := Folder(t.TempDir())
	e := Entry{Input: []byte("whole")}
	require.NoError(t, os.WriteFile(filepath.Join(string(dir), e.Name()), e.Encode()[:9], 0o600))
	added, err := Merge(t.Context(), dir, []Entry{e})
	require.NoError(t, err)
	require.Equal(t, 1, added)
	p, err := Pull(t.Context(), dir, Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"whole"}, inputs(p.Entries))
}

// TestMergeFromManyMachines lets eight writers merge overlapping corpora into one place at the same time.
func TestMergeFromManyMachines(t *testing.T) {
	dir := Folder(t.TempDir())
	var want []Entry
	var all sync.WaitGroup
	errs := make([]error, 8)
	for machine := range errs {
		var own []Entry
		for i := range 60 {
			own = append(own, Entry{Input: fmt.Appendf(nil, "entry %d", machine*20+i)}) // two thirds are another machine's too
		}
		want = append(want, own...)
		all.Go(func() { _, errs[machine] = Merge(context.Background(), dir, own) })
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
	p, err := Pull(t.Context(), dir, Limits{})
	require.NoError(t, err)
	require.Equal(t, Union(want), p.Entries)
	left, err := filepath.Glob(filepath.Join(string(dir), ".part-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestPullWithinLimits(t *testing.T) {
	dir := Folder(t.TempDir())
	_, err := Merge(t.Context(), dir, entries("a", "bb", "ccc", "dddd", "a long one that fails!"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(string(dir), "README"), []byte("no entry"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(string(dir), ".hidden"), entries("h")[0].Encode(), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(string(dir), "folder"), 0o700))
	size := int64(len(entries("a")[0].Encode()))
	for _, c := range []struct {
		name   string
		limits Limits
		want   []string
		passed string
	}{
		{"none", Limits{}, []string{"a long one that fails!", "a", "bb", "ccc", "dddd"}, "files were passed over: 1 that hold no entry of this kind of test"},
		{"of a file", Limits{File: size + 1}, []string{"a", "bb"}, "files were passed over: 1 that hold no entry of this kind of test, 3 that are too large"},
		{"of the number", Limits{Entries: 3}, []string{"a long one that fails!", "a"}, "files were passed over: 1 that hold no entry of this kind of test, 3 beyond the limit of a corpus; minimise it"},
		{"of all together", Limits{Total: 46 + 8 + 2*size}, []string{"a long one that fails!", "a"}, "files were passed over: 1 that hold no entry of this kind of test, 3 beyond the limit of a corpus; minimise it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Pull(t.Context(), dir, c.limits)
			require.NoError(t, err)
			require.Equal(t, c.want, inputs(p.Entries))
			require.Equal(t, c.passed, p.Passed())
		})
	}
}

func TestTrim(t *testing.T) {
	dir := Folder(t.TempDir())
	_, err := Merge(t.Context(), dir, entries("a", "bb", "ccc", "x!"))
	require.NoError(t, err)
	seen := entries("a", "bb", "x!")
	removed, err := Trim(t.Context(), dir, seen, entries("a"))
	require.NoError(t, err)
	require.Equal(t, 1, removed)
	p, err := Pull(t.Context(), dir, Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"x!", "a", "ccc"}, inputs(p.Entries), "what fails stays, and so does what another machine added meanwhile")
}

func TestErrorsNameThePlaceAndTheNextStep(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := Merge(t.Context(), Folder(file), entries("a"))
	require.ErrorContains(t, err, "corpus "+file)
	require.ErrorContains(t, err, "name a folder that can be read and written")
	_, err = Folder(t.TempDir()).Read(t.Context(), "../escape", 1)
	require.ErrorContains(t, err, "is no name of a file in it")
	require.ErrorContains(t, Folder(t.TempDir()).Write(t.Context(), "/etc/x", nil), "is no name of a file in it")
}

func TestMergeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Merge(ctx, Folder(t.TempDir()), entries("a"))
	require.ErrorIs(t, err, context.Canceled)
}

func TestEach(t *testing.T) {
	var mu sync.Mutex
	var done []int
	require.NoError(t, each(t.Context(), 100, func(_ context.Context, i int) error {
		mu.Lock()
		defer mu.Unlock()
		done = append(done, i)
		return nil
	}))
	slices.Sort(done)
	require.Len(t, slices.Compact(done), 100)
	wrong := errors.New("wrong")
	require.ErrorIs(t, each(t.Context(), 100, func(_ context.Context, i int) error {
		if i == 7 {
			return wrong
		}
		return nil
	}), wrong)
	require.NoError(t, each(t.Context(), 0, nil))
}

func TestCache(t *testing.T) {
	require.Equal(t, Folder(filepath.Join("cache", "fuzz", "example.com", "api", "FuzzAPI")), Cache("cache", "example.com/api", "FuzzAPI"))
}
