package graphql

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// corpus is the optional folder of public schemas, which is not part of the project.
const corpus = "../../../shared/specs/graphql"

// corpusFiles lists the schemas of the corpus, or skips the test.
func corpusFiles(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(corpus)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the corpus of public schemas (../shared/specs/graphql beside the project) is not here")
	}
	require.NoError(t, err)
	var files []string
	for _, e := range entries {
		files = append(files, filepath.Join(corpus, e.Name()))
	}
	return files
}

func shop(t testing.TB) *TypeSystem {
	t.Helper()
	ts, err := Open("testdata/shop.graphql")
	require.NoError(t, err)
	return ts
}

func TestCorpusLoads(t *testing.T) {
	for _, path := range corpusFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			c, err := Load(context.Background(), path, Options{})
			require.NoError(t, err)
			require.NotEmpty(t, c.Operations)
			seen := map[string]bool{}
			for _, op := range c.Operations {
				require.False(t, seen[op.ID], op.ID)
				seen[op.ID] = true
				require.NotZero(t, op.Source.Line, op.ID)
			}
			t.Logf("%d operations, %d problems", len(c.Operations), len(c.Problems))
		})
	}
}

func TestUndeclaredNamesAreTaken(t *testing.T) {
	ts := shop(t)
	require.Equal(t, []string{"@auth", "@key", "@link", "@requiresScopes"}, ts.Undeclared())
	c := ts.Contract(Options{})
	require.Len(t, c.Problems, 1)
	require.Equal(t, "used and nowhere declared, so taken as they stand: @auth, @key, @link, @requiresScopes", c.Problems[0].Message)
	require.Contains(t, c.Operation("query me").Extensions, "x-graphql-directives")
	me := c.Operation("query me").Extensions["x-graphql-directives"].([]any)
	require.Equal(t, map[string]any{"name": "auth", "arguments": map[string]any{"requires": "USER"}}, me[0])
	require.NotContains(t, ts.types.Types, anyLiteral)
}

func TestLoadForms(t *testing.T) {
	for name, text := range map[string]string{
		"no query":              "type Mutation { a: Int }",
		"other root names":      "schema { query: Root } type Root { a: Int }",
		"extension alone":       "extend type Query { a: Int }",
		"extended schema":       "type Root { a: Int } extend schema { query: Root }",
		"built-in scalars":      "scalar ID scalar String type Query { a: ID }",
		"built-in directive":    "directive @skip(if: Boolean!) on FIELD type Query { a: ID }",
		"introspection types":   "type __Type { name: String } type Query { a: ID }",
		"byte order mark":       "\ufefftype Query { a: ID }",
		"AppSync":               "type Query { a: AWSDateTime @aws_auth(cognito_groups: [\"a\"]) }",
		"directive twice":       "type Query { a: Int @x(a: 1) @x(b: {c: [D]}) }",
		"directive everywhere":  "scalar S @x enum E @x { A @x } input I @x { a: S @x } union U @x = T interface N @x { a: S } type T @x { a(b: I @x): E @x } type Query { t: T }",
		"federation directives": "type Query { a: P } type P @key(fields: \"id\") @shareable { id: ID! @external w: Int @requires(fields: \"id\") @override(from: \"b\") }",
	} {
		t.Run(name, func(t *testing.T) {
			ts, err := Parse(File{Name: "s.graphql", Text: text})
			require.NoError(t, err)
			require.NotEmpty(t, ts.Contract(Options{}).Operations)
		})
	}
}

func TestLoadErrorsNameThePlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"syntax":             {"type Query {\n  a Int\n}", "s.graphql:2:5"},
		"unknown type":       {"type Query {\n  a: Missing\n}", "s.graphql:2:"},
		"two types":          {"type Query { a: Int }\ntype Query { b: Int }", "s.graphql:2:"},
		"no root":            {"type A { a: Int }", "s.graphql: the schema has no Query"},
		"interface":          {"type Query implements N { a: Int }\ninterface N { b: Int }", "s.graphql:"},
		"non-null circle":    {"type Query { a(i: I): Int }\ninput I { i: I! }", "s.graphql:2:"},
		"declared directive": {"directive @d(a: Int!) on FIELD_DEFINITION\ntype Query { a: Int @d }", "s.graphql:2:"},
		"refused":            {`{"errors":[{"message":"introspection is off"}]}`, "introspection is off"},
		"other JSON":         {`{"openapi":"3.1.0"}`, "no __schema"},
		"broken JSON":        {`{"data":`, "s.graphql"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(File{Name: "s.graphql", Text: c.text})
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "load contract ")
		})
	}
	_, err := Open("testdata/missing.graphql")
	require.ErrorContains(t, err, "testdata/missing.graphql")
}

func TestManyFilesAreOneSchema(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/query.graphql":          "type Query { user: User }",
		"b/user.gql":               "type User { id: ID! }",
		"b/more.graphqls":          "extend type Query { users: [User!]! }",
		"client/get.graphql":       "query Get { user { id } }",
		"node_modules/x.graphql":   "type Query { x: Int }",
		".hidden/x.graphql":        "type Query { x: Int }",
		"readme.txt":               "no SDL",
		"client/fragments.graphql": "fragment F on User { id }",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	ts, err := Open(dir)
	require.NoError(t, err)
	ids := []string{}
	for _, op := range ts.Contract(Options{}).Operations {
		ids = append(ids, op.ID)
		require.True(t, strings.HasPrefix(op.Source.File, filepath.ToSlash(dir)))
	}
	require.Equal(t, []string{"query user", "query users"}, ids)
	_, err = Open(filepath.Join(dir, "a", "query.graphql"), filepath.Join(dir, "b"))
	require.NoError(t, err)
	_, err = Open(filepath.Join(dir, "node_modules", "..", "client"))
	require.ErrorContains(t, err, "holds no SDL")
}

func TestTheClientsDocumentsAreNoSDL(t *testing.T) {
	require.True(t, executable("{ a }"))
	require.False(t, executable("type Query { a: Int }"))
	require.False(t, executable("type Query {"))
}
