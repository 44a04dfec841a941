package contracttest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/contravene-dev/contravene/generators/genome"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/feature"
)

// Footprint is what an input of [Fuzz] was seen to do.
type Footprint struct {
	// Played says that it was played to the end, so that the rest tells what it does. The share of another machine is not, nor is
	// what the service left unanswered.
	Played bool
	// Answers and Blocks are features: of the answers, and of the service's code where the target tells what ran. Of two plays that were
	// answered alike only what came both times is one; where the second went another way, because of what the first has left or by
	// chance, all that came is one.
	Answers, Blocks []uint64
	// Found says that it has shown a finding that was not known.
	Found bool
}

// Footprints plays inputs of a corpus of [Fuzz], each twice, and tells what each did, in their order; before them, as number -1, those that
// every run begins with. With it a corpus is minimised, and two corpora are compared, whatever the engine has made of them. What it finds
// is kept in SaveDir. It ends with the test's context.
func Footprints(t testing.TB, cfg Config, inputs [][]byte, tell func(i int, f Footprint)) {
	t.Helper()
	tracks := &tracks{features: feature.NewMap()}
	z, err := cfg.fuzzer(t, func(z *fuzzer) { tracks.follow(t.Context(), &z.engine) })
	if err != nil {
		t.Fatal(err)
	}
	z.failOn = harness.High + 1 // what is found is kept, and fails nothing here
	defer func() { z.trial.Close(context.WithoutCancel(t.Context())) }()
	for _, f := range z.store.findings(t) {
		z.trial.Know(f.Fingerprint)
	}
	for _, seed := range z.seeds(t) {
		tell(-1, z.footprint(t, tracks, seed))
	}
	for i, input := range inputs {
		if t.Context().Err() != nil {
			return
		}
		tell(i, z.footprint(t, tracks, input))
	}
}

// footprint plays one input. What never means anything does nothing, and that is known without playing it; what names an operation or an
// actor that is not known may mean something to another contract or cast.
func (z *fuzzer) footprint(t testing.TB, tracks *tracks, input []byte) Footprint {
	c, err := z.codec.Decode(input)
	if err != nil {
		unknown := (*genome.UnknownError)(nil)
		return Footprint{Played: !errors.As(err, &unknown)}
	}
	if !z.mine(c) {
		return Footprint{}
	}
	var traces [2][]*harness.Exchange
	var blocks [2][]uint64
	f := Footprint{Played: true}
	for i := range traces {
		tracks.blocks, z.until = tracks.blocks[:0], z.trial.Deadline()
		played, err := z.play(t.Context(), c)
		if err != nil {
			return Footprint{}
		}
		f.Found = f.Found || len(played.Findings) > 0
		z.report(t, played.Findings)
		traces[i], blocks[i] = played.Trace, slices.Compact(slices.Sorted(slices.Values(tracks.blocks)))
		f.Played = f.Played && answered(played.Trace)
	}
	join := either
	if sameWay(traces[0], traces[1]) {
		join = both
		tracks.features.Repeat(traces[0], traces[1])
	}
	f.Answers, f.Blocks = join(tracks.features.Of(traces[0]), tracks.features.Of(traces[1])), join(blocks[0], blocks[1])
	return f
}

func answered(trace []*harness.Exchange) bool {
	return len(trace) > 0 && !slices.ContainsFunc(trace, func(x *harness.Exchange) bool { return !x.Answered() })
}

func both(a, b []uint64) []uint64 {
	return slices.DeleteFunc(slices.Clone(a), func(h uint64) bool { return !slices.Contains(b, h) })
}

func either(a, b []uint64) []uint64 {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(a, b))))
}

// tracks reads features without the engine.
type tracks struct {
	features *feature.Map
	idle     map[uint64]bool // blocks that run without a request
	blocks   []uint64        // that ran since somebody has emptied it
}

// follow asks the target after each request what ran, where it can tell.
func (k *tracks) follow(ctx context.Context, cfg *harness.Config) {
	service, ok := cfg.Target.(harness.Probe)
	if !ok {
		return
	}
	k.idle = map[uint64]bool{}
	probe(ctx, service, cfg, func(block uint64) { k.idle[block] = true }, func(blocks []uint64) {
		for _, block := range blocks {
			if !k.idle[block] {
				k.blocks = append(k.blocks, block)
			}
		}
	})
}
