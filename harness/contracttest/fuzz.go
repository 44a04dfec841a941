package contracttest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/bridge"
	"github.com/contravene-dev/contravene/harness/pick"
)

// Fuzz makes Go's native fuzz engine a fuzzer of cfg.Target that knows its contract:
//
//	func FuzzAPI(f *testing.F) {
//		contracttest.Fuzz(f, contracttest.Config{Contract: "openapi.yaml", Target: target.Handler(mux)})
//	}
//
// The engine's bytes are requests and short stories of one operation and actor (package genome). What the answers look like, and
// what code ran where the target tells (target.WithCoverage), guides the engine (package bridge). All checks judge each
// answer; a finding is confirmed, shrunk, kept as a case in SaveDir and by the engine under testdata/fuzz, and fails the test with the same
// text as in [Run]. A plain go test plays what is kept there, and the first inputs.
//
// Every worker of the engine is a process of its own that runs the whole fuzz test: one that starts its target has it for
// itself, and Prepare is run in each. The engine takes an input for a hang after ten seconds; all that is played for one, confirming and
// shrinking included, ends before that, however slow the service is. Budget, Lock and Learned's rules beyond those read are not looked at.
func Fuzz(f *testing.F, cfg Config) {
	f.Helper()
	z, err := cfg.fuzzer(f, func(z *fuzzer) { z.sight = look(f, &z.engine) })
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { z.end(f) })
	if *caseFile != "" {
		z.replay(f)
		return
	}
	seeds := z.seeds(f)
	for _, seed := range seeds {
		f.Add(seed)
	}
	z.digger = newDigger(f, len(seeds))
	f.Fuzz(z.input)
}

// fuzzer is what the inputs of one fuzz test share. They run one after the other.
type fuzzer struct {
	engine harness.Config
	codec  *genome.Codec
	trial  *harness.Trial
	sight  *sight
	digger digger
	store  store
	failOn harness.Severity
	until  time.Time // when the plays of the input at hand have to end, together
	word   string    // makes tokens differ from those of other processes
	played int
	urged  map[string]int // how often a finding was insisted on, by fingerprint
	saved  []*harness.Case
}

// fuzzer makes ready; look is told of it before anything is sent, and may change the engine's configuration.
func (c *Config) fuzzer(t testing.TB, look func(*fuzzer)) (*fuzzer, error) {
	z := &fuzzer{store: store{dir: c.dir(t), learned: c.learned(t)}, word: strings.ToLower(rand.Text()[:10]), urged: map[string]int{}}
	var err error
	if z.failOn, err = c.failOn(); err != nil {
		return nil, err
	}
	if z.engine, err = c.engine(t); err != nil {
		return nil, err
	}
	if err := c.prepare(t.Context(), z.engine.Actors); err != nil {
		return nil, err
	}
	shard, err := pick.ParseShard(c.Shard)
	if err != nil {
		return nil, fmt.Errorf("configure contracttest: Shard: %w", err)
	}
	z.engine.Choose = shard.And(z.engine.Choose)
	kept := z.store.findings(t)
	z.saved, z.engine.Stories.Rules = casesOf(kept, z.engine.Contract), z.store.recall(t, z.engine.Contract)
	look(z)
	z.trial, err = harness.OpenTrial(harness.TrialConfig{Config: z.engine, Known: known(kept, c.Known), Token: z.word})
	if err != nil {
		return nil, err
	}
	z.codec = genome.New(z.engine.Contract, names(z.engine.Actors), genome.Options{
		Seed: c.Seed, Stories: z.engine.Stories, Cast: z.engine.Actors, Avoid: z.avoided,
	})
	return z, nil
}

// known lists what fuzzing goes on past. In a plain go test what is kept fails.
func known(kept []*harness.Finding, baseline []string) []string {
	list := slices.Clone(baseline)
	if bridge.Fuzzing() {
		for _, f := range kept {
			list = append(list, f.Fingerprint)
		}
	}
	return list
}

// avoided reports whether no input may be about an operation.
func (z *fuzzer) avoided(op *harness.Operation) bool {
	objects := z.engine.Stories.Objects
	if objects != nil && objects.Logouts[op.ID] {
		return true // it would end the credential that all inputs share
	}
	return z.engine.Avoid != nil && z.engine.Avoid(op) || z.engine.Choose != nil && !z.engine.Choose(op)
}

// seeds are the inputs that the engine starts from: what was found before, and what the contract says.
func (z *fuzzer) seeds(t testing.TB) (list [][]byte) {
	for _, c := range z.saved {
		seed, err := z.codec.Encode(c)
		if err != nil {
			t.Logf("a saved case is passed over: %v", err)
			continue
		}
		list = append(list, seed)
	}
	for seed := range z.codec.Seeds() {
		list = append(list, seed)
	}
	return list
}

// input plays one input of the engine.
func (z *fuzzer) input(t *testing.T, data []byte) {
	end := z.trial.Deadline()
	z.dig(t, data, end)
	z.until = end
	z.sight.open()
	c, err := z.codec.Decode(data)
	if err != nil {
		z.drop(t, err)
		return
	}
	if !z.mine(c) {
		return // another machine's share
	}
	z.note(t, data)
	w, err := z.watch(t.Context(), c)
	if err != nil {
		z.drop(t, err)
		return
	}
	z.digger.plays++
	if w.fresh {
		z.lead(c, data, -1, w.accepted)
	}
	z.keep(t, data, data, w)
	z.sight.show(w.seen)
}

// mine reports whether a case is about an operation that may be called.
func (z *fuzzer) mine(c *harness.Case) bool {
	op := z.engine.Contract.Operation(c.Operation)
	return op != nil && !z.avoided(op)
}

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

// drop leaves an input out: most that the engine makes up are none, and entries of a corpus may be older than the contract.
func (z *fuzzer) drop(t *testing.T, err error) {
	if !bridge.Fuzzing() {
		t.Skipf("this input means nothing under the contract: %v", err)
	}
}

// note says in a plain go test what of an entry the contract has no more.
func (z *fuzzer) note(t *testing.T, data []byte) {
	if bridge.Fuzzing() {
		return
	}
	for _, text := range z.codec.Notes(data) {
		t.Log(text)
	}
}

// keep reports what an input has shown; hand is the engine's input, in whose place that is kept that shows it.
func (z *fuzzer) keep(t *testing.T, hand, data []byte, w watched) {
	t.Helper()
	if len(w.findings) == 0 {
		return
	}
	if w.shows != nil {
		if written, err := z.codec.Encode(w.shows); err == nil {
			data = written
		}
	}
	if !bytes.Equal(hand, data) {
		z.digger.leaves.name(t, hand, data)
	}
	z.report(t, w.findings)
}

// report says what an input has shown. Played twice, it mostly shows it twice.
func (z *fuzzer) report(t *testing.T, findings []*harness.Finding) {
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

// replay plays one saved finding instead of fuzzing.
func (z *fuzzer) replay(f *testing.F) {
	replay(f, z.engine, *caseFile)
	if !f.Failed() {
		f.SkipNow() // package testing demands inputs of what does neither fail nor skip
	}
}

// end says how the fuzzing went.
func (z *fuzzer) end(t testing.TB) {
	report := z.trial.Close(context.WithoutCancel(t.Context()))
	logFlaky(t, report)
	z.sight.end()
}

func names(actors []*harness.Actor) (list []string) {
	for _, a := range actors {
		list = append(list, a.Name)
	}
	return list
}
