package gocover

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// write makes a folder of the files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return dir
}

const (
	module   = "module example.com/m\n\ngo 1.16\n"
	library  = "package lib\n\n//go:noinline\nfunc F(n int) bool { return n > 1 && n < 9 }\n"
	program  = "package main\n\nimport (\n\t\"os\"\n\n\t\"example.com/lib\"\n)\n\nfunc main() {\n\tif lib.F(len(os.Args)) {\n\t\tos.Exit(3)\n\t}\n}\n"
	require1 = "\nrequire example.com/lib v1.0.0\n"
)

func TestCountedInEveryKindOfModule(t *testing.T) {
	for name, test := range map[string]struct {
		files   map[string]string
		program Program
		want    []string // functions with counters; no others
	}{
		"build tags": {
			map[string]string{
				"go.mod": module, "cmd/main.go": "//go:build special\n\npackage main\n\nfunc main() { println(net, os, bytes) }\n",
				"cmd/names.go": "//go:build special\n\npackage main\n\nvar net, os, bytes = 1, 2, 3\n",
				"cmd/other.go": "//go:build !special\n\npackage main\n\nfunc main() { other() }\n\nfunc other() {}\n",
			}, Program{Package: "./cmd", Flags: []string{"-tags=special"}}, []string{"main.main"},
		},
		"vendored": {
			map[string]string{
				"go.mod": module + require1, "main.go": program, "vendor/example.com/lib/lib.go": library,
				"vendor/modules.txt": "# example.com/lib v1.0.0\n## explicit\nexample.com/lib\n",
			}, Program{Package: "."}, []string{"main.main"},
		},
		"vendored and named": {
			map[string]string{
				"go.mod": module + require1, "main.go": program, "vendor/example.com/lib/lib.go": library,
				"vendor/modules.txt": "# example.com/lib v1.0.0\n## explicit\nexample.com/lib\n",
			}, Program{Package: ".", Flags: []string{"-mod=vendor"}, Covered: []string{"example.com/lib"}}, []string{"example.com/lib.F"},
		},
		"replaced, readonly": {
			map[string]string{
				"go.mod":  module + require1 + "\nreplace example.com/lib => ./lib\n",
				"main.go": program, "lib/lib.go": library, "lib/go.mod": "module example.com/lib\n",
			}, Program{Package: "example.com/m", Flags: []string{"-mod=readonly"}}, []string{"main.main"},
		},
		"workspace": {
			map[string]string{
				"go.work": "go 1.20\n\nuse (\n\t./m\n\t./lib\n)\n", "m/go.mod": module, "m/main.go": program,
				"lib/lib.go": library, "lib/go.mod": "module example.com/lib\n",
			}, Program{Package: "./m"}, []string{"example.com/lib.F", "main.main"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, test.files)
			p := test.program
			p.Dir, p.Out, p.Env = dir, filepath.Join(t.TempDir(), "program"), []string{"GOWORK=", "GOFLAGS="}
			blocks, err := Counted(context.Background(), p)
			require.NoError(t, err)
			functions := map[string]bool{}
			for _, name := range blocks.names {
				if name != "" {
					functions[name[:strings.LastIndexByte(name, '/')]] = true
				}
			}
			for _, want := range test.want {
				require.True(t, functions[want], "%s in %v", want, blocks.names)
			}
			require.Len(t, functions, len(test.want), "%v", blocks.names)
		})
	}
}

func TestNothingToCountIn(t *testing.T) {
	dir := write(t, map[string]string{
		"go.mod": module, "main.go": "package main\n\nimport \"example.com/m/names\"\n\nfunc main() { println(names.One) }\n",
		"names/names.go": "package names\n\nconst One = 1\n",
	})
	_, err := Counted(context.Background(), Program{
		Package: ".", Dir: dir, Out: filepath.Join(t.TempDir(), "program"), Covered: []string{"./names"},
	})
	require.EqualError(t, err, "build . with coverage: read the counters of the program: "+
		"it has none; the packages to count in hold no code that runs")
}
