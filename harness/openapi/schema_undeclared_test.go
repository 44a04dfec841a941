package openapi

import (
	"os"
	"testing"

	"github.com/pb33f/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness/schema"
)

func TestUndeclared(t *testing.T) {
	text, err := os.ReadFile("testdata/schema_undeclared.yaml")
	require.NoError(t, err)
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &document))
	table := place{file: &file{name: "table"}, node: document.Content[0]}
	for _, entry := range table.items() {
		t.Run(entry.child("name").text(), func(t *testing.T) {
			d := openapi31
			if entry.child("dialect").text() == "3.0" {
				d = openapi30
			}
			s, err := schemaOf(&file{name: "schema", path: "schema", root: entry.child("schema").node}, d)
			require.NoError(t, err)
			for _, c := range entry.child("values").items() {
				v, err := c.child("value").value()
				require.NoError(t, err)
				want := []string{}
				for _, pointer := range c.child("undeclared").items() {
					want = append(want, pointer.text())
				}
				got := []string{}
				for _, u := range s.Undeclared(schema.Response, v) {
					got = append(got, u.Pointer)
				}
				require.Equal(t, want, got, "%v", v)
			}
		})
	}
}

func TestUndeclaredPlace(t *testing.T) {
	s, err := ParseSchema([]byte("allOf:\n  - properties:\n      a: true\n  - type: object\n"))
	require.NoError(t, err)
	found := s.Undeclared(schema.Response, map[string]any{"b": true})
	require.Len(t, found, 1)
	require.Equal(t, "schema:2:5", found[0].Place.String())
	require.Equal(t, "/allOf/0", found[0].Place.Pointer)
}
