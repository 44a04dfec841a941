package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/reports"
)

func parse(t *testing.T, args ...string) (*settings, error) {
	t.Helper()
	c := &cobra.Command{Use: "test"}
	f := bind(c)
	require.NoError(t, c.ParseFlags(args))
	return f.settings(environment)
}

func TestFlagsWinOverTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "contravene.yaml")
	require.NoError(t, os.WriteFile(path, []byte(fullConfig), 0o600))
	s, err := parse(t, "--config", path, "--include", "a", "--include", "b{c,d}", "-H", "authorization: Basic x", "--report", "json=other.json",
		"--seed", "7", "--process", "./server -v", "--allow-remote-refs=false", "--save", "kept", "--learned", "none")
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b{c,d}"}, s.include, "a list is replaced")
	require.Equal(t, []string{"deleteEverything"}, s.exclude, "what no flag says stays")
	require.Equal(t, []string{"Basic x"}, s.headers.Values("Authorization"), "a header is replaced by its name")
	require.Equal(t, "acme", s.headers.Get("X-Tenant"))
	require.Equal(t, []reports.Output{{Format: "junit", Path: "-"}, {Format: "json", Path: "other.json"}}, s.outputs)
	require.Equal(t, uint64(7), s.seed)
	require.Empty(t, s.target, "the process of the flag replaces the target of the file")
	require.Equal(t, []string{"./server", "-v"}, s.process)
	require.False(t, s.allowRemoteRefs)
	require.Equal(t, "kept", s.save)
	require.Empty(t, s.learned)
}

func TestFlagsOfOneHeaderAddUp(t *testing.T) {
	s, err := parse(t, "-H", "X-A: 1", "-H", "x-a:2", "-H", "X-B: ${ENV:TOKEN}")
	require.NoError(t, err)
	require.Equal(t, []string{"1", "2"}, s.headers.Values("X-A"))
	require.Equal(t, "hunter2-hunter2", s.headers.Get("X-B"))
}

func TestFlagsRefuse(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-H", "hunter2"}, "--header: a header has no colon"},
		{[]string{"-H", "A B: hunter2"}, "--header: a header's name has characters"},
		{[]string{"--target", "http://a", "--process", "b"}, "--target and --process were both given"},
		{[]string{"--target", "http://u:hunter2@a"}, "--target: the address holds credentials"},
		{[]string{"--rate", "x"}, "--rate:"},
		{[]string{"--allow-remote-refs=perhaps"}, `--allow-remote-refs: "perhaps" is neither true nor false`},
		{[]string{"--report", "json"}, "--report:"},
		{[]string{"--report", "json=-,junit=-"}, "two reports go to standard output; give one of them a file of its own"},
		{[]string{"--report", "json=-,github=/dev/stdout"}, "two reports go to standard output"},
		{[]string{"--report", "github=/dev/stdout", "--report", "json=/proc/self/fd/1"}, "two reports go to standard output"},
		{[]string{"--report", "json=a,junit=./a"}, "two reports go to a; give one of them a file of its own"},
		{[]string{"--config", "absent.yaml"}, "read configuration: open absent.yaml"},
		{[]string{"--save", ""}, "--save: the value is empty"},
		{[]string{"--learned", ""}, "--learned: the value is empty"},
	} {
		_, err := parse(t, c.args...)
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func TestDefaults(t *testing.T) {
	s, err := parse(t)
	require.NoError(t, err)
	require.Equal(t, defaults(), s)
	require.Equal(t, uint64(1), s.seed)
}

func TestRunKeepsErrorsOnOneLine(t *testing.T) {
	for _, args := range [][]string{
		{"tets"}, {"test"}, {"test", "--taget", "x"}, {"test", "a", "b"}, {"list", "opreations"}, {"explain"}, {"explain", "nothing.here"},
		{"replay", "absent.json"}, {"schema", "x"}, {"test", "-H", "hunter2"}, {"test", "-x"}, {"version", "now"}, {"test", "--seed"},
	} {
		var out, errs bytes.Buffer
		require.Equal(t, unusable, Run(context.Background(), args, Streams{Out: &out, Err: &errs}), args)
		require.Empty(t, out.String(), args)
		require.Regexp(t, `^contravene: [^\n]+\n$`, errs.String(), args)
		require.NotContains(t, errs.String(), "Usage:")
		require.NotContains(t, errs.String(), "hunter2")
	}
}
