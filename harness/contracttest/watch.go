package contracttest

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/bridge"
)

// watched is what came of a case.
type watched struct {
	findings []*harness.Finding // each once for each time that it was shown
	shows    *harness.Case      // what shows them, where it is not the input itself
	seen     glimpse
	fresh    bool // it did what none had done before
	accepted bool // the story went through to its end
}

// watch plays a case, and once more when it seems to be new. Sight was opened before.
func (z *fuzzer) watch(ctx context.Context, c *harness.Case) (w watched, err error) {
	played, err := z.play(ctx, c)
	if err != nil {
		return w, err
	}
	w = watched{findings: played.Findings, seen: z.sight.see(played.Trace), fresh: z.sight.bridge.Fresh(), accepted: accepted(played.Trace)}
	if len(w.findings) == 0 && len(played.Flaky) > 0 {
		w.findings, w.shows = z.insist(ctx, c, played.Flaky)
	}
	if !z.sight.news(w.seen) {
		return w, nil
	}
	z.sight.open() // of what a handler covers, one play counts
	if again, err := z.play(ctx, c); err == nil {
		w.seen = z.doubted(w.seen, played.Trace, again.Trace)
		w.findings = append(w.findings, again.Findings...)
	}
	w.fresh = w.fresh || z.sight.news(w.seen)
	return w, nil
}

// doubted leaves out of what was seen what did not come again. A second play that went another way, because the service failed by chance or
// was slow, or because it has by now what it was given, says nothing about what is unsteady: all that ran for the first one would be
// left out, for good and for all workers.
func (z *fuzzer) doubted(first glimpse, a, b []*harness.Exchange) glimpse {
	if sameWay(a, b) {
		return z.sight.doubt(first, a, b)
	}
	return glimpse{answers: first.answers}
}

// sameWay reports whether two plays of a case were answered alike.
func sameWay(a, b []*harness.Exchange) bool {
	return slices.EqualFunc(a, b, func(x, y *harness.Exchange) bool {
		return (x.Err == nil || x.Cut()) && x.Status() == y.Status() && x.Cut() == y.Cut() && (x.Err == nil) == (y.Err == nil)
	})
}

// play plays a case in what is left of the input's time: the engine takes an input for a hang after ten seconds, whatever was played for it.
func (z *fuzzer) play(ctx context.Context, c *harness.Case) (harness.Played, error) {
	ctx, cancel := context.WithDeadline(ctx, z.until)
	defer cancel()
	z.played++
	return z.trial.Play(ctx, c, z.word+"-"+strconv.Itoa(z.played))
}

// keep reports what an input has shown; hand is the engine's input, in whose place that is kept that shows it.
func (z *fuzzer) keep(t *testing.T, hand, data []byte, w watched) {
	if w.shows != nil {
		if written, err := z.codec.Rewrite(w.shows); err == nil {
			data = written
		}
	}
	if !bytes.Equal(hand, data) {
		z.digger.leaves.name(t, hand, data)
	}
	z.report(t, w.findings)
}

// report says what an input has shown. Played twice, it mostly shows it twice.
func (z *fuzzer) report(t testing.TB, findings []*harness.Finding) {
	t.Helper()
	told := map[string]bool{}
	for _, f := range findings {
		if told[f.Fingerprint] {
			continue
		}
		told[f.Fingerprint] = true
		if !bridge.Fuzzing() || f.Severity < z.failOn {
			z.trial.Know(f.Fingerprint) // one cause fails one input; the engine has to see that again and again
		}
		z.store.report(t, f, z.failOn)
	}
}
