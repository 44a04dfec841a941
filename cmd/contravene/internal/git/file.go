package git

import (
	"bytes"
	"io"
	"io/fs"
	"time"
)

// entry describes a file or a folder.
type entry struct {
	name string
	mode fs.FileMode
	size int64
}

// A commit knows no time and no system of a file.
func (e entry) Name() string       { return e.name }
func (e entry) Size() int64        { return e.size }
func (e entry) Mode() fs.FileMode  { return e.mode }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.mode.IsDir() }
func (e entry) Sys() any           { return nil }

// child is an entry of a folder.
type child struct {
	entry
	info func(name string) (fs.FileInfo, error)
}

func (c child) Type() fs.FileMode { return c.mode.Type() }

// Info asks how large a file is; of links and submodules there is nothing more to know.
func (c child) Info() (fs.FileInfo, error) {
	if !c.mode.IsRegular() {
		return c.entry, nil
	}
	return c.info(c.name)
}

// file is an open file, whose text is in memory.
type file struct {
	*bytes.Reader
	entry entry
}

func (f *file) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *file) Close() error               { return nil }

// listing is an open folder.
type listing struct {
	entry entry
	left  []fs.DirEntry
}

func (l *listing) Stat() (fs.FileInfo, error) { return l.entry, nil }
func (l *listing) Close() error               { return nil }

func (l *listing) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: l.entry.name, Err: fs.ErrInvalid}
}

// ReadDir gives the next n entries, or all that are left.
func (l *listing) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(l.left) {
		if n > 0 && len(l.left) == 0 {
			return nil, io.EOF
		}
		n = len(l.left)
	}
	next := l.left[:n]
	l.left = l.left[n:]
	return next, nil
}

var _ fs.ReadDirFile = (*listing)(nil)
