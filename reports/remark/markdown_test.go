package remark

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gold "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/contravene-dev/contravene/reports/words"
)

func TestMarkdownGolden(t *testing.T) {
	golden(t, "sheet.md", render(t, Markdown, sampleSheet()))
	golden(t, "held.md", render(t, Markdown, &Sheet{Tool: "contravene 0.1.0", Verdict: "held", Summary: []string{"No findings."}}))
}

// page renders a comment the way GitHub does, GFM with HTML let through, and parses what comes of it.
func page(t *testing.T, text string) *html.Node {
	t.Helper()
	var b strings.Builder
	require.NoError(t, goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gold.WithUnsafe())).Convert([]byte(text), &b))
	root, err := html.Parse(strings.NewReader(b.String()))
	require.NoError(t, err)
	return root
}

func elements(root *html.Node) map[string]int {
	counts := map[string]int{}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			counts[n.Data]++
		}
	}
	return counts
}

func content(root *html.Node) string {
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

func all(root *html.Node, name string) []*html.Node {
	var list []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			list = append(list, n)
		}
	}
	return list
}

func TestNothingBreaksOutOfAComment(t *testing.T) {
	root := page(t, render(t, Markdown, sampleSheet()))
	got := elements(root)
	require.Equal(t, 1, got["table"])
	require.Equal(t, 6, got["tr"], "a head and five remarks")
	require.Equal(t, 30-5, got["td"], "no cell more than there should be")
	require.Equal(t, 5, got["details"])
	require.Equal(t, 1, got["h2"])
	for name := range got {
		require.Contains(t, []string{"html", "head", "body", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "details", "summary"}, name)
	}
	row := all(root, "tr")[3]
	cells := all(row, "td")
	said := words.Visible(words.Shorten(hostile, shortText))
	require.Equal(t, said, strings.ReplaceAll(content(cells[4]), "\u200b", ""), "what was said is shown as it was said")
	require.Equal(t, "GET "+words.Visible(words.Shorten("GET "+hostile, shortText))[4:], content(all(cells[2], "code")[0]), "and without anything added where it may be copied")
}

// What is rendered is searched for names, issues and addresses; only code is left alone.
func TestNobodyIsCalledByAComment(t *testing.T) {
	root := page(t, render(t, Markdown, sampleSheet()))
	for n := range root.Descendants() {
		if n.Type != html.TextNode || n.Parent.Data == "code" {
			continue
		}
		require.NotRegexp(t, `@\w|#\d|GH-\d|://|www\.`, n.Data)
	}
}

func TestAFenceOutlastsWhatItHolds(t *testing.T) {
	for _, text := range []string{"", "a", "`", "```", "a ````` b ``", "```\nb\n~~~"} {
		root := page(t, fence("sh", text))
		require.Equal(t, text, strings.TrimSuffix(content(all(root, "code")[0]), "\n"))
		require.Equal(t, 1, elements(root)["pre"], text)
	}
}

func TestACommentStaysShortWhateverThereIsToSay(t *testing.T) {
	for _, text := range []string{"a", "|", "`", "\U000e0001", "漢", "\xff", "@", "\n", "://", "<", "\\"} {
		for _, n := range []int{0, 1, 5000} {
			out := render(t, Markdown, manyRemarks(n, text))
			require.Less(t, len(out), 60_000, "%q ×%d", text, n)
			require.True(t, utf8.ValidString(out))
			require.True(t, strings.HasPrefix(out, Marker+"\n"))
			root := page(t, out)
			if n > 0 {
				require.Equal(t, 1, elements(root)["table"], "%q ×%d", text, n)
				require.Greater(t, elements(root)["tr"], 1, "the most important is always there")
			}
			if n == 5000 {
				require.Contains(t, content(root), "of 5000 remarks stand in the table")
			}
		}
	}
}

func TestACommentTellsTheMostImportantFirst(t *testing.T) {
	s := &Sheet{Verdict: "broken"}
	for range 300 {
		s.Remarks = append(s.Remarks, sampleSheet().Remarks[0])
	}
	s.Remarks[0].Message = "the gravest of all"
	out := render(t, Markdown, s)
	require.Contains(t, content(all(page(t, out), "tr")[1]), "the gravest of all")
	require.Regexp(t, `\n\d+ of 300 remarks stand in the table, the most important first, and \d+ in full; the other reports have them all\.\n$`, out)
	s.Remarks = s.Remarks[:100]
	require.Regexp(t, `\n\d+ of 100 remarks are told in full, the most important first; the other reports have them all\.\n$`, render(t, Markdown, s))
}

func TestAStoryLosesItsBeginning(t *testing.T) {
	var steps []Step
	for range 300 {
		steps = append(steps, Step{Actor: "alice", Request: "POST /orders", Answer: "201 Created"})
	}
	steps = append(steps, Step{Label: "attack", Request: "GET /orders/1", Answer: "200 OK"})
	require.Regexp(t, `^… \d+ steps before\nas alice: POST /orders -> 201 Created\n(.*\n)*attack: GET /orders/1 -> 200 OK$`, story(steps))
}
