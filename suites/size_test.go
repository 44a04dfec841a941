package suites_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	fileLines     = 300
	functionLines = 40
	switchLines   = 80
	// around is how much a function may hold beside its one switch and still be a flat switch.
	around = 20
)

// oversize lists what may be longer than the house style allows, each with its reason.
var oversize = map[string]string{}

// TestNothingIsTooLong holds files and functions to a size that can be read at once (design, section 8). Tests may have
// longer functions, because a table belongs beside the loop that reads it; generated code is read by nobody.
func TestNothingIsTooLong(t *testing.T) {
	root := ".."
	used := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && file != root && (name == "testdata" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		at, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		measure(t, filepath.ToSlash(at), file, used)
		return nil
	}))
	for name := range oversize {
		require.True(t, used[name], "%s is no longer oversize; take it off the list", name)
	}
}

func measure(t *testing.T, at, file string, used map[string]bool) {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution|parser.ParseComments)
	require.NoError(t, err)
	if ast.IsGenerated(parsed) {
		return
	}
	complain := func(name string, lines, limit int) {
		if oversize[name] != "" {
			used[name] = true
			return
		}
		t.Errorf("%s has %d lines, more than %d; divide it by its ideas", name, lines, limit)
	}
	if lines := set.File(parsed.Pos()).LineCount(); lines > fileLines {
		complain(at, lines, fileLines)
	}
	if strings.HasSuffix(at, "_test.go") {
		return
	}
	for _, decl := range parsed.Decls {
		function, ok := decl.(*ast.FuncDecl)
		if !ok || function.Body == nil {
			continue
		}
		lines, limit := span(set, function), functionLines
		if flat(set, function) {
			limit = switchLines
		}
		if lines > limit {
			complain(at+" "+function.Name.Name, lines, limit)
		}
	}
}

func span(set *token.FileSet, node ast.Node) int {
	return set.Position(node.End()).Line - set.Position(node.Pos()).Line + 1
}

// flat reports whether a function is little more than one switch.
func flat(set *token.FileSet, function *ast.FuncDecl) bool {
	longest := 0
	for _, statement := range function.Body.List {
		switch statement.(type) {
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			longest = max(longest, span(set, statement))
		}
	}
	return longest > 0 && span(set, function)-longest <= around
}
