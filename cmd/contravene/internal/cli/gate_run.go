package cli

import (
	"context"
	"errors"
	"os"
	"slices"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/lockfile"
	"github.com/contravene-dev/contravene/suites"
)

// withRun are the keys of the settings that the gate has in common with a test. What refuses, and reports, are its own.
func withRun() (keys []string) {
	for _, o := range options() {
		if o.key != "fail-on" && o.key != "report" {
			keys = append(keys, o.key)
		}
	}
	return keys
}

// runs reports whether the service is to be tested: it was named on the command line, or the one of the configuration was asked
// for. A target that stands there for `contravene test` alone is left alone.
func (g *gateFlags) runs(s *settings) bool {
	return s.gate.run || len(g.flags.text("target")) > 0 || len(g.flags.text("process")) > 0
}

// tried tests the service, what the change is about in depth and the rest at a glance. A service that cannot be tested is told with
// the changes, and does not keep them from being judged.
func (a *app) tried(ctx context.Context, s *settings, touched []string) (*harness.Report, error) {
	s.shallow = func(op *harness.Operation) bool { return !slices.Contains(touched, op.ID) }
	report, err := a.locked(ctx, s)
	if f := (*failure)(nil); errors.As(err, &f) && f.code == untested {
		return &harness.Report{Version: harness.ReportVersion, Verdict: harness.Unreachable, Reasons: []string{oneLine(err)}}, nil
	}
	if err != nil {
		return nil, err
	}
	if s.learned != "" {
		if err := reports.SaveLearned(s.learned, report.Learned); err != nil {
			a.note("%s", oneLine(err))
		}
	}
	if _, err := os.Stat(s.lockPath()); err == nil && s.lock == "" {
		a.note("%s is not compared with what was seen; add --lock", s.lockPath())
	}
	return report, nil
}

// touched lists the operations that a change is about. What is of the whole contract and lets somebody in or out is about each.
func touched(head *harness.Contract, changes *diff.Report, isNew bool) []string {
	named := map[string]bool{}
	for i := range changes.Changes {
		c := &changes.Changes[i]
		for _, id := range append([]string{c.Operation}, c.Operations...) {
			named[id] = true
		}
		if v := c.Lenses[diff.Security]; c.Operation == "" && (v == diff.Fail || v == diff.Warn) {
			isNew = true
		}
	}
	for _, u := range changes.Undecided {
		named[u.Operation] = true
	}
	list := []string{}
	for _, op := range head.Operations {
		if isNew || named[op.ID] {
			list = append(list, op.ID)
		}
	}
	return list
}

// earlier reads the fingerprints that an earlier run has told.
func earlier(file string) (map[string]bool, error) {
	if file == "" {
		return nil, nil
	}
	report, err := readReport(file)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, f := range report.Findings {
		known[f.Fingerprint] = true
	}
	return known, nil
}

// isCheck reports whether a rule is one by which runs are judged.
func isCheck(id string) bool {
	return suites.Find(id) != nil || slices.ContainsFunc(lockfile.Rules(), func(r lockfile.Rule) bool { return r.ID == id })
}
