package suites_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/fixtures/forum"
	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/fixtures/ward"
	"github.com/contravene-dev/contravene/suites"
)

func TestEveryCheckIsSound(t *testing.T) {
	ids := map[string]bool{}
	for _, family := range suites.Families() {
		for _, check := range family.Checks {
			require.NoError(t, check.Validate())
			require.Equal(t, family.Name, check.Family(), check.ID)
			for _, id := range append(check.Formerly, check.ID) {
				require.False(t, ids[id], "%s is used twice; an ID is permanent and never reused", id)
				ids[id] = true
			}
		}
	}
}

// TestEveryCheckIsListed reads the families' files: a check that stands in a file and not in the list would never run.
func TestEveryCheckIsListed(t *testing.T) {
	for _, family := range suites.Families() {
		var listed []string
		for _, check := range family.Checks {
			rule := strings.TrimPrefix(check.ID, family.Name+".")
			listed = append(listed, strings.ReplaceAll(rule, "-", "_")+".go")
		}
		slices.Sort(listed)
		require.Equal(t, declaring(t, family.Name), listed, "each check stands in the file that is named after it, and in Checks")
	}
}

// declaring lists the files of a family that declare a check, once for each.
func declaring(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var names []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			if group, ok := decl.(*ast.GenDecl); ok && group.Tok == token.VAR {
				for _, spec := range group.Specs {
					if declaresCheck(spec) {
						names = append(names, filepath.Base(file))
					}
				}
			}
		}
	}
	return names
}

// declaresCheck recognises var X = &harness.Check{…}.
func declaresCheck(spec ast.Spec) bool {
	values, ok := spec.(*ast.ValueSpec)
	if !ok || len(values.Values) != 1 {
		return false
	}
	address, ok := values.Values[0].(*ast.UnaryExpr)
	if !ok {
		return false
	}
	literal, ok := address.X.(*ast.CompositeLit)
	if !ok {
		return false
	}
	name, ok := literal.Type.(*ast.SelectorExpr)
	return ok && name.Sel.Name == "Check"
}

func TestEveryCheckHasABugAndCases(t *testing.T) {
	var checks, asked, bugs, planted []string
	for _, check := range suites.All() {
		if check.Language == "GraphQL" {
			asked = append(asked, check.ID)
		} else {
			checks = append(checks, check.ID)
		}
		cases := filepath.Join(check.Family(), "testdata", strings.TrimPrefix(check.ID, check.Family()+".")+".txtar")
		_, err := os.Stat(cases)
		require.NoError(t, err, "%s has no judge-level cases", check.ID)
	}
	for _, bug := range slices.Concat(ward.Bugs(), ward.Leaks()) { // what would end this process has a service of its own
		bugs = append(bugs, bug.ID)
	}
	for _, bug := range shop.Bugs() {
		bugs = append(bugs, bug.ID)
	}
	for _, bug := range forum.Bugs() {
		planted = append(planted, bug.ID)
	}
	require.ElementsMatch(t, checks, bugs, "a bug is named by the check that must find it, and each check has one")
	require.Subset(t, planted, asked, "the checks of GraphQL have theirs in the forum")
}

func TestFind(t *testing.T) {
	require.Equal(t, "input.valid-refused", suites.Find("input.valid-refused").ID)
	require.Nil(t, suites.Find("input.nothing"))
}

func TestSelect(t *testing.T) {
	for _, c := range []struct {
		name  string
		globs []string
		want  []string
	}{
		{"a family", []string{"exposure"}, []string{
			"exposure.undeclared-property", "exposure.write-only-returned", "exposure.stack-trace", "exposure.database-error",
			"exposure.server-banner", "exposure.mass-assignment", "exposure.read-only-persisted",
			"exposure.credential-returned", "exposure.secret-in-url", "exposure.account-enumeration", "exposure.foreign-data", "exposure.wider-than-owner",
		}},
		{"a check", []string{"input.valid-refused"}, []string{"input.valid-refused"}},
		{"a pattern", []string{"*.undeclared-*"}, []string{"exposure.undeclared-property", "input.undeclared-method-accepted"}},
		{"in the order of the list", []string{"input.valid-refused", "conformance.server-error"}, []string{
			"conformance.server-error", "input.valid-refused",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			checks, err := suites.Select(c.globs...)
			require.NoError(t, err)
			var ids []string
			for _, check := range checks {
				ids = append(ids, check.ID)
			}
			require.Equal(t, c.want, ids)
		})
	}
	all, err := suites.Select()
	require.NoError(t, err)
	require.Equal(t, suites.All(), all)
	for _, glob := range []string{"exposur", "[", "conformance.nothing"} {
		_, err := suites.Select(glob)
		require.ErrorContains(t, err, glob)
	}
}
