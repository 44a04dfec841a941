package harness

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Replayed says what became of a finding.
type Replayed string

const (
	// Fixed means that the case was played and the promise held.
	Fixed Replayed = "fixed"
	// StillBroken means that the same break showed again.
	StillBroken Replayed = "still broken"
	// Undecided means that the case could not be played, or that its check could not decide.
	Undecided Replayed = "undecided"
)

// ReplayResult is the outcome of [Replay].
type ReplayResult struct {
	Outcome Replayed
	Reason  string   // why it is undecided
	Finding *Finding // what was seen this time; nil unless still broken
}

// Replay plays the case of a finding once more and lets its check judge it. Config needs the contract, the target, the
// actors that the case names, and the finding's check among Checks.
func Replay(ctx context.Context, cfg Config, f *Finding) (ReplayResult, error) {
	if f.Case == nil || len(f.Case.Steps) == 0 {
		return ReplayResult{}, errors.New("replay finding: it holds no case; use a file that contravene saved")
	}
	cfg.weighs = true // what cannot be weighed is undecided
	s, err := Open(cfg)
	if err != nil {
		return ReplayResult{}, err
	}
	var check *Check
	for _, c := range cfg.Checks {
		if c.ID == f.Rule {
			check = c
		}
	}
	op := cfg.Contract.Operation(f.Case.Operation)
	if check == nil || op == nil {
		return ReplayResult{}, fmt.Errorf("replay finding: the rule %q or the operation %q does not exist (any more)", f.Rule, f.Case.Operation)
	}
	if check.Weighs && weighedOf(ctx, cfg.Target) == nil {
		return ReplayResult{Outcome: Undecided, Reason: ErrNoWeight.Error()}, nil
	}
	result := newBench(s, op).replay(ctx, check, f)
	s.clean(ctx)
	return result, nil
}

func (b *bench) replay(ctx context.Context, check *Check, f *Finding) ReplayResult {
	if f.Control != nil {
		trace, err := b.replayed(ctx, f.Control, 0)
		if err != nil || trace[len(trace)-1].Status()/100 != 2 {
			return ReplayResult{Outcome: Undecided, Reason: "the control request, which was accepted when the finding was made, is not accepted now"}
		}
		b.remember(f.Control, trace)
	}
	trace, err := b.replayed(ctx, f.Case, b.s.cfg.Stories.Settle)
	if err != nil {
		return ReplayResult{Outcome: Undecided, Reason: b.s.redact.text(err.Error())}
	}
	x := trace[len(trace)-1]
	switch {
	case x.Err == nil && (x.Skipped || len(trace) < len(f.Case.Steps)):
		return ReplayResult{Outcome: Undecided, Reason: fmt.Sprintf("the story ended at %s, which was answered %d", x.Operation.ID, x.Status())}
	case !judgeable(check, x):
		return ReplayResult{Outcome: Undecided, Reason: b.s.redact.text(x.Err.Error())}
	}
	outcome, shown := b.judged(ctx, check, f, trace)
	if shown != nil {
		return ReplayResult{Outcome: StillBroken, Finding: shown}
	}
	if x.Err != nil {
		return ReplayResult{Outcome: Undecided, Reason: b.s.redact.text(x.Err.Error())}
	}
	if why := unlike(f, x); why != "" {
		return ReplayResult{Outcome: Undecided, Reason: why}
	}
	if outcome.Inconclusive != "" || !outcome.Kept && len(outcome.Breaks) == 0 {
		reason := outcome.Inconclusive
		if reason == "" {
			reason = fmt.Sprintf("the answer was %d, which says nothing about the promise", x.Status())
		}
		return ReplayResult{Outcome: Undecided, Reason: reason}
	}
	return ReplayResult{Outcome: Fixed}
}

// judged asks the check of a finding about its case, and gives what it finds at the same place.
func (b *bench) judged(ctx context.Context, check *Check, f *Finding, trace []*Exchange) (Outcome, *Finding) {
	if to, ok := b.s.cfg.Target.(Weighed); ok && check.Weighs {
		growth, again := b.weigh(ctx, to, f.Case)
		if growth == nil {
			return Outcome{Inconclusive: "the request could not be repeated often enough to see whether the service grows"}, nil
		}
		trace = weighed(again, growth)
	}
	outcome := Judge(check, b.pass(f.Case, trace))
	for i := range outcome.Breaks {
		if outcome.Breaks[i].Site == f.Site {
			return outcome, b.finding(check, &outcome.Breaks[i], f.Case, trace)
		}
	}
	return outcome, nil
}

// unlike says why an answer is no proof that a finding is fixed: the request may not have got as far as it did then.
func unlike(f *Finding, x *Exchange) string {
	if len(f.Evidence) == 0 {
		return ""
	}
	// The same bytes mean the same: services that answer 200 to everything refuse in the body.
	last := f.Evidence[len(f.Evidence)-1]
	kept := Exchange{Operation: x.Operation, Response: &Response{Status: last.Status, Header: last.Answer, Body: []byte(last.Content)}}
	then, status := kept.Status(), x.Status()
	for _, wall := range []struct {
		statuses []int
		why      string
	}{
		{[]int{401, 403}, "the credential is refused now; give the one of the finding's actor"},
		{[]int{404, 410}, "the object is not there now; restore the data that the case names"},
		{[]int{429, 502, 503, 504}, "the service cannot be asked now; try again later"},
	} {
		if slices.Contains(wall.statuses, status) && !slices.Contains(wall.statuses, then) {
			return fmt.Sprintf("the answer was %d and is %d: %s", then, status, wall.why)
		}
	}
	return ""
}
