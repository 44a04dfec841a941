package remark

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestGitHubGolden(t *testing.T) { golden(t, "sheet.github", render(t, GitHub, sampleSheet())) }

// command is a workflow command as the runner reads it.
type command struct {
	name       string
	properties map[string]string
	message    string
}

var unescape = strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")

// commandsIn reads what was printed the way the runner does: a line that begins with "::" is a command, up to the next "::".
func commandsIn(t *testing.T, text string) []command {
	t.Helper()
	var list []command
	for line := range strings.Lines(text) {
		require.Regexp(t, `^::(error|warning|notice) [^:]+::.+\n$`, line)
		head, message, _ := strings.Cut(line[2:], "::")
		name, rest, _ := strings.Cut(head, " ")
		c := command{name, map[string]string{}, unescape.Replace(strings.TrimSuffix(message, "\n"))}
		for part := range strings.SplitSeq(rest, ",") {
			key, value, ok := strings.Cut(part, "=")
			require.True(t, ok, part)
			c.properties[key] = unescape.Replace(value)
		}
		list = append(list, c)
	}
	return list
}

func TestGitHubSaysEachRemarkOnItsLine(t *testing.T) {
	list := commandsIn(t, render(t, GitHub, sampleSheet()))
	require.Len(t, list, 5)
	require.Equal(t, "error", list[0].name)
	require.Equal(t, map[string]string{"file": "api/shop.yaml", "line": "567", "col": "5", "title": "authz.object-read"}, list[0].properties)
	require.Equal(t, "a peer of the owner is shown an object\n- nothing for a caller to whom it does not belong\n"+
		"+ 200 OK, with what only this object holds\nGET /orders/{orderId} peer\nv1:0011223344556677", list[0].message)
	require.Equal(t, map[string]string{"file": "api/shop.yaml", "line": "41", "title": "response-property-added"}, list[1].properties)
	require.Equal(t, "notice", list[2].name)
	require.Contains(t, list[2].message, "::error::planted %0A::error::planted", "what the service said is text")
	require.Equal(t, map[string]string{"title": "unheard-of"}, list[3].properties)
	require.Equal(t, "1 accepted remark.", list[4].message)
}

func TestGitHubSaysHowManyWereLeftOut(t *testing.T) {
	s := &Sheet{}
	for _, level := range []Level{Error, Warning, Note} {
		for i := range 12 {
			s.Remarks = append(s.Remarks, Remark{Rule: fmt.Sprint(level, i), Level: level, Message: "m"})
		}
	}
	list := commandsIn(t, render(t, GitHub, s))
	require.Len(t, list, 30, "GitHub shows ten of each level")
	require.Equal(t, "error0", list[0].properties["title"])
	require.Equal(t, "warning9", list[19].properties["title"])
	require.Equal(t, "note8", list[28].properties["title"])
	require.Equal(t, "Left out, because GitHub shows ten of a level: 2 more errors, 2 more warnings, 3 more notes; the other reports have them all.", list[29].message)
}

func TestGitHubIsSilentWhereThereIsNothing(t *testing.T) {
	require.Empty(t, render(t, GitHub, &Sheet{Tool: "contravene 0.1.0", Verdict: "held"}))
}

func TestPropertiesAreEscaped(t *testing.T) {
	s := &Sheet{Remarks: []Remark{{Rule: "a,b:c%\n", Message: "x%\r\ny", Place: harness.Source{File: "a,b:c%.yaml", Line: 1}}}}
	require.Equal(t, `::notice file=a%2Cb%3Ac%25.yaml,line=1,title=a%2Cb%3Ac%25\n::x%25\r\ny%0Athe whole contract`+"\n", render(t, GitHub, s))
}

// Hosts know files by their path in the repository.
func TestFilesAreNamedFromTheWorkingDirectory(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	inside, err := filepath.Abs("api/shop.yaml")
	require.NoError(t, err)
	outside := filepath.Join(filepath.Dir(filepath.Dir(inside)), "..", "elsewhere.yaml")
	for in, want := range map[string]string{
		"":                                "",
		"./api/../shop.yaml":              "shop.yaml",
		inside:                            "api/shop.yaml",
		outside:                           filepath.ToSlash(filepath.Clean(outside)),
		"https://example.com/a//b.yaml":   "https://example.com/a//b.yaml",
		"http:/not/an/address.yaml":       "http:/not/an/address.yaml",
		filepath.Join("..", "other.yaml"): "../other.yaml",
	} {
		require.Equal(t, want, file(in), in)
	}
}

func TestWriteErrorsAreTold(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *Sheet) error{"github": GitHub, "gitlab": GitLab, "markdown": Markdown, "sarif": SARIF} {
		require.ErrorIs(t, write(brokenWriter{}, sampleSheet()), io.ErrClosedPipe, name)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
