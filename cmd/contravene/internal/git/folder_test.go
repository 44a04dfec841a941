package git

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// repository makes one with a single commit, whose files are pairs of path and text.
func repository(t *testing.T, pairs ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	top := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		at := filepath.Join(top, pairs[i])
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o750))
		require.NoError(t, os.WriteFile(at, []byte(pairs[i+1]), 0o600))
	}
	run(t, top, "init", "-q", "-b", "main")
	return top
}

func commit(t *testing.T, top string) {
	t.Helper()
	run(t, top, "add", "-A")
	run(t, top, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "first")
}

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	out, err := command(t.Context(), dir, args...).CombinedOutput()
	require.NoError(t, err, string(out))
}

func TestAFolderIsReadAsItWas(t *testing.T) {
	top := repository(t, "api/openapi.yaml", "one\n", "api/parts/a.yaml", "two\n", "api/empty", "", "other.yaml", "outside\n")
	commit(t, top)
	require.NoError(t, os.WriteFile(filepath.Join(top, "api/openapi.yaml"), []byte("changed\n"), 0o600))
	t.Setenv("GIT_DIR", "/nowhere") // as in a hook of another repository
	t.Setenv("GIT_INDEX_FILE", "/nowhere")
	f, err := Open(t.Context(), filepath.Join(top, "api"), "main", "")
	require.NoError(t, err)
	require.Len(t, f.Commit, 40)
	require.NoError(t, fstest.TestFS(f, "openapi.yaml", "parts/a.yaml", "empty"))
	text, err := fs.ReadFile(f, "openapi.yaml")
	require.NoError(t, err)
	require.Equal(t, "one\n", string(text))
	_, err = fs.ReadFile(f, "gone.yaml")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = fs.ReadFile(f, "../other.yaml")
	require.ErrorIs(t, err, fs.ErrInvalid)
	require.NoError(t, f.Close())

	f, err = Open(t.Context(), filepath.Join(top, "api"), "HEAD", "api/parts")
	require.NoError(t, err)
	text, err = fs.ReadFile(f, "a.yaml")
	require.NoError(t, err)
	require.Equal(t, "two\n", string(text))
	require.NoError(t, f.Close())
}

func TestLinksStayWithinTheFolder(t *testing.T) {
	top := repository(t, "api/a.yaml", "one\n", "secret.yaml", "no\n")
	for name, to := range map[string]string{"inside.yaml": "a.yaml", "above.yaml": "../secret.yaml", "round.yaml": "round.yaml", "gone.yaml": "nowhere.yaml"} {
		require.NoError(t, os.Symlink(to, filepath.Join(top, "api", name)))
	}
	commit(t, top)
	f, err := Open(t.Context(), filepath.Join(top, "api"), "main", "")
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	text, err := fs.ReadFile(f, "inside.yaml")
	require.NoError(t, err)
	require.Equal(t, "one\n", string(text))
	_, err = fs.ReadFile(f, "above.yaml")
	require.ErrorIs(t, err, errOutside)
	_, err = fs.ReadFile(f, "round.yaml")
	require.ErrorIs(t, err, errLoop)
	_, err = fs.ReadFile(f, "gone.yaml")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestWhatNamesNoCommit(t *testing.T) {
	top := repository(t, "api/a.yaml", "one\n", "new/b.yaml", "two\n")
	require.NoError(t, os.Rename(filepath.Join(top, "new"), filepath.Join(t.TempDir(), "new")))
	commit(t, top)
	require.NoError(t, os.Mkdir(filepath.Join(top, "new"), 0o750))
	for ref, want := range map[string]string{
		"":                "names no commit",
		"--output=x":      "begins like a flag",
		"main\nHEAD":      "names no commit",
		"origin/main":     "no commit \"origin/main\"; fetch it first",
		"HEAD:api/a.yaml": "fetch it first",
		"main^{tree}":     "fetch it first",
	} {
		_, err := Open(t.Context(), filepath.Join(top, "api"), ref, "")
		require.ErrorContains(t, err, want, ref)
	}
	_, err := Open(t.Context(), filepath.Join(top, "new"), "main", "")
	require.ErrorIs(t, err, ErrAbsent)
	_, err = Open(t.Context(), t.TempDir(), "main", "")
	require.ErrorContains(t, err, "find the repository of")
	_, err = Open(t.Context(), filepath.Join(top, "api"), "main", "api/a.yaml")
	require.ErrorContains(t, err, "is no folder")
}

func TestTheMergeBaseIsWhereHEADLeft(t *testing.T) {
	top := repository(t, "a", "one\n")
	commit(t, top)
	left, err := Commit(t.Context(), top, "main")
	require.NoError(t, err)
	run(t, top, "checkout", "-q", "-b", "topic")
	run(t, top, "checkout", "-q", "main")
	require.NoError(t, os.WriteFile(filepath.Join(top, "b"), []byte("two\n"), 0o600))
	commit(t, top)
	run(t, top, "checkout", "-q", "topic")
	for ref, want := range map[string]string{"main": left, "HEAD": left, left: left} {
		got, err := MergeBase(t.Context(), top, ref)
		require.NoError(t, err)
		require.Equal(t, want, got, ref)
	}
	run(t, top, "checkout", "-q", "--orphan", "apart")
	require.NoError(t, os.WriteFile(filepath.Join(top, "c"), []byte("three\n"), 0o600)) // else it could be the first commit again
	commit(t, top)
	_, err = MergeBase(t.Context(), top, "main")
	require.ErrorIs(t, err, ErrUnrelated)
	_, err = MergeBase(t.Context(), top, "nowhere")
	require.ErrorContains(t, err, `find the merge base of HEAD and "nowhere"`)
	_, err = MergeBase(t.Context(), top, "--all")
	require.ErrorContains(t, err, "begins like a flag")
}
