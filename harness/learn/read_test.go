package learn_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/learn"
)

var update = flag.Bool("update", false, "write the wanted lessons")

// TestRead reads bodies as frameworks write them. Each file of testdata is one family of formats: NAME is a body, NAME/want
// what is learned from it, one lesson a line.
func TestRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		wants := map[string]string{}
		for _, f := range archive.Files {
			wants[f.Name] = string(f.Data)
		}
		var files []txtar.File
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, "/want") {
				continue
			}
			said := show(learn.Read(&harness.Response{Status: 422, Body: f.Data}))
			files = append(files, f, txtar.File{Name: f.Name + "/want", Data: []byte(said)})
			if !*update {
				t.Run(filepath.Base(file)+"/"+f.Name, func(t *testing.T) { require.Equal(t, wants[f.Name+"/want"], said) })
			}
		}
		if archive.Files = files; *update {
			require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o600))
		}
	}
}

func show(lessons []harness.Lesson) string {
	var out strings.Builder
	for _, l := range lessons {
		fmt.Fprintf(&out, "%s %s %s", cmp(l.In), l.Field, l.Keyword)
		if l.Value != nil {
			kind := map[bool]string{true: "number "}[isNumber(l.Value)]
			text, _ := json.Marshal(l.Value)
			fmt.Fprintf(&out, " %s%s", kind, strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text)))
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func isNumber(v any) bool {
	_, ok := v.(json.Number)
	return ok
}

func cmp(in string) string {
	if in == "" {
		return "-"
	}
	return in
}
