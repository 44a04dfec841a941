package webpage

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/contravene-dev/contravene/harness"
)

//go:embed page.css
var style string

//go:embed page.js
var script string

//go:embed *.html
var sources embed.FS

var pages = template.Must(template.ParseFS(sources, "*.html"))

// Page writes a report as HTML. The zero value works.
type Page struct {
	// Saved gives the path under which a finding was saved, for the line that replays it; nil, or "" from it: no line.
	Saved func(*harness.Finding) string
}

// Write writes the whole page: verdict, findings, authorization, coverage, and what was not tested.
func (p Page) Write(w io.Writer, r *harness.Report) error {
	out := bufio.NewWriter(w)
	if err := pages.ExecuteTemplate(out, "page.html", p.view(r)); err != nil {
		return fmt.Errorf("fill the page: %w", err)
	}
	return out.Flush()
}

// policy allows the page's own style and script and nothing else.
func policy() string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'", hash(style), hash(script))
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
