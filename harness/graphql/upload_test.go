package graphql

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func uploads(t *testing.T) *harness.Operation {
	t.Helper()
	ts, err := Parse(File{Name: "schema.graphql", Text: `
scalar Upload
input Item { title: String file: Upload }
type Query { ping: Int }
type Mutation { send(files: [Upload!]!, item: Item, note: String): Int  say(note: String): Int }`})
	require.NoError(t, err)
	c := ts.Contract(Options{})
	require.Equal(t, jsonMedia, c.Operations[2].Body.Contents[0].Type)
	return c.Operations[1]
}

func TestFilesTravelInAForm(t *testing.T) {
	op := uploads(t)
	arguments := map[string]any{"files": []any{"one", "two\r\n"}, "item": map[string]any{"title": "x", "file": "three"}, "note": "n"}
	in := harness.Inputs{Body: &harness.Payload{Media: formMedia, Value: arguments}}
	r, err := op.Wire.Encode(op, in)
	require.NoError(t, err)
	require.Equal(t, "1", r.Header.Get("GraphQL-Require-Preflight"))
	require.Contains(t, string(r.Body), `"variables":{"files":[null,null],"item":{"file":null,"title":"x"},"note":"n"}`)
	require.Contains(t, string(r.Body), `{"0":["variables.files.0"],"1":["variables.files.1"],"2":["variables.item.file"]}`)
	reading := op.Wire.Read(op, r)
	require.True(t, reading.Valid(), "%+v", reading)
	require.Equal(t, arguments, reading.Inputs.Body.Value)
	asked, ok := Asked(r)
	require.True(t, ok)
	require.Equal(t, []any{"one", "two\r\n"}, asked.Variables["files"])

	again, err := op.Wire.Encode(op, in)
	require.NoError(t, err)
	require.Equal(t, string(r.Body), string(again.Body))
}

func TestBrokenForms(t *testing.T) {
	op := uploads(t)
	in := harness.Inputs{Body: &harness.Payload{Media: formMedia, Value: map[string]any{"files": []any{"one"}}}}
	sound, err := op.Wire.Encode(op, in)
	require.NoError(t, err)
	for name, change := range map[string]func([]byte) []byte{
		"cut":    func(b []byte) []byte { return b[:len(b)-10] },
		"no map": func(b []byte) []byte { return bytes.Replace(b, []byte(`name="map"`), []byte(`name="mop"`), 1) },
		"a place twice": func(b []byte) []byte {
			return bytes.Replace(b, []byte(`["variables.files.0"]`), []byte(`["variables.files.0","variables.files.0"]`), 1)
		},
		"nowhere":      func(b []byte) []byte { return bytes.Replace(b, []byte("files.0"), []byte("files.7"), 1) },
		"no such file": func(b []byte) []byte { return bytes.Replace(b, []byte(`name="0"`), []byte(`name="5"`), 1) },
		"not JSON": func(b []byte) []byte {
			return bytes.Replace(b, []byte(`{"operationName"`), []byte(`{operationName`), 1)
		},
	} {
		r := sound.Clone()
		r.Body = change(append([]byte{}, sound.Body...))
		require.NotEqual(t, string(sound.Body), string(r.Body), name)
		reading := op.Wire.Read(op, r)
		require.False(t, reading.Valid(), name)
	}
	// What is no file stays in the operations, where it is refused.
	in.Body.Value = map[string]any{"files": []any{json.Number("5")}}
	r, err := op.Wire.Encode(op, in)
	require.NoError(t, err)
	require.Contains(t, string(r.Body), `"files":[5]`)
	reading := op.Wire.Read(op, r)
	require.Equal(t, "type", reading.Violations[0].Keyword)
}
