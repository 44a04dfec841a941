package harness

import (
	"context"
	"fmt"
	"sort"
)

// Close folds everything that the session saw into its report. The target stays open: it belongs to the caller.
func (s *Session) Close(ctx context.Context) *Report {
	for _, b := range s.benches {
		for _, source := range b.sources {
			source.stop()
		}
	}
	s.clean(ctx)
	r := &Report{
		Version: ReportVersion, Tool: s.cfg.Tool, Target: s.cfg.Target.String(), Seed: s.cfg.Seed, Budget: s.cfg.Budget.Name,
		Contract: ContractInfo{
			Language: s.cfg.Contract.Language, Title: s.cfg.Contract.Title, Version: s.cfg.Contract.Version,
			File: s.cfg.Contract.File, Operations: len(s.cfg.Contract.Operations),
		},
		Findings: []*Finding{}, Problems: s.cfg.Contract.AllProblems(),
		Timing: Timing{Started: s.started, Duration: now().Sub(s.started), Workers: s.cfg.Workers},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.collect(r)
	r.Totals.Cleanup = int(s.cleanups.Load())
	r.Leftovers, r.Learned = s.leftover, s.redact.rules(s.lore.all())
	r.Checks = s.checkReports(r.Findings)
	s.untestedOperations(r)
	r.Verdict, r.Reasons = s.verdict(ctx, r)
	r.Stopped = ctx.Err() != nil || s.sender.life.gone() && r.Verdict != Unreachable
	return r
}

// collect adds up the operations in document order, so that nothing depends on which was done first.
func (s *Session) collect(r *Report) {
	found, flaky := map[string]*Finding{}, map[string]*Finding{}
	var seen access
	for _, op := range s.cfg.Contract.Operations {
		b := s.benches[op.ID]
		if b == nil {
			continue
		}
		r.Totals.add(b.totals)
		if !b.visited {
			continue // it only helped others
		}
		r.Operations = append(r.Operations, b.report())
		for _, note := range b.notes {
			note.Count = b.untested[note]
			r.Untested = append(r.Untested, note)
		}
		seen.merge(&b.access)
		for _, k := range b.order {
			if k.confirmed {
				merge(found, k.finding)
			} else {
				merge(flaky, k.finding)
			}
		}
	}
	for id, f := range found {
		r.Findings = append(r.Findings, f)
		delete(flaky, id)
	}
	for _, f := range flaky {
		r.Flaky = append(r.Flaky, f)
	}
	sortFindings(r.Findings)
	sortFindings(r.Flaky)
	r.Access = seen.report(s.cfg.Contract.Operations)
}

// merge keeps the first of equal findings, in document order, and adds up how often they were seen.
func merge(into map[string]*Finding, f *Finding) {
	if known := into[f.Fingerprint]; known != nil {
		known.Count += f.Count
		return
	}
	copied := *f
	into[f.Fingerprint] = &copied
}

func (s *Session) checkReports(findings []*Finding) []CheckReport {
	list := make([]CheckReport, 0, len(s.cfg.Checks))
	for _, c := range s.cfg.Checks {
		sum := CheckReport{ID: c.ID}
		for _, b := range s.benches {
			one := b.checks[c.ID]
			sum.Kept += one.Kept
			sum.Broken += one.Broken
			sum.Inconclusive += one.Inconclusive
		}
		for _, f := range findings {
			if f.Rule == c.ID {
				sum.Findings++
			}
		}
		list = append(list, sum)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list
}

// untestedOperations says which operations were never reached, and what stood in the way most often.
func (s *Session) untestedOperations(r *Report) {
	for _, o := range r.Operations {
		if o.Reached {
			continue
		}
		r.Untested = append(r.Untested, Untested{Operation: o.ID, What: "operation", Reason: o.Totals.obstacle(), Count: 1})
	}
	for _, op := range s.chosen {
		if b := s.benches[op.ID]; b == nil || !b.visited {
			r.Untested = append(r.Untested, Untested{Operation: op.ID, What: "operation", Reason: "the run ended before it", Count: 1})
		}
	}
}

// obstacle names what kept valid requests from being accepted.
func (t *Totals) obstacle() string {
	sent := t.Requests - t.Failed
	worst, reason := 0, "no valid request could be made"
	for _, o := range []struct {
		n      int
		reason string
	}{
		{t.Failed, "no answer came"},
		{t.Auth, "refused with 401 or 403; is the credential right, and does it have the scopes"},
		{t.Missing, "answered 404, 405, 410 or 501; is the base path right, and do the objects exist that the examples name"},
		{t.Invalid, "valid requests were refused as invalid; the service has rules that the contract does not state"},
		{t.Server, "the service failed with 5xx"},
	} {
		if o.n > worst {
			worst, reason = o.n, o.reason
		}
	}
	if worst == 0 && sent > 0 {
		reason = "valid requests were answered, but never 2xx"
	}
	return fmt.Sprintf("never answered 2xx to a valid request: %s", reason)
}
