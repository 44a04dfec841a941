package reports

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestParseOutputs(t *testing.T) {
	got, err := ParseOutputs("json=a.json, JUnit=-,text=dir/b=c.txt")
	require.NoError(t, err)
	require.Equal(t, []Output{{"json", "a.json"}, {"junit", "-"}, {"text", "dir/b=c.txt"}}, got)
	for in, want := range map[string]string{
		"json":      "write it as format=path",
		"json=":     "write it as format=path",
		"":          "write it as format=path",
		"pdf=a.txt": `report format "pdf" is unknown; use github, gitlab, har, html, json, junit, markdown, sarif, text`,
	} {
		_, err := ParseOutputs(in)
		require.ErrorContains(t, err, want, in)
	}
}

func TestWriteMakesEachFileWhole(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, "new", name) }
	var out bytes.Buffer
	list := []Output{{"json", file("r.json")}, {"junit", file("r.xml")}, {"text", file("r.txt")}, {"json", "-"}}
	require.NoError(t, Write(list, sampleReport(), Options{Stdout: &out, Text: Text{Color: true}}))
	written, err := os.ReadFile(file("r.json"))
	require.NoError(t, err)
	require.Equal(t, out.String(), string(written))
	text, err := os.ReadFile(file("r.txt"))
	require.NoError(t, err)
	require.NotContains(t, string(text), "\x1b[", "a file has no colours")
	entries, err := os.ReadDir(filepath.Join(dir, "new"))
	require.NoError(t, err)
	require.Len(t, entries, 3, "nothing is left over")
}

// Output that goes into a file is a file itself. Opened by its name, the report would take the place of what else is printed.
func TestWriteKnowsStandardOutputByItsDevice(t *testing.T) {
	var out bytes.Buffer
	list := []Output{{"github", "/dev/stdout"}, {"gitlab", "-"}}
	require.NoError(t, Write(list, sampleReport(), Options{Stdout: &out}))
	require.Contains(t, out.String(), "::error file=shop.yaml,line=41,col=7,title=conformance.server-error::")
	require.Contains(t, out.String(), `"check_name": "exposure.server-version"`)
}

func TestWriteFileKeepsTheOldOnFailure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.json")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	err := writeFile(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, strings.Repeat("x", 100_000))
		return errBroken
	})
	require.ErrorIs(t, err, errBroken)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "old", string(text))
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestWriteFileFollowsLinksAndDevices(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege there")
	}
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(real, nil, 0o600))
	require.NoError(t, os.Symlink(real, link))
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	require.NoError(t, writeFile(link, hello))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink, "the link is still one")
	text, err := os.ReadFile(real)
	require.NoError(t, err)
	require.Equal(t, "hello", string(text))
	require.NoError(t, writeFile(os.DevNull, hello))
	require.ErrorContains(t, writeFile(dir, hello), "is a folder; name a file in it")
}

func TestOneBadOutputLeavesTheOthers(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "r.json")
	err := Write([]Output{{"junit", dir}, {"json", good}}, heldReport(), Options{})
	require.ErrorContains(t, err, "write junit report")
	require.FileExists(t, good)
}

func TestSavedFindings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "findings")
	f := sampleFinding("conformance.server-error", "POST /orders", "status", harness.High)
	path, err := SaveFinding(dir, &Saved{Version: SavedVersion, Tool: "contravene 0.1.0", Contract: "shop.yaml", Target: "http://127.0.0.1:8080", Finding: f})
	require.NoError(t, err)
	require.Equal(t, strings.ReplaceAll(f.Fingerprint, ":", "-")+".json", filepath.Base(path))
	back, err := ReadFinding(path)
	require.NoError(t, err)
	require.Equal(t, f, back.Finding)
	require.Equal(t, "shop.yaml", back.Contract)
}

// The files of contracttest are findings and nothing else.
func TestReadFindingTakesABareFinding(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.json")
	f := sampleFinding("conformance.server-error", "POST /orders", "status", harness.High)
	text, err := json.Marshal(f)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, text, 0o600))
	back, err := ReadFinding(path)
	require.NoError(t, err)
	require.Equal(t, f, back.Finding)
	require.Empty(t, back.Contract)
}

func TestReadFindingRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.json")
	for in, want := range map[string]string{
		"nope":                            "invalid character",
		"{}":                              "this is not a saved finding",
		`{"savedVersion":9,"rule":"a.b"}`: "its version is 9",
		`{"savedVersion":1,"rule":"a.b"}`: "it holds no case to replay",
		`{"rule":"a.b","case":{}}`:        "it holds no case to replay",
	} {
		require.NoError(t, os.WriteFile(path, []byte(in), 0o600))
		_, err := ReadFinding(path)
		require.ErrorContains(t, err, want, in)
		require.ErrorContains(t, err, "f.json")
	}
	_, err := ReadFinding(path + ".absent")
	require.ErrorIs(t, err, os.ErrNotExist)
}
