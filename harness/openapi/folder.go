package openapi

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is where the files of a contract lie. Nothing above it is ever opened, by whatever name or symbolic link.
type folder struct {
	root   *os.Root
	prefix string // what comes before a file's name when it is shown
}

func openFolder(path string) (*folder, error) {
	dir := filepath.Dir(path)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w; name an existing file", path, err)
	}
	prefix := filepath.ToSlash(dir) + "/"
	if dir == "." {
		prefix = ""
	}
	return &folder{root: root, prefix: prefix}, nil
}

func (f *folder) close() { _ = f.root.Close() }

// read reads a file by its slash-separated path below the folder.
func (f *folder) read(path string) ([]byte, error) {
	info, err := f.root.Stat(filepath.FromSlash(path)) // before opening, which waits for ever on a pipe
	if err != nil {
		return nil, explain(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file; name an OpenAPI document", path)
	}
	if info.Size() > maxBytes {
		return nil, fmt.Errorf("%s is larger than %d MB; split it", path, maxBytes>>20)
	}
	in, err := f.root.Open(filepath.FromSlash(path))
	if err != nil {
		return nil, explain(path, err)
	}
	defer func() { _ = in.Close() }()
	text, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, explain(path, err)
	}
	return text, nil
}

func explain(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s does not exist", path)
	}
	var detail *fs.PathError
	if errors.As(err, &detail) {
		return fmt.Errorf("%s cannot be opened: %w", path, detail.Err)
	}
	return fmt.Errorf("%s cannot be read: %w", path, err)
}
