package bucket

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"

	"github.com/contravene-dev/contravene/harness/corpus"
)

func entries(texts ...string) (list []corpus.Entry) {
	for _, text := range texts {
		list = append(list, corpus.Entry{Input: []byte(text), Failing: text[0] == '!'})
	}
	return list
}

// holds that a store does what a folder does, from the first merge to trimming.
func holds(t *testing.T, s corpus.Store) {
	t.Helper()
	p, err := corpus.Pull(t.Context(), s, corpus.Limits{})
	require.NoError(t, err)
	require.Empty(t, p.Entries, "a place that does not exist yet is empty")
	added, err := corpus.Merge(t.Context(), s, entries("a", "bb", "!failed"))
	require.NoError(t, err)
	require.Equal(t, 3, added)
	added, err = corpus.Merge(t.Context(), s, entries("bb", "ccc"))
	require.NoError(t, err)
	require.Equal(t, 1, added)
	removed, err := corpus.Trim(t.Context(), s, entries("a", "bb", "!failed"), entries("bb"))
	require.NoError(t, err)
	require.Equal(t, 1, removed)
	p, err = corpus.Pull(t.Context(), s, corpus.Limits{})
	require.NoError(t, err)
	require.Equal(t, entries("!failed", "bb", "ccc"), p.Entries)
	require.Empty(t, p.Passed())
	_, err = s.Read(t.Context(), "gone", 10)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NoError(t, s.Remove(t.Context(), "gone"))
	half, err := s.Read(t.Context(), entries("ccc")[0].Name(), 3)
	require.NoError(t, err)
	require.Len(t, half, 4, "the limit and one more")
}

func TestMemory(t *testing.T) {
	all := memblob.OpenBucket(nil)
	require.NoError(t, all.WriteAll(t.Context(), "nights/api/other/file", []byte("of somebody else"), nil))
	require.NoError(t, all.WriteAll(t.Context(), "nights/api/FuzzX/deep/er/file", []byte("no entry"), nil))
	s := &Store{bucket: blob.PrefixedBucket(all, "nights/api/FuzzX/"), place: place{name: "mem://"}}
	holds(t, s)
	_, err := s.Read(t.Context(), "failing/"+entries("!failed")[0].Name(), 100)
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

// TestFolder holds that a folder by its address is one that the engine can read as it is.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "yet")
	s, err := Open(t.Context(), "file://"+filepath.ToSlash(dir), "FuzzX")
	require.NoError(t, err)
	require.Equal(t, "file://"+filepath.ToSlash(dir), s.String())
	holds(t, s)
	p, err := corpus.Pull(t.Context(), corpus.Folder(filepath.Join(dir, "FuzzX")), corpus.Limits{})
	require.NoError(t, err)
	require.Equal(t, entries("!failed", "bb", "ccc"), p.Entries)
	files, err := os.ReadDir(filepath.Join(dir, "FuzzX"))
	require.NoError(t, err)
	require.Len(t, files, 3, "two entries and the folder of those that failed, and nothing beside them")
}

func TestAddressesThatCannotBeMeant(t *testing.T) {
	for address, want := range map[string]string{
		"s3://%zz":                            "the address is no URL; write it like s3://BUCKET/FOLDER, or give a folder",
		"ftp://bucket/a":                      "nothing is kept at ftp://; use s3://, gs://, file:/// or a folder",
		"s3:///a":                             "the address names no bucket; write s3://BUCKET/FOLDER",
		"gs://":                               "the address names no bucket; write gs://BUCKET/FOLDER",
		"file://host/a":                       "write file:///FOLDER, or give a folder",
		"s3://key:hunter22@bucket":            "take them out and give credentials and a region, as with AWS_PROFILE",
		"s3://b?endpoint=http://k:hunter22@h": "take them out",
		"s3://bucket/a?region=x&hunter22=hunter22": "open corpus s3://bucket/a: ",
		"gs://bucket?hunter22=hunter22":            "it knows endpoint, universe_domain and anonymous",
		"gs://bucket?anonymous=hunter22":           "write anonymous=true, or leave it out",
		"gs://bucket?endpoint=hunter22":            "write endpoint=https://HOST",
		"gs://bucket?endpoint=http://hunter22.com": "credentials would travel unencrypted",
		"gs://bucket": "open corpus gs://bucket: ",
	} {
		t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "none"))
		_, err := Open(t.Context(), address, "FuzzX")
		require.ErrorContains(t, err, want, address)
		require.NotContains(t, err.Error(), "hunter22", address)
	}
}
