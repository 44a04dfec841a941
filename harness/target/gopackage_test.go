//go:build unix

package target_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/target"
)

// nested builds and starts a service whose answers are all alike.
func nested(t testing.TB, module string, options ...target.Option) *target.Service {
	t.Helper()
	s, err := target.GoPackage(context.Background(), ".", append([]target.Option{target.WithModule(module)}, options...)...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// reached tells what ran for one request.
func reached(t testing.TB, to harness.Probe, body string) []uint64 {
	t.Helper()
	_, err := to.Reached(context.Background())
	require.NoError(t, err)
	answer, err := to.Send(context.Background(), &harness.Request{Method: "POST", Path: "/level", Body: []byte(body)}, harness.Limits{})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.Status)
	hashes, err := to.Reached(context.Background())
	require.NoError(t, err)
	return hashes
}

// beyond counts what is in the first alone.
func beyond(a, b []uint64) int {
	in := map[uint64]bool{}
	for _, x := range b {
		in[x] = true
	}
	n := 0
	for _, x := range a {
		if !in[x] {
			n++
		}
	}
	return n
}

// deeper are bodies of which each gets further into the service than the one before; the last two differ in how often a loop
// runs.
var deeper = []string{"none", "xyz-z", "no-ne", "ne-st", "nes-t", "nest\x05", "nest\x09"}

// TestReachedDiffersWhereTheCodePathsDo has a timer beside it that runs some hundred times.
func TestReachedDiffersWhereTheCodePathsDo(t *testing.T) {
	s := nested(t, "testdata/nested", target.WithCoverage())
	got := map[string][]uint64{}
	for _, body := range deeper {
		got[body] = reached(t, s, body)
		for range 3 {
			require.Equal(t, got[body], reached(t, s, body), "the same request %q", body)
		}
	}
	// In the source: the else of the first if; the then of the second; of the third; of the fourth, which is the left side of
	// an && as well; its right side; the right side's then with the function called and its loop; nothing but the loop's count.
	for i, want := range []struct{ more, less int }{{2, 1}, {2, 1}, {2, 1}, {1, 0}, {3, 1}, {1, 1}} {
		shallow, deep := got[deeper[i]], got[deeper[i+1]]
		require.Equal(t, want.more, beyond(deep, shallow), "%q has beyond %q", deeper[i+1], deeper[i])
		require.Equal(t, want.less, beyond(shallow, deep), "%q has beyond %q", deeper[i], deeper[i+1])
	}
	require.Equal(t, got["xyz-z"], reached(t, s, "abcdef"), "another request on the same path")
	require.Equal(t, "process nested", s.String())
}

// TestReachedIsTheSameAfterABuild moves the code in between, and adds some.
func TestReachedIsTheSameAfterABuild(t *testing.T) {
	module := t.TempDir()
	require.NoError(t, os.CopyFS(module, os.DirFS("testdata/nested")))
	before, again := nested(t, module, target.WithCoverage()), nested(t, module, target.WithCoverage())
	file := filepath.Join(module, "deep", "deep.go")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	added := "var ticks int\n\nfunc init() {\n\tif ticks > 0 {\n\t\tticks++\n\t}\n}\n"
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), "var ticks int\n", added, 1)), 0o600))
	after := nested(t, module, target.WithCoverage())
	for _, body := range deeper {
		want := reached(t, before, body)
		require.Equal(t, want, reached(t, again, body))
		require.Equal(t, want, reached(t, after, body))
	}
	files, err := filepath.Glob(filepath.Join(module, "*"))
	require.NoError(t, err)
	require.Len(t, files, 3, "nothing is added to the service's folder")
}

func TestCoverageLeavesTheServiceAlone(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := nested(t, "testdata/nested", target.WithCoverage("./deep"), target.WithCommand(target.Command{Ready: "/env"}))
	answer, err := s.Send(context.Background(), get("/env"), harness.Limits{})
	require.NoError(t, err)
	require.Empty(t, answer.Body, "the variable is not seen by the service")
	none, err := s.Reached(context.Background())
	require.NoError(t, err)
	require.Empty(t, none, "code outside of the named packages")
	sockets, err := filepath.Glob(os.Getenv("TMPDIR") + "/*/cover")
	require.NoError(t, err)
	require.Len(t, sockets, 1)
	folder, err := os.Stat(filepath.Dir(sockets[0]))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), folder.Mode().Perm())

	_, err = s.Send(context.Background(), get("/exit"), harness.Limits{})
	require.Equal(t, target.Exited, target.KindOf(err))
	_, err = s.Reached(context.Background())
	require.EqualError(t, err, "exited: the process under test has ended (exit status 3)")
	require.NoError(t, s.Close())
	left, err := filepath.Glob(os.Getenv("TMPDIR") + "/contravene*")
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestReachedNeedsCoverage(t *testing.T) {
	s := nested(t, "testdata/nested")
	_, err := s.Reached(context.Background())
	require.ErrorIs(t, err, harness.ErrNoCoverage)
	_, err = s.Calm(context.Background(), time.Millisecond)
	require.ErrorIs(t, err, harness.ErrNoCoverage)
	places, of := s.Places([]uint64{1})
	require.Empty(t, places)
	require.Zero(t, of)
}

func TestPlaces(t *testing.T) {
	s := nested(t, "testdata/nested", target.WithCoverage())
	shallow, of := s.Places(reached(t, s, "nest\x01"))
	deep, again := s.Places(reached(t, s, "nest\x05"))
	require.NotEmpty(t, shallow)
	require.Less(t, len(deep), of)
	require.Equal(t, of, again)
}

func TestReachedWithARequestThatWasCancelled(t *testing.T) {
	s := nested(t, "testdata/nested", target.WithCoverage())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := s.Reached(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, reached(t, s, "nest\x05"), reached(t, s, "nest\x05"))
}

func TestGoPackageThatCannotBeTested(t *testing.T) {
	broken := t.TempDir()
	require.NoError(t, os.CopyFS(broken, os.DirFS("testdata/nested")))
	require.NoError(t, os.WriteFile(filepath.Join(broken, "deep", "broken.go"), []byte("package deep\n\nvar x int = \"text\"\n"), 0o600))
	taken := t.TempDir()
	require.NoError(t, os.CopyFS(taken, os.DirFS("testdata/nested")))
	require.NoError(t, os.WriteFile(filepath.Join(taken, "zz_contravene_cover.go"), []byte("package main\n"), 0o600))
	for name, test := range map[string]struct {
		path, module string
		options      []target.Option
		want         []string
	}{
		"does not build": {".", broken, nil,
			[]string{"build .: exit status 1; go build said:", "deep/broken.go:3:13: cannot use \"text\"", "make `go build .` succeed first"}},
		"not a program": {"./deep", "testdata/nested", nil, []string{"build ./deep: it is not a main package"}},
		"no package":    {"./nothing", "testdata/nested", nil, []string{"build ./nothing: exit status 1; go list said:", "directory not found"}},
		"many packages": {"./...", "testdata/nested", nil, []string{"build ./...: it is"}},
		"by its files":  {"main.go", "testdata/nested", nil, []string{"name the package by its folder, such as ./cmd/server"}},
		"no such covered": {".", "testdata/nested", []target.Option{target.WithCoverage("net/smtp")},
			[]string{"the program uses no package of net/smtp; name packages that it imports"}},
		"name is taken": {".", taken, nil, []string{"the package has a file zz_contravene_cover.go of its own; rename it"}},
		"unknown flag":  {".", "testdata/nested", []target.Option{target.WithBuildFlags("-nonsense")}, []string{"flag provided but not defined: -nonsense"}},
		"does not start": {".", "testdata/nested", []target.Option{target.WithCommand(target.Command{Addr: "127.0.0.1:x"})},
			[]string{"start process nested: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			options := append([]target.Option{target.WithCoverage(), target.WithModule(test.module)}, test.options...)
			_, err := target.GoPackage(context.Background(), test.path, options...)
			require.Error(t, err)
			for _, want := range test.want {
				require.ErrorContains(t, err, want)
			}
			left, err := filepath.Glob(os.Getenv("TMPDIR") + "/contravene*")
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

func TestGoPackageWithoutGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := target.GoPackage(context.Background(), "./cmd/server", target.WithCoverage())
	require.EqualError(t, err, "build ./cmd/server: there is no go command; install Go, or build the service and start it with target.Process")
}
