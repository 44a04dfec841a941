package openapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

// operation loads a document of one operation.
func operation(t testing.TB, document string) *harness.Operation {
	t.Helper()
	c, err := Parse("openapi.yaml", []byte(document), Options{})
	require.NoError(t, err)
	require.Len(t, c.Operations, 1)
	return c.Operations[0]
}

// withParameter is an operation with one parameter named color.
func withParameter(t testing.TB, in, style string, explode bool, shape string) *harness.Operation {
	t.Helper()
	path := "/x"
	if in == "path" {
		path = "/x/{color}"
	}
	return operation(t, fmt.Sprintf(`
openapi: 3.2.0
info: {title: t, version: "1"}
paths:
  %s:
    get:
      parameters:
        - {name: color, in: %s, required: true, style: %s, explode: %t, schema: %s}
      responses: {"200": {description: ok}}
`, path, in, style, explode, shape))
}

const (
	scalarShape = "{type: string}"
	arrayShape  = "{type: array, items: {type: string}}"
	objectShape = "{type: object, properties: {B: {type: integer}, G: {type: integer}, R: {type: integer}}}"
)

var (
	blue   = "blue"
	colors = []any{"blue", "black", "brown"}
	rgb    = map[string]any{"R": json.Number("100"), "G": json.Number("200"), "B": json.Number("150")}
)

// The table is that of OpenAPI 3.1.1, Style Examples, with the members of the object in the order of their names.
func TestStyleExamples(t *testing.T) {
	rows := []struct {
		in, style string
		explode   bool
		shape     string
		value     any
		want      string
		unsure    bool
	}{
		{"path", "matrix", false, scalarShape, blue, ";color=blue", false},
		{"path", "matrix", false, scalarShape, "", ";color", false},
		{"path", "matrix", false, arrayShape, colors, ";color=blue,black,brown", false},
		{"path", "matrix", false, objectShape, rgb, ";color=B,150,G,200,R,100", false},
		{"path", "matrix", true, scalarShape, blue, ";color=blue", false},
		{"path", "matrix", true, arrayShape, colors, ";color=blue;color=black;color=brown", false},
		{"path", "matrix", true, objectShape, rgb, ";B=150;G=200;R=100", false},
		{"path", "label", false, scalarShape, blue, ".blue", false},
		{"path", "label", false, arrayShape, colors, ".blue,black,brown", false},
		{"path", "label", false, objectShape, rgb, ".B,150,G,200,R,100", false},
		{"path", "label", true, arrayShape, colors, ".blue.black.brown", false},
		{"path", "label", true, objectShape, rgb, ".B=150.G=200.R=100", false},
		{"path", "simple", false, scalarShape, blue, "blue", false},
		{"path", "simple", false, arrayShape, colors, "blue,black,brown", false},
		{"path", "simple", false, objectShape, rgb, "B,150,G,200,R,100", false},
		{"path", "simple", true, arrayShape, colors, "blue,black,brown", false},
		{"path", "simple", true, objectShape, rgb, "B=150,G=200,R=100", false},
		{"query", "form", false, scalarShape, blue, "color=blue", false},
		{"query", "form", false, scalarShape, "", "color=", false},
		{"query", "form", false, arrayShape, colors, "color=blue,black,brown", false},
		{"query", "form", false, objectShape, rgb, "color=B,150,G,200,R,100", false},
		{"query", "form", true, scalarShape, blue, "color=blue", false},
		{"query", "form", true, arrayShape, colors, "color=blue&color=black&color=brown", false},
		{"query", "form", true, objectShape, rgb, "B=150&G=200&R=100", false},
		{"query", "spaceDelimited", false, arrayShape, colors, "color=blue%20black%20brown", false},
		{"query", "spaceDelimited", false, objectShape, rgb, "color=B%20150%20G%20200%20R%20100", true},
		{"query", "spaceDelimited", true, arrayShape, colors, "color=blue&color=black&color=brown", true},
		{"query", "pipeDelimited", false, arrayShape, colors, "color=blue%7Cblack%7Cbrown", false},
		{"query", "pipeDelimited", false, objectShape, rgb, "color=B%7C150%7CG%7C200%7CR%7C100", true},
		{"query", "deepObject", true, objectShape, rgb, "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100", false},
		{"query", "deepObject", true, arrayShape, colors, "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown", true},
		{"header", "simple", false, scalarShape, blue, "blue", false},
		{"header", "simple", false, arrayShape, colors, "blue,black,brown", false},
		{"header", "simple", false, objectShape, rgb, "B,150,G,200,R,100", false},
		{"header", "simple", true, objectShape, rgb, "B=150,G=200,R=100", false},
		{"cookie", "form", false, scalarShape, blue, "color=blue", false},
		{"cookie", "form", false, arrayShape, colors, "color=blue,black,brown", true},
		{"cookie", "form", true, objectShape, rgb, "B=150; G=200; R=100", true},
		{"cookie", "cookie", true, scalarShape, "a=b", "color=a=b", false},
		{"cookie", "cookie", true, arrayShape, colors, "color=blue; color=black; color=brown", true},
	}
	for _, row := range rows {
		t.Run(fmt.Sprintf("%s/%s/%t/%T", row.in, row.style, row.explode, row.value), func(t *testing.T) {
			op := withParameter(t, row.in, row.style, row.explode, row.shape)
			r, err := op.Wire.Encode(op, inputs(row.in, row.value))
			require.NoError(t, err)
			require.Equal(t, row.want, where(r, row.in))
			got := op.Wire.Read(op, r)
			require.Empty(t, got.Violations)
			require.Empty(t, got.Elsewhere)
			require.Equal(t, row.unsure, got.Unsure != "", got.Unsure)
			require.Equal(t, inputs(row.in, row.value), got.Inputs)
		})
	}
}

func inputs(in string, v any) harness.Inputs {
	values := map[string]any{"color": v}
	switch in {
	case "path":
		return harness.Inputs{Path: values}
	case "query":
		return harness.Inputs{Query: values}
	case "header":
		return harness.Inputs{Header: values}
	}
	return harness.Inputs{Cookie: values}
}

// where is the text that carries the parameter.
func where(r *harness.Request, in string) string {
	switch in {
	case "path":
		return strings.TrimPrefix(r.Path, "/x/")
	case "query":
		return r.Query
	case "header":
		return r.Header.Get("color")
	}
	return r.Header.Get("Cookie")
}

// Whatever text can stand in a place comes back as it was.
func TestTextSurvivesEveryPlace(t *testing.T) {
	texts := []string{"a b", "a+b", "100%", "a/b", "a?b#c", "a&b=c", "é", "日本", "%2F", "a,b", "a;b", "[x]", `"q"`, "a|b", "..a", "~"}
	for _, in := range []string{"path", "query", "header", "cookie"} {
		op := withParameter(t, in, stylesOf[in][0], false, scalarShape)
		for _, text := range texts {
			r, err := op.Wire.Encode(op, inputs(in, text))
			if err != nil {
				require.Equal(t, "header", in, text)
				require.Contains(t, err.Error(), "cannot hold")
				continue
			}
			got := op.Wire.Read(op, r)
			require.Equal(t, inputs(in, text), got.Inputs, "%s %s", in, r.URL())
			require.Empty(t, got.Violations)
		}
	}
}

// What cannot travel is an error that says why.
func TestValuesThatCannotTravel(t *testing.T) {
	rows := []struct {
		in, style string
		explode   bool
		shape     string
		value     any
		want      string
	}{
		{"path", "simple", false, scalarShape, "", "empty text"},
		{"path", "simple", false, scalarShape, ".", "removed on the way"},
		{"path", "simple", false, scalarShape, "..", "removed on the way"},
		{"path", "simple", false, scalarShape, nil, "null"},
		{"path", "label", true, arrayShape, []any{"1.5"}, "separates"},
		{"query", "form", true, scalarShape, nil, "null"},
		{"query", "form", true, arrayShape, []any{}, "empty array"},
		{"query", "form", true, arrayShape, []any{[]any{"a"}}, "nested"},
		{"query", "form", true, objectShape, map[string]any{}, "empty array or object"},
		{"query", "form", true, scalarShape, "\xff", "UTF-8"},
		{"query", "spaceDelimited", false, arrayShape, []any{"a b", "c"}, "separates"},
		{"query", "pipeDelimited", false, arrayShape, []any{"a|b"}, "separates"},
		{"query", "deepObject", true, objectShape, map[string]any{"a]": "b"}, "bracket"},
		{"header", "simple", false, scalarShape, "a\nb", "control character"},
		{"header", "simple", false, scalarShape, " a", "white space"},
		{"header", "simple", false, scalarShape, "日本", "U+65E5"},
		{"header", "simple", false, arrayShape, []any{"a,b"}, "separates"},
		{"cookie", "cookie", true, scalarShape, "a;b", "cannot hold"},
	}
	for _, row := range rows {
		op := withParameter(t, row.in, row.style, row.explode, row.shape)
		_, err := op.Wire.Encode(op, inputs(row.in, row.value))
		require.ErrorContains(t, err, row.want, "%s %v", row.in, row.value)
		require.ErrorContains(t, err, row.in+".color")
	}
}
