package corpus

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFilesOfTheEngine reads two files that Go 1.26's engine wrote, and wants to write them under the same names.
func TestFilesOfTheEngine(t *testing.T) {
	files, err := filepath.Glob("testdata/engine/*")
	require.NoError(t, err)
	require.Len(t, files, 2)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		e, err := Decode(text)
		require.NoError(t, err)
		require.Equal(t, string(text), string(e.Encode()))
		require.Equal(t, filepath.Base(file), e.Name())
	}
}

func TestDecode(t *testing.T) {
	for in, want := range map[string]string{
		"go test fuzz v1\n[]byte(\"a\\xff\")\n":         "a\xff",
		"go test fuzz v1\r\n[]byte(\"a\")\r\n":          "a",
		"go test fuzz v1\n\n  []byte( `raw\\n` )  \n\n": `raw\n`,
		"go test fuzz v1\n[]byte(\"\")":                 "",
	} {
		e, err := Decode([]byte(in))
		require.NoError(t, err, in)
		require.Equal(t, want, string(e.Input), in)
		require.NotNil(t, e.Input, in)
	}
	for in, want := range map[string]string{
		"":                                 "the first line is not",
		"go test fuzz v2\n[]byte(\"a\")\n": "the first line is not",
		"go test fuzz v1\n":                "something else than one []byte",
		"go test fuzz v1\nstring(\"a\")\n": "something else than one []byte",
		"go test fuzz v1\n[]byte(\"a\")\nint(1)\n":        "something else than one []byte",
		"go test fuzz v1\n[]byte(\"a\")\n[]byte(\"b\")\n": "something else than one []byte",
		"go test fuzz v1\n[]byte('a')\n":                  "something else than one []byte",
		"go test fuzz v1\n[]byte(\"a)\n":                  "no Go string",
		"go test fuzz v1\n[]byte(secret)\n":               "no Go string",
	} {
		_, err := Decode([]byte(in))
		require.ErrorContains(t, err, want, in)
		require.NotContains(t, err.Error(), "secret", "an input may hold anything")
	}
}

// FuzzDecode holds that what is read is written so that it reads the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("go test fuzz v1\n[]byte(\"a\\xff\")\n"))
	f.Add([]byte("go test fuzz v1\n[]byte(`b`)\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		e, err := Decode(file)
		if err != nil {
			return
		}
		again, err := Decode(e.Encode())
		require.NoError(t, err)
		require.Equal(t, e, again)
		require.Equal(t, e.Name(), again.Name())
	})
}

func inputs(entries []Entry) []string {
	list := []string{}
	for _, e := range entries {
		text := string(e.Input)
		if e.Failing {
			text += "!"
		}
		list = append(list, text)
	}
	return list
}

func entries(texts ...string) []Entry {
	list := []Entry{}
	for _, text := range texts {
		if n := len(text) - 1; n >= 0 && text[n] == '!' {
			list = append(list, Entry{Input: []byte(text[:n]), Failing: true})
			continue
		}
		list = append(list, Entry{Input: []byte(text)})
	}
	return list
}

func TestUnion(t *testing.T) {
	got := Union(entries("ccc", "b", "dd"), entries("b!", "a", "ccc"), entries("eeeee!"))
	require.Equal(t, []string{"b!", "eeeee!", "a", "dd", "ccc"}, inputs(got))
}

func TestMinimise(t *testing.T) {
	features := map[string][]uint64{
		"a": {1}, "bb": {1, 2}, "ccc": {2, 3}, "dddd": {1, 2, 3}, "eeeee": {4}, "ffffff": nil, "gg": {4},
	}
	for _, c := range []struct {
		name     string
		in, want []string
	}{
		{"nothing", nil, []string{}},
		{"the smallest that add something", []string{"dddd", "ccc", "bb", "a"}, []string{"a", "bb", "ccc"}},
		{"of two alike the smaller", []string{"eeeee", "gg"}, []string{"gg"}},
		{"what does nothing goes", []string{"ffffff", "a"}, []string{"a"}},
		{"failing entries stay, and what they cover is covered", []string{"a", "eeeee!", "gg", "ffffff!"}, []string{"eeeee!", "ffffff!", "a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			got := Minimise(entries(c.in...), func(e Entry) []uint64 { asked++; return features[string(e.Input)] })
			require.Equal(t, c.want, inputs(got))
			require.Equal(t, len(c.in), asked)
		})
	}
}
