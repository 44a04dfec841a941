package contracttest

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
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
	z := cfg.guided(f)
	if *caseFile != "" {
		z.replay(f)
		return
	}
	z.begin(f)
	f.Fuzz(z.input)
}

// guided is a fuzzer that shows the engine what its inputs do.
func (c *Config) guided(f *testing.F) *fuzzer {
	f.Helper()
	z, err := c.fuzzer(f, func(z *fuzzer) { z.sight = look(f, &z.engine) })
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { z.end(f) })
	return z
}

// begin gives the engine the inputs that it starts from.
func (z *fuzzer) begin(f *testing.F) {
	f.Helper()
	seeds := z.seeds(f)
	for _, seed := range seeds {
		f.Add(seed)
	}
	z.digger = newDigger(f, len(seeds))
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
	if len(w.findings) > 0 {
		z.keep(t, data, data, w)
	}
	z.sight.show(w.seen)
}

// mine reports whether a case is about an operation that may be called.
func (z *fuzzer) mine(c *harness.Case) bool {
	op := z.engine.Contract.Operation(c.Operation)
	return op != nil && !z.avoided(op)
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
