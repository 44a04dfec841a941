package graphql

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
			more, err = readFolder(path)
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

func readFolder(root string) ([]File, error) {
	var files []File
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := ""; {
		case err != nil:
			return err
		case entry.IsDir():
			if name = entry.Name(); path != root && (strings.HasPrefix(name, ".") || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || !slices.Contains(Endings, strings.ToLower(filepath.Ext(path))):
			return nil
		}
		one, err := readFile(path)
		if err == nil && !executable(one[0].Text) {
			files = append(files, one...)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load contract %s: %w", root, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("load contract %s: the folder holds no SDL (%s)", root, strings.Join(Endings, ", "))
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
