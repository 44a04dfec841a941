package cli

import (
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports/lockfile"
	"github.com/contravene-dev/contravene/reports/remark"
	"github.com/contravene-dev/contravene/suites"
)

// explained is what the formats of code hosts have to know of the rules of a run. Saved gives the file that keeps a finding; nil or
// "": none does.
func explained(saved func(*harness.Finding) string) remark.Options {
	o := remark.Options{Checks: suites.All()}
	for _, r := range lockfile.Rules() {
		o.Rules = append(o.Rules, remark.Rule{ID: r.ID, Doc: r.Doc, Level: remark.LevelOf(r.Severity)})
	}
	if saved == nil {
		return o
	}
	o.Replay = func(f *harness.Finding) string {
		if path := saved(f); path != "" {
			return "contravene replay " + path
		}
		return ""
	}
	return o
}
