package learn_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/learn"
	"github.com/contravene-dev/contravene/harness/schema"
)

// FuzzRead holds reading to its bounds, and lessons to their types, whatever a service answers.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(f, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(f, err)
		for _, a := range archive.Files {
			if !strings.HasSuffix(a.Name, "/want") {
				f.Add(a.Data)
			}
		}
	}
	f.Add([]byte(strings.Repeat(`{"errors":`, 2000)))
	f.Add([]byte(`{"error_message":"operation X: decode request: validate: ` + strings.Repeat("invalid: a (", 300) + `"}`))
	op := order()
	f.Fuzz(func(t *testing.T, body []byte) {
		lessons := learn.Read(&harness.Response{Status: 400, Body: body})
		require.LessOrEqual(t, len(lessons), 50)
		for _, l := range lessons {
			require.NotEmpty(t, l.Field)
			require.LessOrEqual(t, utf8.RuneCountInString(l.Text), 200)
			require.True(t, typed(l.Keyword, l.Value), "%s has the value %#v", l.Keyword, l.Value)
			learn.Place(op, l)
		}
		x := exchange(op, `{"email":"a","items":[{"quantity":1}],"from":"2024-01-01"}`, string(body))
		learn.Drift(op, x)
	})
}

// typed reports whether a keyword's value has the type that is promised.
func typed(keyword string, value any) bool {
	switch keyword {
	case "required", "unique":
		return value == nil
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
		n, ok := value.(int)
		return ok && n >= 0
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		n, ok := value.(json.Number)
		_, isNumber := schema.ParseNumber(string(n))
		return ok && isNumber
	case "enum":
		list, ok := value.([]any)
		return ok && len(list) > 0
	case "pattern":
		text, ok := value.(string)
		_, err := schema.CompilePattern(text)
		return ok && err == nil
	case "format", "type", "eqField", "gtField", "gteField", "ltField", "lteField":
		text, ok := value.(string)
		return ok && text != ""
	case "uniqueItems":
		return value == true
	}
	return false
}
