package reports

import (
	"encoding/json"

	"github.com/contravene-dev/contravene/harness"
)

// learned writes the rules that a service enforces and its contract does not state. Those that were met once only may be
// misread, and are kept out.
func learned(p *page, list []*harness.Rule) {
	var rows []row
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
		rows = append(rows, row{visible(r.Operation) + "  " + visible(at), visible(shorten(text, shortText)) + `: "` + visible(shorten(r.Text, shortText)) + `"`})
	}
	if len(rows) == 0 {
		return
	}
	p.line(p.paint(bold, "LEARNED"), "  ", count(len(rows), "rule"), " that the service enforces and the contract does not state")
	p.rows(2, rows)
	p.line()
}

// leftovers writes what the run made and could not remove.
func leftovers(p *page, list []harness.Leftover) {
	if len(list) == 0 {
		return
	}
	p.line(p.paint(yellow, "LEFT BEHIND"), "  what the run made and could not remove")
	rows := make([]row, 0, len(list))
	for _, l := range list {
		rows = append(rows, row{count(l.Count, visible(l.Kind)), visible(shorten(l.Reason, shortText)) + "; made with " + visible(l.URL)})
	}
	p.rows(2, rows)
	p.line()
}
