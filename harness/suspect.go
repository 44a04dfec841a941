package harness

import (
	"context"
	"slices"
	"time"
)

// suspect is a broken promise on its way to becoming a finding.
type suspect struct {
	finding   *Finding
	check     *Check
	attempts  int // cases that were replayed
	witnesses int // different cases that showed it, the replayed one included
	confirmed bool
}

// enoughWitnesses is how many different cases stand in for a replay. Some requests cannot be repeated (an object is
// created or deleted only once), and three independent cases with the same break are as good as one that repeats.
const enoughWitnesses = 3

// maxAttempts is how many cases are replayed before only witnesses count: replays of what cannot repeat are wasted.
const maxAttempts = 2

// suspect takes a reported break in: counts it if it is known, else confirms it, shrinks the case and keeps it.
func (b *bench) suspect(ctx context.Context, check *Check, br *Break, c *Case, trace []*Exchange) {
	id := Fingerprint(check.ID, b.owner(br), br.Site)
	if b.odds.known(id) {
		return
	}
	b.odds.hit(id)
	known := b.suspects[id]
	if known == nil {
		known = &suspect{check: check, finding: b.finding(check, br, c, trace)}
		b.suspects[id] = known
		b.order = append(b.order, known)
	}
	known.finding.Count++
	known.witnesses++
	if known.confirmed {
		return
	}
	last := trace[len(trace)-1]
	switch again := known.attempts < b.odds.attempts(); {
	case br.Proven:
		known.confirmed, known.finding.Confirms = true, Ratio{N: 1, Of: 1}
	case again && (last.Late() || last.Ended()):
		known.attempts++
		b.confirmFault(ctx, known, br.Site, c, last)
	case again:
		known.attempts++
		b.confirm(ctx, known, br.Site, c)
	}
	// That others show a fault as well proves nothing: time and other requests may be the cause.
	if known.witnesses >= enoughWitnesses && b.odds == nil && !check.Faults {
		known.confirmed = true
	}
	if known.confirmed {
		b.s.observe(Event{Found: known.finding})
	}
}

// confirm replays a case, and shrinks it once it has repeated.
func (b *bench) confirm(ctx context.Context, k *suspect, site string, c *Case) {
	wanted := b.odds.wanted(k.finding.Fingerprint, b.s.cfg.Confirm)
	trace := b.repeat(ctx, k, site, c, wanted)
	if trace == nil || !b.controlled(ctx, k) {
		return
	}
	k.confirmed = true
	smallest, br, trace := b.shrink(ctx, k.check, site, c, trace)
	if br == nil || b.odds != nil && b.repeat(ctx, k, site, smallest, wanted) == nil {
		return
	}
	small := b.finding(k.check, br, smallest, trace)
	small.Count, small.Confirms = k.finding.Count, k.finding.Confirms
	*k.finding = *small
}

// repeat replays a case as often as is wanted to believe it, and gives the last trace; nil where the break did not show each time.
func (b *bench) repeat(ctx context.Context, k *suspect, site string, c *Case, wanted int) (trace []*Exchange) {
	shown, asked := 0, 0
	for i := range wanted {
		patient := k.check.Story && i == wanted-1 // once is enough to tell late from never
		_, again := b.again(ctx, k.check, site, c, patient)
		if again != nil {
			shown, trace = shown+1, again
		} else if b.odds.over(ctx) {
			break // it was not asked to the end
		}
		asked++
		if again == nil && b.odds != nil {
			break
		}
	}
	k.finding.Confirms.Of += asked
	k.finding.Confirms.N += shown
	if shown == wanted || shown == asked && shown >= b.s.cfg.Confirm && b.odds.steady(k.finding.Fingerprint) {
		return trace
	}
	return nil
}

// controlled plays the control once more where the proof rests on it: a service that by now refuses everything has not
// refused this one request.
func (b *bench) controlled(ctx context.Context, k *suspect) bool {
	if k.finding.Control == nil {
		return true
	}
	trace, err := b.replayed(ctx, k.finding.Control, 0)
	return err == nil && len(trace) > 0 && trace[len(trace)-1].Status()/100 == 2
}

// again plays a case once more and looks for the same break. The trace is nil when it did not show.
func (b *bench) again(ctx context.Context, check *Check, site string, c *Case, patient bool) (*Break, []*Exchange) {
	settle := time.Duration(0)
	if patient {
		settle = b.s.cfg.Stories.Settle
	}
	trace, err := b.replayed(ctx, c, settle)
	if err != nil || len(trace) < len(c.Steps) || !judgeable(check, trace[len(trace)-1]) {
		return nil, nil
	}
	outcome := Judge(check, b.pass(c, trace))
	i := slices.IndexFunc(outcome.Breaks, func(br Break) bool { return br.Site == site })
	if i < 0 {
		return nil, nil
	}
	return &outcome.Breaks[i], trace
}

// replayed plays a case anew, and gives the service time to settle before it is observed.
func (b *bench) replayed(ctx context.Context, c *Case, settle time.Duration) ([]*Exchange, error) {
	return b.play(ctx, c, playing{shelf: b.shelf.anew(), settle: settle})
}

// judgeable reports whether a check may look at a trace that ends so.
func judgeable(check *Check, last *Exchange) bool {
	return !last.Skipped && (last.Err == nil || check.Cuts && last.Cut() || check.Faults && (last.Late() || last.Ended()))
}

// owner is the operation that a break belongs to, or "" when it belongs to the whole service.
func (b *bench) owner(br *Break) string {
	if br.Service {
		return ""
	}
	return b.op.ID
}

// finding puts a break into the form that reports keep.
func (b *bench) finding(check *Check, br *Break, c *Case, trace []*Exchange) *Finding {
	f := &Finding{
		Rule: check.ID, Operation: b.owner(br), Site: br.Site, Severity: check.Severity,
		Fingerprint: Fingerprint(check.ID, b.owner(br), br.Site),
		Message:     b.s.redact.text(br.Message), Promised: br.Promised, Got: b.s.redact.text(br.Got), Place: br.Place,
		CWE: check.CWE, OWASP: check.OWASP, Case: c,
	}
	if f.Place.Zero() {
		f.Place = b.op.Source
	}
	if br.Severity != nil {
		f.Severity = *br.Severity
	}
	if br.Control {
		f.Control = b.control
	}
	for _, x := range trace {
		if x.Skipped {
			continue
		}
		f.Evidence = append(f.Evidence, b.s.redact.record(x))
	}
	f.Curl = b.s.curls(c, trace)
	if b.s.cfg.GoTest != nil {
		f.GoTest = b.s.cfg.GoTest(f)
	}
	return f
}

// confirmed lists the operation's findings.
func (b *bench) confirmed() []*Finding {
	var list []*Finding
	for _, k := range b.order {
		if k.confirmed {
			list = append(list, k.finding)
		}
	}
	sortFindings(list)
	return list
}
