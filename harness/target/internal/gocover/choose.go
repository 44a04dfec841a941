package gocover

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// listed is what go list says of a package.
type listed struct {
	ImportPath, Name, Dir string
	DepOnly               bool
	Module                *struct{ Main bool }
}

// choice is what to count in.
type choice struct {
	dir     string   // of the main package
	covered []string // import paths
	locks   map[string]bool
}

// choose finds the folder of the main package, and the packages to count in.
func (p Program) choose(ctx context.Context) (choice, error) {
	c := choice{locks: map[string]bool{}}
	all, err := p.list(ctx, "-deps", p.Package)
	if err != nil {
		return c, err
	}
	for _, x := range all {
		if err := c.add(x, p.Package); err != nil {
			return c, err
		}
	}
	if len(p.Covered) > 0 {
		c.covered, err = p.match(ctx, all)
	}
	if err == nil && len(c.covered) == 0 {
		err = fmt.Errorf("build %s with coverage: it has no package of the main module; name the packages to count in", p.Package)
	}
	return c, err
}

func (c *choice) add(x listed, name string) error {
	switch {
	case x.DepOnly:
	case c.dir != "":
		return fmt.Errorf("build %s: it is more than one package; name one main package", name)
	case x.Name != "main":
		return fmt.Errorf("build %s: it is not a main package", name)
	case x.ImportPath == "command-line-arguments":
		return fmt.Errorf("build %s: name the package by its folder, such as ./cmd/server, not by its files", name)
	default:
		c.dir = x.Dir
	}
	if x.Module != nil && x.Module.Main {
		c.covered = append(c.covered, x.ImportPath)
	}
	if path := x.ImportPath; path == "sync" || path == "sync/atomic" || path == "internal/sync" {
		// A program that was built with -trimpath knows its files by the import path.
		c.locks[path], c.locks[filepath.ToSlash(x.Dir)] = true, true
	}
	return nil
}

// match gives the packages of the program that the patterns name.
func (p Program) match(ctx context.Context, all []listed) ([]string, error) {
	used := map[string]bool{}
	for _, x := range all {
		used[x.ImportPath] = true
	}
	var covered []string
	for _, pattern := range p.Covered {
		named, err := p.list(ctx, pattern)
		if err != nil {
			return nil, err
		}
		before := len(covered)
		for _, x := range named {
			if used[x.ImportPath] {
				covered = append(covered, x.ImportPath)
			}
		}
		if len(covered) == before {
			return nil, fmt.Errorf("build %s with coverage: the program uses no package of %s; name packages that it imports", p.Package, pattern)
		}
	}
	return covered, nil
}

// list runs go list.
func (p Program) list(ctx context.Context, args ...string) ([]listed, error) {
	what, last := args[:len(args)-1], args[len(args)-1]
	line := append([]string{"list", "-json=ImportPath,Name,Dir,DepOnly,Module"}, p.Flags...)
	out, err := p.command(ctx, append(append(line, what...), "--", last))
	if err != nil {
		return nil, err
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var x listed
		switch err := d.Decode(&x); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("build %s: read what go list says of %s: %w", p.Package, strings.Join(args, " "), err)
		}
		all = append(all, x)
	}
}
