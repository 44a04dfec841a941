package contracts

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/contravene-dev/contravene/harness/graphql"
)

// IsAddress reports whether a contract is the address of a service rather than a path.
func IsAddress(path string) bool {
	return strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://")
}

// IsGraphQL recognises a schema: SDL by the name of its file, an introspection result by what it says, and a folder or an
// address, which nothing else can be.
func IsGraphQL(path string) bool {
	if IsAddress(path) {
		return true
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return true
	}
	ext := strings.ToLower(filepath.Ext(path))
	if ext != ".json" {
		return slices.Contains(graphql.Endings, ext)
	}
	f, err := os.Open(path) // #nosec G304 -- the user names the contract
	if err != nil {
		return false // whoever loads it says why
	}
	defer func() { _ = f.Close() }()
	head, err := io.ReadAll(io.LimitReader(f, looked))
	return err == nil && introspected(head)
}

// isGraphQLIn recognises a schema among files, by the same signs.
func isGraphQLIn(files fs.FS, name string) bool {
	ext := strings.ToLower(path.Ext(name))
	if strings.HasSuffix(name, "/") || ext != ".json" {
		return strings.HasSuffix(name, "/") || slices.Contains(graphql.Endings, ext)
	}
	text, err := fs.ReadFile(files, path.Base(name))
	return err == nil && introspected(text)
}

// looked is how far into a text is looked for what an answer to an introspection query begins with.
const looked = 4 << 10

func introspected(text []byte) bool {
	text = text[:min(len(text), looked)]
	return bytes.HasPrefix(bytes.TrimLeft(text, "\ufeff \t\r\n"), []byte("{")) && bytes.Contains(text, []byte(`"__schema"`))
}

// An OpenAPI document says that it is one. SDL has definitions, which no YAML begins like: a colon would have to follow.
var (
	openapiKey = regexp.MustCompile(`(?m)^[ \t{]*"?(openapi|swagger)"?[ \t]*:`)
	definition = regexp.MustCompile(`(?m)^[ \t]*(extend[ \t]+)?(schema\b|(type|interface|input|union|enum|scalar)[ \t]+[_A-Za-z]|directive[ \t]*@)[^:\n]*$`)
)

func isSDL(text []byte) bool { return definition.Match(text) && !openapiKey.Match(text) }
