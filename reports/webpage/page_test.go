package webpage_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/webpage"
)

var update = flag.Bool("update", false, "write the golden files anew")

// stored reads one of the reports that the goldens of all formats are made of.
func stored(t *testing.T, name string) *harness.Report {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "testdata", name+".json"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	r, err := reports.ReadJSON(file)
	require.NoError(t, err)
	return r
}

func render(t *testing.T, r *harness.Report) string {
	t.Helper()
	var b bytes.Buffer
	saved := func(f *harness.Finding) string { return "findings/" + reports.SavedName(f) }
	require.NoError(t, webpage.Page{Saved: saved}.Write(&b, r))
	return b.String()
}

var (
	styles   = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	scripts  = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	policies = regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`)
)

// TestPageGolden keeps the structure; what it looks like is for a browser to judge.
func TestPageGolden(t *testing.T) {
	for _, name := range []string{"full", "held", "hollow"} {
		t.Run(name, func(t *testing.T) {
			page := render(t, stored(t, name))
			page = styles.ReplaceAllString(page, "<style></style>")
			page = scripts.ReplaceAllString(page, "<script></script>")
			page = policies.ReplaceAllString(page, `Content-Security-Policy" content=""`)
			path := filepath.Join("testdata", name+".html")
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(path, []byte(page), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err, "run the test with -update to make it")
			require.Equal(t, string(want), page, "run the test with -update if the change is meant")
		})
	}
}

// TestPageAllowsItselfAndNothingElse works the hashes of the policy out anew.
func TestPageAllowsItselfAndNothingElse(t *testing.T) {
	page := render(t, stored(t, "full"))
	policy := html.UnescapeString(policies.FindStringSubmatch(page)[1])
	require.True(t, strings.HasPrefix(policy, "default-src 'none'; "), policy)
	for directive, found := range map[string]*regexp.Regexp{"style-src": styles, "script-src": scripts} {
		all := found.FindAllStringSubmatch(page, -1)
		require.Len(t, all, 1)
		sum := sha256.Sum256([]byte(all[0][1]))
		require.Contains(t, policy, directive+" 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	require.NotContains(t, policy, "unsafe")
	for _, attribute := range []string{" style=", " onclick=", " src="} {
		require.NotContains(t, page, attribute)
	}
}

// TestNothingThatAServiceSaidBecomesMarkup puts hostile text wherever a report holds text, and counts elements.
func TestNothingThatAServiceSaidBecomesMarkup(t *testing.T) {
	const evil = "\"'></code></pre></style></script></title><script>alert(1)</script><img src=x onerror=alert(1)><!-- {{.}} `\x00\u202e"
	calm, hostile := hostileReport("calm"), hostileReport(evil)
	require.Equal(t, elements(t, render(t, calm)), elements(t, render(t, hostile)))
	require.Contains(t, render(t, hostile), `\u202e`)
}

func hostileReport(text string) *harness.Report {
	at := harness.Source{File: text, Line: 1, Pointer: text}
	f := &harness.Finding{
		Rule: text, Operation: text, Site: text, Fingerprint: text, Message: text, Promised: text, Got: text, Place: at, OWASP: []string{text},
		Curl: []string{text}, GoTest: text, Evidence: []harness.Record{{
			Operation: text, Actor: text, Method: text, URL: text, Header: map[string][]string{text: {text}}, Body: text,
			Status: 200, Answer: map[string][]string{text: {text}}, Content: text,
		}},
	}
	covered := []harness.Covered{{Name: text}}
	return &harness.Report{
		Tool: text, Target: text, Budget: text, Verdict: harness.Verdict("broken"), Reasons: []string{text},
		Contract: harness.ContractInfo{Language: text, Title: text, Version: text, File: text},
		Findings: []*harness.Finding{f}, Flaky: []*harness.Finding{f}, Checks: []harness.CheckReport{{ID: text}},
		Operations: []harness.OperationReport{{
			ID: text, Statuses: map[string]int{text: 1},
			Coverage: &harness.Coverage{Inputs: covered, Keywords: covered, Statuses: covered, Security: covered},
		}},
		Access: &harness.Access{
			Rows: []harness.Row{{
				Operation: text, Relation: harness.Relation(text), Class: text, Ruling: harness.Ruling(text), Basis: text, Reason: text, Power: harness.Powerless,
			}},
			Fields: []harness.Fields{
				{Operation: text, Relation: harness.Self, Members: []string{text}},
				{Operation: text, Relation: harness.Peer, Class: text, Members: []string{text, text + "2"}},
			},
			Kills: harness.Ratio{Of: 1},
		},
		Untested:  []harness.Untested{{Operation: text + "2", What: text, Reason: text, Place: at, Count: 2}},
		Leftovers: []harness.Leftover{{Kind: text, URL: text, Reason: text, Count: 1}},
		Learned:   []*harness.Rule{{Operation: text, Target: text, Pointer: text, Keyword: text, Value: text, Text: text, Seen: 2}},
		Problems:  []harness.Problem{{Source: at, Message: text}},
	}
}

// elements counts the elements and attributes of a page as a browser reads it.
func elements(t *testing.T, page string) map[string]int {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	counts := map[string]int{}
	for n := range root.Descendants() {
		switch n.Type {
		case html.ElementNode:
			counts[n.Data]++
			for _, a := range n.Attr {
				counts[n.Data+" "+a.Key]++
			}
		case html.CommentNode:
			counts["comment"]++
		}
	}
	return counts
}

// TestTablesSayWhatTheirCellsAre is what a screen reader goes by.
func TestTablesSayWhatTheirCellsAre(t *testing.T) {
	root, err := html.Parse(strings.NewReader(render(t, stored(t, "full"))))
	require.NoError(t, err)
	headers := 0
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "th" {
			headers++
			require.Equal(t, "scope", n.Attr[0].Key)
		}
	}
	require.Greater(t, headers, 20)
}
