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
	files  fs.FS
	prefix string // what comes before a file's name when it is shown
	close  func()
}

func openFolder(path string) (*folder, error) {
	dir := filepath.Dir(path)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w; name an existing file", path, err)
	}
	return &folder{files: root.FS(), prefix: prefixOf(filepath.ToSlash(dir)), close: func() { _ = root.Close() }}, nil
}

// prefixOf is what stands before the names of the files of a folder.
func prefixOf(dir string) string {
	if dir == "." {
		return ""
	}
	return dir + "/"
}

// read reads a file by its slash-separated path below the folder.
func (f *folder) read(path string) ([]byte, error) {
	info, err := fs.Stat(f.files, path) // before opening, which waits for ever on a pipe
	if err != nil {
		return nil, explain(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file; name an OpenAPI document", path)
	}
	if info.Size() > maxBytes {
		return nil, fmt.Errorf("%s is larger than %d MB; split it", path, maxBytes>>20)
	}
	in, err := f.files.Open(path)
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
