package openapi

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"path/filepath"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/schema"
)

// Options say what a contract may draw in. The zero value allows files below its folder and nothing else.
type Options struct {
	AllowRemote bool         // follow references to http and https URLs
	Client      *http.Client // fetches them; nil: one with a time limit that follows few redirects
}

// Load reads the contract at path and the files below its folder that it refers to.
func Load(ctx context.Context, path string, opt Options) (*harness.Contract, error) {
	dir, err := openFolder(path)
	if err != nil {
		return nil, err
	}
	defer dir.close()
	return loadFrom(ctx, dir, path, opt)
}

// LoadFS reads a contract out of files, which are its folder, such as that of a commit. The last element of name is its file
// there; the whole of it is what reports call it.
func LoadFS(ctx context.Context, files fs.FS, name string, opt Options) (*harness.Contract, error) {
	return loadFrom(ctx, &folder{files: files, prefix: prefixOf(path.Dir(name))}, name, opt)
}

func loadFrom(ctx context.Context, dir *folder, path string, opt Options) (*harness.Contract, error) {
	name := filepath.Base(path)
	text, err := dir.read(name)
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w; name an OpenAPI document", path, err)
	}
	l := newLoader()
	l.open = func(at string) (*file, error) {
		if isRemote(at) {
			return fetch(ctx, at, opt)
		}
		text, err := dir.read(at)
		if err != nil {
			return nil, err
		}
		f, _, err := parse(dir.prefix+at, at, text)
		return f, err
	}
	return l.load(ctx, &file{name: filepath.ToSlash(path), path: name, text: text})
}

// Parse reads a contract from memory. It cannot refer to files; name is what reports call it.
func Parse(name string, text []byte, opt Options) (*harness.Contract, error) {
	l := newLoader()
	ctx := context.Background()
	l.open = func(at string) (*file, error) {
		if isRemote(at) {
			return fetch(ctx, at, opt)
		}
		return nil, fmt.Errorf("%s cannot be read, since the contract was given as text; load it by its path", at)
	}
	return l.load(ctx, &file{name: name, path: filepath.ToSlash(filepath.Base(name)), text: text})
}

func newLoader() *loader {
	return &loader{
		set:      schema.NewSet(),
		files:    map[string]*file{},
		resolved: map[refKey]place{},
		indexes:  map[*yaml.Node]map[string]int{},
		anchors:  map[*file]map[string]place{},
	}
}

// load goes from text to contract. Each step may rely on the ones before: nodes are bounded before anything walks them,
// references lead somewhere before anything follows them.
func (l *loader) load(ctx context.Context, root *file) (*harness.Contract, error) {
	parsed, info, err := parseRoot(root)
	if err != nil {
		return nil, err
	}
	l.root = parsed
	l.files[parsed.path] = parsed
	at := place{file: parsed, node: plain(parsed.root)}
	version, err := l.recognise(at)
	if err != nil {
		return nil, err
	}
	if err := l.scan(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("load contract %s: %w", root.name, err)
	}
	ops, err := l.list(at)
	if err != nil {
		return nil, err
	}
	if err := l.crossCheck(ctx, info, ops); err != nil {
		return nil, err
	}
	c := l.contract(at, version, ops)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = nil
	for _, f := range l.files {
		f.text = nil
	}
	return c, nil
}

func parseRoot(f *file) (*file, *datamodel.SpecInfo, error) {
	parsed, info, err := parse(f.name, f.path, f.text)
	if err != nil {
		return nil, nil, err
	}
	if parsed.root.Kind != yaml.MappingNode {
		return nil, nil, fmt.Errorf("load contract %s:%d:%d: the document is not a mapping; it must begin with openapi or swagger",
			f.name, parsed.root.Line, parsed.root.Column)
	}
	return parsed, info, nil
}
