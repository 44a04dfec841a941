package remark

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/contravene-dev/contravene/reports/words"
)

// quality is one entry of GitLab's code quality report (docs.gitlab.com/ci/testing/code_quality, "Code Quality report format").
type quality struct {
	Description string   `json:"description"`
	Check       string   `json:"check_name"`
	Fingerprint string   `json:"fingerprint"`
	Severity    string   `json:"severity"`
	Location    location `json:"location"`
}

type location struct {
	Path  string `json:"path"`
	Lines lines  `json:"lines"`
}

type lines struct {
	Begin int `json:"begin"`
}

// severities leaves out "blocker" and "info", which no level means.
var severities = map[Level]string{Error: "critical", Warning: "major", Note: "minor"}

// GitLab writes a sheet as a code quality report, which a job of GitLab CI hands in as artifacts:reports:codequality. The merge
// request then shows what has come and what is gone by comparing fingerprints, and of two entries with the same fingerprint it
// shows one; so a fingerprint that stands twice gets a number. What was accepted is left out.
func GitLab(w io.Writer, s *Sheet) error {
	list := []quality{} // an empty report is an empty list, not null
	seen := map[string]int{}
	for _, m := range s.open() {
		at := m.stand()
		id := cmp.Or(m.Fingerprint, m.Rule+" "+m.Operation+" "+m.Site)
		seen[id]++
		if n := seen[id]; n > 1 {
			id = fmt.Sprintf("%s-%d", id, n)
		}
		list = append(list, quality{
			Description: words.Visible(words.Shorten(m.Rule+": "+m.Message, longText)) + " (" + strings.TrimSpace(m.subject()+" "+short(m.Site)) + ")",
			Check:       words.Visible(m.Rule), Fingerprint: words.Visible(id), Severity: severities[m.Level.known()],
			// Both members are required; a remark on the whole contract stands at its top.
			Location: location{cmp.Or(words.Visible(file(at.File)), "contract"), lines{max(at.Line, 1)}},
		})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(list); err != nil {
		return fmt.Errorf("encode code quality report: %w", err)
	}
	return nil
}
