// Package gocover builds Go programs whose coverage can be read while they run.
//
// The chosen packages are compiled with the 8-bit counters that the fuzzing of the go command uses, one for each edge, with
// those inside of && and || among them. A file that a build overlay adds to the main package serves the counters to whoever
// connects; nothing is written to the program's folder. `go build -cover` would not do: it looks for the added file on the
// disk, and its counters stand for whole statements only.
package gocover

import (
	"bytes"
	"context"
	_ "embed" // for the added file
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/contravene-dev/contravene/harness/target/internal/tail"
)

// Variable tells a program built with counters where to listen, as NETWORK:ADDRESS. Without it, it does not.
const Variable = "CONTRAVENE_COVER"

//go:embed shim.go.txt
var shim []byte

// shimName of the file that is added to the main package.
const shimName = "zz_contravene_cover.go"

// Program says what is built.
type Program struct {
	Package string   // the main package, such as ./cmd/server
	Dir     string   // in which the go command runs
	Flags   []string // for go build, such as -tags=linux
	Env     []string // besides the environment of this process
	Out     string   // the file to make
	Covered []string // patterns of packages to count in; by default those of the main modules
}

// lastLines of what a command says go into an error.
const lastLines = 20

// Plain builds the program without counters.
func Plain(ctx context.Context, p Program) error { return p.build(ctx, nil) }

// Counted builds the program with counters.
func Counted(ctx context.Context, p Program) (Blocks, error) {
	c, err := p.choose(ctx)
	if err != nil {
		return Blocks{}, err
	}
	flags, remove, err := overlay(c.dir)
	if err != nil {
		return Blocks{}, fmt.Errorf("build %s with coverage: %w", p.Package, err)
	}
	defer remove()
	for _, path := range c.covered {
		flags = append(flags, "-gcflags="+path+"=-d=libfuzzer")
	}
	if err := p.build(ctx, flags); err != nil {
		return Blocks{}, fmt.Errorf("%w; when it builds without coverage, test it so", err)
	}
	blocks, err := readBlocks(p.Out, c.locks)
	if err != nil {
		return Blocks{}, fmt.Errorf("build %s with coverage: read the counters of the program: %w", p.Package, err)
	}
	return blocks, nil
}

// overlay writes the file that is added and the list of what the go command shall see. Both are needed until it is done.
func overlay(dir string) (flags []string, remove func(), err error) {
	added := filepath.Join(dir, shimName)
	if _, err := os.Lstat(added); !errors.Is(err, os.ErrNotExist) {
		return nil, nil, fmt.Errorf("the package has a file %s of its own; rename it", shimName)
	}
	folder, err := os.MkdirTemp("", "contravene-overlay-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a folder for the added file: %w", err)
	}
	from, list := filepath.Join(folder, shimName), filepath.Join(folder, "overlay.json")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {added: from}})
	if err == nil {
		err = errors.Join(os.WriteFile(from, shim, 0o600), os.WriteFile(list, text, 0o600))
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("write the added file: %w", err), os.RemoveAll(folder))
	}
	return []string{"-overlay=" + list}, func() { _ = os.RemoveAll(folder) }, nil
}

// build runs go build.
func (p Program) build(ctx context.Context, flags []string) error {
	args := append([]string{"build"}, p.Flags...)
	args = append(append(args, flags...), "-o", p.Out, "--", p.Package)
	if _, err := p.command(ctx, args); err != nil {
		return err
	}
	// Of a library the same command makes an archive, which cannot be run.
	if info, err := os.Stat(p.Out); err != nil || info.Mode()&0o111 == 0 {
		return fmt.Errorf("build %s: it is not a main package", p.Package)
	}
	return nil
}

// command runs the go command. What it says goes into the error.
func (p Program) command(ctx context.Context, args []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = p.Dir
	cmd.Env = append(os.Environ(), p.Env...)
	var out bytes.Buffer
	var said tail.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	switch lines := said.Last(lastLines); {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("build %s: %w", p.Package, ctx.Err())
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("build %s: there is no go command; install Go, or build the service and start it with target.Process", p.Package)
	default:
		return nil, fmt.Errorf("build %s: %w; go %s said:\n\t%s\nmake `go build %s` succeed first", p.Package, err, args[0],
			strings.ReplaceAll(lines, "\n", "\n\t"), strings.Join(append(p.Flags[:len(p.Flags):len(p.Flags)], p.Package), " "))
	}
}
