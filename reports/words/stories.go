package words

import (
	"encoding/json"

	"github.com/contravene-dev/contravene/harness"
)

// Learned says which rules a service enforces that its contract does not state. Those that were met once only may be misread,
// and are kept out.
func Learned(list []*harness.Rule) []Row {
	var rows []Row
	for _, r := range list {
		if !r.Believed() {
			continue
		}
		text := r.Keyword
		if r.Value != nil {
			if value, err := json.Marshal(r.Value); err == nil {
				text += " " + string(value)
			}
		}
		at := r.Target
		if r.Pointer != "" {
			at += "#" + r.Pointer
		}
		rows = append(rows, Row{Visible(r.Operation) + "  " + Visible(at), Visible(Shorten(text, Brief)) + `: "` + Visible(Shorten(r.Text, Brief)) + `"`})
	}
	return rows
}

// Leftovers says what the run made and could not remove.
func Leftovers(list []harness.Leftover) []Row {
	rows := make([]Row, 0, len(list))
	for _, l := range list {
		rows = append(rows, Row{Count(l.Count, Visible(l.Kind)), Visible(Shorten(l.Reason, Brief)) + "; made with " + Visible(l.URL)})
	}
	return rows
}
