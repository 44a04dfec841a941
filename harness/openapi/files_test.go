package openapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// folderOf writes files and gives the path of the first.
func folderOf(t testing.TB, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, filepath.FromSlash(files[i]))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(files[i+1]), 0o600))
	}
	return filepath.Join(dir, filepath.FromSlash(files[0]))
}

func TestSeveralFiles(t *testing.T) {
	path := folderOf(t, "openapi.yaml", `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a: {$ref: "paths/a.yaml"}
  /b: {$ref: "./paths/all%20of.yaml#/b~1c"}
`, "paths/a.yaml", `get:
  responses:
    "200":
      description: ok
      content: {application/json: {schema: {$ref: "../schemas.yaml#/A"}}}
`, "paths/all of.yaml", `b/c:
  post: {responses: {"200": {description: ok}}}
unread: {$ref: "nowhere.yaml"}
`, "schemas.yaml", `A: {type: object, properties: {next: {$ref: "#/A"}, b: {$ref: "schemas.yaml#/B"}}}
B: {type: integer}
`, "unrelated/broken.yaml", "{{{", "unrelated/other.yaml", "openapi: 3.0.0\npaths: {/x: {$ref: nowhere}}\n")
	c, err := Load(context.Background(), path, Options{})
	require.NoError(t, err)
	require.Equal(t, filepath.ToSlash(path), c.File)
	require.Len(t, c.Operations, 2)
	require.Len(t, c.Problems, 2) // libopenapi does not unescape file names; what it cannot see, we say and keep
	require.Contains(t, c.Problems[0].Message, "libopenapi does not see the operation")
	s := c.Operation("GET /a").Replies[0].Contents[0].Schema().Resolve()
	require.Same(t, s, s.Property("next").Resolve())
	require.Equal(t, []string{"integer"}, s.Property("b").Resolve().Types)
	require.Equal(t, filepath.ToSlash(filepath.Join(filepath.Dir(path), "schemas.yaml")), s.Source.File)
	require.Equal(t, 1, s.Source.Line)
	require.Equal(t, "/A", s.Source.Pointer)
	require.Contains(t, c.Operation("GET /a").Source.File, "paths/a.yaml")
}

// A file may refer back to the document that refers to it.
func TestFilesReferBack(t *testing.T) {
	path := folderOf(t, "api/openapi.yaml", `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a: {$ref: "paths/a.yaml"}
components:
  schemas: {A: {type: integer}}
  responses: {E: {description: e, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}
`, "api/paths/a.yaml", `get:
  responses:
    "200": {description: ok, content: {application/json: {schema: {$ref: "../openapi.yaml#/components/schemas/A"}}}}
    "400": {$ref: "../openapi.yaml#/components/responses/E"}
`)
	c, err := Load(context.Background(), path, Options{})
	require.NoError(t, err)
	require.Empty(t, problems(c))
	op := c.Operation("GET /a")
	require.Same(t, op.Reply(200).Contents[0].Schema().Resolve(), op.Reply(400).Contents[0].Schema().Resolve())
}

const frame = `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /x:
    get:
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: "%"}}}
components:
  schemas:
    Self: {$ref: "#/components/schemas/Self"}
    A: {$ref: "#/components/schemas/B"}
    B: {$ref: "#/components/schemas/A"}
    Fine: {$id: "https://example.com/fine", $anchor: fine, type: string}
`

// A reference that leads nowhere is refused with its place, however it is wrong.
func TestReferences(t *testing.T) {
	outside := folderOf(t, "secret.yaml", "type: string\n")
	rows := []struct{ ref, want string }{
		{"#/components/schemas/Nope", `has no "Nope" at #/components/schemas`},
		{"#/components/schemas/Fine/type/x", `has no "x" at #/components/schemas/Fine/type`},
		{"#nope", `no $anchor is named "nope"`},
		{"#/%zz", "percent-encoded"},
		{"#/components/schemas/Self", "circle"},
		{"#/components/schemas/A", "circle"},
		{"gone.yaml#/A", "gone.yaml does not exist"},
		{"..%2Fsecret.yaml", "leaves the contract's folder"},
		{"../secret.yaml", "leaves the contract's folder"},
		{outside, "absolute path"},
		{"file:///etc/passwd", "references to file: are not followed"},
		{"link.yaml", "link.yaml cannot be opened"},
		{"sub", "sub is not a file"},
		{"https://example.com/a.yaml", "--allow-remote-refs"},
		{"broken.yaml", "neither YAML nor JSON"},
		{"deeper.yaml#/A", `deeper.yaml:2:9: reference "#/B"`},
	}
	for _, row := range rows {
		t.Run(row.ref, func(t *testing.T) {
			document := strings.ReplaceAll(frame, "%", row.ref)
			if !strings.Contains(row.ref, "/Self") {
				document = strings.ReplaceAll(document, `Self: {$ref: "#/components/schemas/Self"}`, "Self: {}")
			}
			if !strings.Contains(row.ref, "schemas/A") {
				document = strings.ReplaceAll(document, `B: {$ref: "#/components/schemas/A"}`, "B: {}")
			}
			path := folderOf(t, "openapi.yaml", document, "sub/x.yaml", "{}", "broken.yaml", "a: [", "deeper.yaml", "A: {type: object}\nX: {$ref: \"#/B\"}\nA2: {}\n",
				"deeper.yaml", "A:\n  $ref: \"#/B\"\n")
			require.NoError(t, os.Symlink(outside, filepath.Join(filepath.Dir(path), "link.yaml")))
			_, err := Load(context.Background(), path, Options{})
			require.ErrorContains(t, err, row.want)
			require.ErrorContains(t, err, "load contract "+filepath.ToSlash(filepath.Dir(path)))
			if !strings.HasPrefix(row.ref, "deeper") {
				require.ErrorContains(t, err, "openapi.yaml:")
			}
		})
	}
	for _, ref := range []string{"#/components/schemas/Fine", "#fine", "https://example.com/fine", "#/components/schemas/Fine/../x"} {
		_, err := Parse("openapi.yaml", []byte(strings.NewReplacer("%", ref, "Self: {$ref", "Self: {x-ref", "A: {$ref", "A: {x-ref").Replace(frame)), Options{})
		if strings.Contains(ref, "..") {
			require.ErrorContains(t, err, `openapi.yaml:9:55: reference`)
			continue
		}
		require.NoError(t, err, ref)
	}
}

func TestRemoteReferences(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a/one.yaml":
			_, _ = w.Write([]byte("A: {$ref: \"two.yaml#/B\"}\n"))
		case "/a/two.yaml":
			_, _ = w.Write([]byte("B: {type: integer}\n"))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	document := func(ref string) []byte {
		return []byte(strings.NewReplacer("%", ref, "Self: {$ref", "Self: {x-ref", "A: {$ref", "A: {x-ref").Replace(frame))
	}
	_, err := Parse("openapi.yaml", document(server.URL+"/a/one.yaml#/A"), Options{})
	require.ErrorContains(t, err, "openapi.yaml:9:55")
	c, err := Parse("openapi.yaml", document(server.URL+"/a/one.yaml#/A"), Options{AllowRemote: true})
	require.NoError(t, err)
	require.Equal(t, []string{"integer"}, c.Operations[0].Replies[0].Contents[0].Schema().Resolve().Types)
	_, err = Parse("openapi.yaml", document(server.URL+"/gone.yaml"), Options{AllowRemote: true})
	require.ErrorContains(t, err, "404")
}
