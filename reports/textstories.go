package reports

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/words"
)

// learned writes the rules that a service enforces and its contract does not state. Those that were met once only may be
// misread, and are kept out.
func learned(p *page, list []*harness.Rule) {
	rows := words.Learned(list)
	if len(rows) == 0 {
		return
	}
	p.line(p.paint(bold, "LEARNED"), "  ", words.Count(len(rows), "rule"), " that the service enforces and the contract does not state")
	p.rows(2, rows)
	p.line()
}

// leftovers writes what the run made and could not remove.
func leftovers(p *page, list []harness.Leftover) {
	if len(list) == 0 {
		return
	}
	p.line(p.paint(yellow, "LEFT BEHIND"), "  what the run made and could not remove")
	p.rows(2, words.Leftovers(list))
	p.line()
}
