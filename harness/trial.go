package harness

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Trial plays and judges one case at a time, for as long as its caller has cases: native fuzzing makes millions. It is a
// session with the same engine; what differs is that nothing is learned from what it plays, so that the outcome depends on
// the case and not on those before it (as far as the service allows), and that its memory stays bounded.
//
// What a run does first for an operation (the objects that it needs, what refusals teach, an accepted request to compare
// with) is done at its first case.
type Trial struct {
	s      *Session
	scale  *scale // nil: the target does not tell what its service holds
	within time.Duration
	word   string
	passed map[string]bool

	mu    sync.Mutex // one case is played at a time
	ready map[*bench]bool
	begun map[*bench]int      // how often was begun what comes first
	flaky map[string]*Finding // the first of each, by fingerprint, with its ratio over all
	found map[string]*Finding
}

// TrialConfig is what a trial needs besides a run's configuration. Generators, Saved, Budget and Workers are not looked at.
// Limits.Timeout is 2 s by default and 4 s at most, and services that ask for patience get half a second: the native engine of Go takes a case for a
// hang after ten seconds. With more than the default there is no time left to confirm that a request is never answered.
type TrialConfig struct {
	Config
	// Known are the fingerprints of findings that are passed over, such as those of a baseline; see [Trial.Know].
	Known []string
	// Token makes what the trial does first differ from what other processes do on the same service.
	Token string
}

// Played is the outcome of one case.
type Played struct {
	// Trace is one exchange for each step; shorter when the story ended early, and empty when nothing was sent.
	Trace []*Exchange
	// Findings are confirmed, shrunk and not known before.
	Findings []*Finding
	// Flaky are those that did not repeat. They are no findings.
	Flaky []*Finding
	// Inconclusive says why the checks had nothing to judge; empty: they judged.
	Inconclusive string
}

// How long things take at most. What is played before a Deadline ends playTime after that was asked for, with everything that it leads to.
const (
	playTime       = 9 * time.Second
	trialTimeout   = 2 * time.Second
	longestTimeout = 4 * time.Second
	trialPatience  = 500 * time.Millisecond
	// mostBegun is how often a service that is too slow for one play is tried to be made ready.
	mostBegun = 3
)

// What a trial remembers at most.
const (
	trialInterned = 64 << 10 // bytes of bodies, for each operation
	trialIssued   = 1000     // credentials that answers gave out and that are masked, the latest
	trialFindings = 1000     // findings that its report lists
	trialRemade   = 1000     // plays after which lost objects may be made anew again
)

// OpenTrial checks a configuration and begins a trial. Close ends it.
func OpenTrial(cfg TrialConfig) (*Trial, error) {
	if cfg.Limits.Timeout <= 0 {
		cfg.Limits.Timeout = trialTimeout
	}
	cfg.Limits.Timeout = min(cfg.Limits.Timeout, longestTimeout)
	cfg.Generators, cfg.Saved, cfg.Budget, cfg.Workers = nil, nil, Normal, 1
	scale := scaleOf(&cfg.Config)
	cfg.weighs = scale != nil
	s, err := Open(cfg.Config)
	if err != nil {
		return nil, err
	}
	s.sender.patience, s.sender.late.bound, s.redact.most = trialPatience, true, trialIssued
	t := &Trial{
		s: s, scale: scale, within: playTime - cfg.Limits.Timeout, word: cfg.Token, passed: map[string]bool{},
		ready: map[*bench]bool{}, begun: map[*bench]int{}, flaky: map[string]*Finding{}, found: map[string]*Finding{},
	}
	t.Know(cfg.Known...)
	return t, nil
}

// Know passes over findings from now on: their cases are played, and nothing is confirmed or reported. A caller that goes on
// after a finding names it here; else each case that shows it is confirmed and shrunk anew.
func (t *Trial) Know(fingerprints ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, id := range fingerprints {
		t.passed[id] = true
	}
}

// Deadline is the last moment at which a request may begin so that everything ends within ten seconds from now, at which the native engine
// takes an execution for a hang. Each play has one of its own; a caller that plays several cases in one execution gives all of them a context
// that ends then.
func (t *Trial) Deadline() time.Time { return now().Add(t.within) }

// Play plays a case and lets the checks judge it. Values that a step renews are made from the token: the same case with the
// same token is the same requests, and what two processes, or two plays, may not share differs when their tokens do.
//
// An error says that the case cannot be played: it names what the contract does not have, or what must not be called. What the
// service does is never an error.
func (t *Trial) Play(ctx context.Context, c *Case, token string) (Played, error) {
	op := t.s.sender.operations[c.Operation]
	if op == nil || len(c.Steps) == 0 {
		return Played{}, fmt.Errorf("play case %s: it has no steps, or the contract does not have its operation %q", c.ID, c.Operation)
	}
	if err := t.refuses(op, c); err != nil {
		return Played{}, fmt.Errorf("play case %s: %w", c.ID, err)
	}
	ctx, cancel := context.WithTimeout(ctx, t.within)
	defer cancel()
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.bench(op)
	t.warm(ctx, b)
	return t.play(ctx, b, c, token), nil
}

// refuses says why a case is not played: it would end the credential that all cases share, call what must not be called, or wait
// for the end of a stream that has none.
func (t *Trial) refuses(op *Operation, c *Case) error {
	if op.Streams && !c.listens() {
		return errors.New("the answer of its operation is a stream, and no step listens")
	}
	for i := range c.Steps {
		step := &c.Steps[i]
		called := t.s.sender.operations[step.Operation]
		switch {
		case called == nil && step.Collect == 0:
			return fmt.Errorf("step %d names the operation %q, which the contract does not have", i, step.Operation)
		case called == nil:
		case step.Session == "" && t.s.sender.logouts[called.ID]:
			return fmt.Errorf("step %d would end the credential that all cases share", i)
		case t.s.cfg.Avoid != nil && t.s.cfg.Avoid(called):
			return fmt.Errorf("step %d calls %s, which is to be left alone", i, called.ID)
		}
	}
	return nil
}

func (t *Trial) play(ctx context.Context, b *bench, c *Case, token string) Played {
	settled := len(b.notes)
	b.word, b.renewed = "\x00"+token, 0
	b.odds.plays++
	if b.odds.plays%trialRemade == 0 {
		b.remade = 0
	}
	trace, whole := b.put(ctx, c)
	if whole {
		b.watchWeight(ctx, t.scale, c, trace)
		b.remember(c, trace)
		b.tidy(ctx, trace)
	} else {
		b.cull(ctx)
	}
	played := Played{Trace: trace}
	for _, k := range b.order {
		switch {
		case k.confirmed:
			played.Findings = append(played.Findings, k.finding)
			note(t.found, k.finding)
		case ctx.Err() == nil:
			b.odds.of(k.finding.Fingerprint).misses++
			played.Flaky = append(played.Flaky, k.finding)
			note(t.flaky, k.finding)
		}
	}
	sortFindings(played.Findings)
	if !whole {
		played.Inconclusive = b.reason(ctx, settled)
	}
	b.forget(settled)
	return played
}

// reason says why a case could not be judged.
func (b *bench) reason(ctx context.Context, settled int) string {
	switch {
	case len(b.notes) > settled:
		return b.notes[len(b.notes)-1].Reason
	case ctx.Err() != nil:
		return "the case took too long, or the trial was stopped"
	}
	return errDropped.Error()
}

// forget drops what a run would remember of its cases.
func (b *bench) forget(settled int) {
	for _, note := range b.notes[settled:] {
		delete(b.untested, note)
	}
	b.notes = b.notes[:settled]
	clear(b.suspects)
	clear(b.order)
	b.order = b.order[:0]
}

// note keeps the first of equal findings for the report, and adds up the others.
func note(list map[string]*Finding, f *Finding) {
	if known := list[f.Fingerprint]; known != nil {
		known.Count += f.Count
		known.Confirms.N += f.Confirms.N
		known.Confirms.Of += f.Confirms.Of
		return
	}
	if len(list) < trialFindings {
		copied := *f
		list[f.Fingerprint] = &copied
	}
}

// bench gives the bench of an operation, set up for a trial.
func (t *Trial) bench(op *Operation) *bench {
	b := t.s.bench(op)
	if b.odds == nil {
		b.odds = &odds{passed: t.passed, breaks: map[string]*chance{}}
		b.bodies.most = trialInterned
		b.visited = true
	}
	return b
}

// warm does once what comes first.
func (t *Trial) warm(ctx context.Context, b *bench) {
	if t.ready[b] {
		return
	}
	if b.op.Streams {
		return
	}
	t.begun[b]++
	defer func() { t.ready[b] = ctx.Err() == nil || t.begun[b] == mostBegun }()
	b.word = "\x00warm-up " + t.word
	t.s.stage(ctx, []*Operation{b.op}, false)
	for n := 0; n < plainKinds && b.baseline == nil && ctx.Err() == nil && t.s.cfg.Stories.Make != nil; n++ {
		c, err := b.plain(n)
		if err != nil {
			break
		}
		if trace := b.send(ctx, c); len(trace) == len(c.Steps) {
			b.remember(c, trace)
		}
	}
}

// Close removes what the cases have made, and reports on all of them.
func (t *Trial) Close(ctx context.Context) *Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.s.Close(ctx)
	for _, f := range t.found {
		r.Add(f)
	}
	for id, f := range t.flaky {
		if t.found[id] == nil {
			r.Flaky = append(r.Flaky, f)
		}
	}
	sortFindings(r.Flaky)
	return r
}
