package graphql

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// File is one document of a schema: SDL, or an introspection result in JSON.
type File struct {
	Name string // as reports call it
	Text string
}

// Endings are the file names under which people keep SDL.
var Endings = []string{".graphql", ".graphqls", ".gql", ".sdl"}

// read collects the files that paths name. A folder stands for all SDL below it; documents of clients that lie among it
// are passed over.
func read(paths []string) ([]File, error) {
	var files []File
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("load contract %s: %w; name a file of GraphQL SDL, an introspection result or a folder of SDL", path, err)
		}
		var more []File
		if info.IsDir() {
			more, err = readFolder(os.DirFS(path), path)
		} else {
			more, err = readFile(path)
		}
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	if len(files) == 0 {
		return nil, errors.New("load contract: there is no SDL; name a file or a folder that holds some (" + strings.Join(Endings, ", ") + ")")
	}
	return files, nil
}

func readFile(path string) ([]File, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the user names the contract
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w", path, err)
	}
	return []File{{Name: filepath.ToSlash(path), Text: string(text)}}, nil
}

// readFolder reads all SDL of a folder, which reports call by its name.
func readFolder(folder fs.FS, name string) ([]File, error) {
	var files []File
	err := fs.WalkDir(folder, ".", func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if base := entry.Name(); at != "." && (strings.HasPrefix(base, ".") || base == "node_modules") {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || !slices.Contains(Endings, strings.ToLower(path.Ext(at))):
			return nil
		}
		text, err := fs.ReadFile(folder, at)
		if err == nil && !executable(string(text)) {
			files = append(files, File{Name: path.Join(filepath.ToSlash(name), at), Text: string(text)})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w", name, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("load contract %s: the folder holds no SDL (%s)", name, strings.Join(Endings, ", "))
	}
	return files, nil
}

// executable reports whether a text is a document of a client rather than SDL.
func executable(text string) bool {
	if _, err := parser.ParseSchema(&ast.Source{Input: text}); err == nil {
		return false
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	return err == nil && len(doc.Operations)+len(doc.Fragments) > 0
}
