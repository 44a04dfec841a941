package openapi

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"sort"
	"time"
)

// shelf is a file system that holds the files of a contract which have been read already. libopenapi indexes every file it
// finds below its base path; here it finds those that the contract refers to and no others.
type shelf struct{ files map[string][]byte }

func newShelf(files map[string]*file, root *file) shelf {
	s := shelf{map[string][]byte{}}
	for at, f := range files {
		if !isRemote(at) && f != root { // libopenapi has the root document already
			s.files[at] = f.text
		}
	}
	return s
}

// Open opens a file, or the one folder in which they all lie: names keep their slashes, since only the walk that joins
// them to a path reads them.
func (s shelf) Open(name string) (fs.File, error) {
	if name == "." {
		return &shelfFolder{info: shelfInfo{name: ".", folder: true}, list: s.list()}, nil
	}
	text, ok := s.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &shelfFile{Reader: bytes.NewReader(text), info: shelfInfo{name: path.Base(name), size: int64(len(text))}}, nil
}

func (s shelf) list() []fs.DirEntry {
	entries := make([]fs.DirEntry, 0, len(s.files))
	for name, text := range s.files {
		entries = append(entries, fs.FileInfoToDirEntry(shelfInfo{name: name, size: int64(len(text))}))
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
	return entries
}

type shelfFile struct {
	*bytes.Reader
	info shelfInfo
}

func (f *shelfFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *shelfFile) Close() error               { return nil }

type shelfFolder struct {
	info shelfInfo
	list []fs.DirEntry
}

func (f *shelfFolder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *shelfFolder) Close() error               { return nil }
func (f *shelfFolder) Read([]byte) (int, error)   { return 0, io.EOF }

func (f *shelfFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(f.list)
	} else if len(f.list) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.list))
	head := f.list[:n]
	f.list = f.list[n:]
	return head, nil
}

// shelfInfo describes a file by no more than its name and size; its time is always the zero time.
type shelfInfo struct {
	name   string
	size   int64
	folder bool
}

func (i shelfInfo) Name() string       { return i.name }
func (i shelfInfo) Size() int64        { return i.size }
func (i shelfInfo) ModTime() time.Time { return time.Time{} }
func (i shelfInfo) IsDir() bool        { return i.folder }
func (i shelfInfo) Sys() any           { return nil }
func (i shelfInfo) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
