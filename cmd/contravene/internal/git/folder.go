package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"unicode"
)

// ErrAbsent is that the commit has no such folder or file.
var ErrAbsent = fmt.Errorf("the commit has no such folder: %w", fs.ErrNotExist)

// Folder is a folder as it was at a commit. It is an fs.FS; links are followed as long as they stay within the folder.
type Folder struct {
	Commit string // the full name of the commit
	tree   string // the object that is the folder
	*batch
}

// Open gives the folder that dir was at the commit that ref names, or that the slash-separated path at names from the top of
// the repository around dir, if at is not empty.
func Open(ctx context.Context, dir, ref, at string) (*Folder, error) {
	if err := check(ref); err != nil {
		return nil, err
	}
	if at == "" {
		prefix, err := prefixOf(ctx, dir)
		if err != nil {
			return nil, err
		}
		at = prefix
	}
	b, err := start(ctx, dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{batch: b}
	if err := f.find(ref, at); err != nil {
		_ = b.Close() // the first error is the one to tell
		return nil, err
	}
	return f, nil
}

// Commit gives the full name of the commit that ref names in the repository around dir.
func Commit(ctx context.Context, dir, ref string) (string, error) {
	f, err := Open(ctx, dir, ref, ".")
	if err != nil {
		return "", err
	}
	return f.Commit, f.Close()
}

// ErrUnrelated is that two commits have no ancestor in common, as far as the repository knows.
var ErrUnrelated = errors.New("they have no common ancestor")

// MergeBase gives the commit at which the history of HEAD left that of ref, in the repository around dir.
func MergeBase(ctx context.Context, dir, ref string) (string, error) {
	if err := check(ref); err != nil {
		return "", err
	}
	var out, failed bytes.Buffer
	cmd := command(ctx, dir, "merge-base", "HEAD", ref)
	cmd.Stdout, cmd.Stderr = &out, &failed
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 && failed.Len() == 0 {
		return "", ErrUnrelated
	}
	if err != nil {
		return "", fmt.Errorf("find the merge base of HEAD and %q: %s", ref, said(&failed, err))
	}
	return strings.TrimSpace(out.String()), nil
}

func (f *Folder) find(ref, at string) error {
	commit, err := f.ask(ref + "^{commit}")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the repository has no commit %q; fetch it first (a shallow clone has only the newest), or correct the name", ref)
	case err != nil:
		return fmt.Errorf("find commit %q: %w", ref, err)
	}
	f.Commit = commit.id
	folder, err := f.ask(commit.id + ":" + strings.Trim(path.Clean("/"+at), "/"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrAbsent
	case err != nil:
		return fmt.Errorf("find folder %q at %q: %w", at, ref, err)
	case folder.kind != "tree":
		return fmt.Errorf("%q is no folder at %q; name the contract in a folder", at, ref)
	}
	f.tree = folder.id
	return nil
}

// Open gives a file or folder below.
func (f *Folder) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return fail(fs.ErrInvalid)
	}
	asked := f.tree + ":" + name
	if name == "." {
		asked = f.tree
	}
	o, err := f.ask(asked)
	if err != nil {
		return fail(err)
	}
	info := entry{name: path.Base(name), size: int64(len(o.body)), mode: 0o444}
	if o.kind == "blob" {
		return &file{Reader: bytes.NewReader(o.body), entry: info}, nil
	}
	info.mode, info.size = fs.ModeDir|0o555, 0
	entries, err := o.entries(func(below string) (fs.FileInfo, error) {
		return fs.Stat(f, path.Join(name, below))
	})
	if err != nil {
		return fail(err)
	}
	return &listing{entry: info, left: entries}, nil
}

// check refuses what no commit is called, whatever git would make of it.
func check(ref string) error {
	switch {
	case ref == "" || strings.ContainsFunc(ref, func(r rune) bool { return unicode.IsControl(r) || r == ' ' }):
		return fmt.Errorf("%q names no commit; give a branch, a tag or a commit", ref)
	case strings.HasPrefix(ref, "-"):
		return fmt.Errorf("%q names no commit, since it begins like a flag; give a branch, a tag or a commit", ref)
	}
	return nil
}

// prefixOf gives the path of a folder from the top of its repository. Git itself says it, so that symbolic links are its matter.
func prefixOf(ctx context.Context, dir string) (string, error) {
	var out, failed bytes.Buffer
	cmd := command(ctx, dir, "rev-parse", "--show-prefix")
	cmd.Stdout, cmd.Stderr = &out, &failed
	if err := cmd.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return "", fmt.Errorf("run git: %w; install it, or compare with a file", err)
		}
		return "", fmt.Errorf("find the repository of %s: %s; give a file to compare with, or run this in a working tree", dir, said(&failed, err))
	}
	return strings.TrimSuffix(strings.TrimSuffix(out.String(), "\n"), "/"), nil
}

// local are the variables by which git tells its hooks which repository they serve. The contract's folder says that here:
// relative ones would lead elsewhere from another folder, and one that names an index has no part in reading a commit.
var local = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_GRAFT_FILE",
	"GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE", "GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX",
}

// command is git in a folder. Words of its own come in no other language, it asks nobody for a password, and takes no locks.
func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...) // #nosec G204 -- the arguments are those of this package
	cmd.Dir = dir
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !slices.Contains(local, name) && !strings.HasPrefix(name, "GIT_TRACE") {
			cmd.Env = append(cmd.Env, pair)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0")
	return cmd
}

// said is the first line of what git wrote about its failure, or the failure itself.
func said(text *bytes.Buffer, err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text.String()), "\n")
	if line == "" {
		return err.Error()
	}
	return line
}
