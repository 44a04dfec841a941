package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// Folder is a store on disk: the path of its folder. The engine reads it as the corpus of a fuzz test when it is called
// testdata/fuzz/FuzzX and stands beside the test, or when it is what [Cache] gives.
type Folder string

// Cache is where the engine keeps what it found for one fuzz test: cache is the folder that `go env GOCACHE` prints, pkg the
// import path of the test's package.
func Cache(cache, pkg, fuzz string) Folder {
	return Folder(filepath.Join(cache, "fuzz", filepath.FromSlash(pkg), fuzz))
}

// String is the path.
func (f Folder) String() string { return string(f) }

// List gives the files, but for those whose names begin with a dot, which editors and half-done writes leave behind.
func (f Folder) List(ctx context.Context) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for _, dir := range []string{"", failing} {
			if !f.list(ctx, dir, yield) {
				return
			}
		}
	}
}

func (f Folder) list(ctx context.Context, dir string, yield func(File, error) bool) bool {
	entries, err := os.ReadDir(filepath.Join(string(f), dir))
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		yield(File{}, f.wrong("list", err))
		return false
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed meanwhile
		}
		if err != nil {
			yield(File{}, f.wrong("list", err))
			return false
		}
		if !yield(File{Name: filepath.ToSlash(filepath.Join(dir, entry.Name())), Size: info.Size()}, nil) {
			return false
		}
	}
	return true
}

// Read gives a file.
func (f Folder) Read(_ context.Context, name string, limit int64) ([]byte, error) {
	path, err := f.path(name)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path) // below the folder, see path
	if err != nil {
		return nil, f.wrong("read", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, f.wrong("read", err)
	}
	return text, nil
}

// Write writes a file under another name and then gives it its own, so that the engine never reads half of it.
func (f Folder) Write(_ context.Context, name string, file []byte) error {
	path, err := f.path(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return f.wrong("write", err)
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return f.wrong("write", err)
	}
	_, err = part.Write(file)
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name()) // what failed first is what counts
		return f.wrong("write", err)
	}
	return nil
}

// Remove deletes a file.
func (f Folder) Remove(_ context.Context, name string) error {
	path, err := f.path(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.wrong("remove from", err)
	}
	return nil
}

func (f Folder) path(name string) (string, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", fmt.Errorf("corpus %s: %q is no name of a file in it", f, name)
	}
	return filepath.Join(string(f), filepath.FromSlash(name)), nil
}

func (f Folder) wrong(did string, err error) error {
	return fmt.Errorf("%s corpus %s: %w; name a folder that can be read and written", did, f, err)
}
