package contracttest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/bridge"
	"github.com/contravene-dev/contravene/harness/feature"
)

// sight shows the engine what inputs did elsewhere.
type sight struct {
	bridge   *bridge.Bridge
	features *feature.Map
	blocks   []uint64 // of the service that ran since the input began
}

// look makes ready, and has the engine's own counters follow a handler in this process.
func look(f *testing.F, cfg *harness.Config) *sight {
	s := &sight{bridge: bridge.Open(f), features: feature.NewMap()}
	f.Cleanup(s.bridge.Close)
	if !s.bridge.Live() {
		return s
	}
	s.features.Share(s.bridge)
	s.follow(f.Context(), cfg)
	return s
}

// follow has the engine look at what runs in the service while it sends. The target stays as it is: the checks ask it for more.
func (s *sight) follow(ctx context.Context, cfg *harness.Config) {
	switch to := cfg.Target.(type) {
	case harness.Probe:
		probe(ctx, to, cfg, func(block uint64) { s.bridge.Mark(block) }, func(blocks []uint64) { s.blocks = append(s.blocks, blocks...) })
	case harness.Host: // it works in this process
		cfg.Around = func(_ context.Context, send func()) { s.bridge.Keep(send) }
	}
}

// glimpse is what an input did.
type glimpse struct{ answers, blocks []uint64 }

func (s *sight) open() {
	s.bridge.Begin()
	s.blocks = s.blocks[:0]
}

// see tells what the input that was just played did.
func (s *sight) see(trace []*harness.Exchange) (g glimpse) {
	if s.bridge.Live() {
		g.answers, g.blocks = s.features.Of(trace), s.ran()
	}
	return g
}

// ran lists the blocks of the service that ran since the input began, each once.
func (s *sight) ran() []uint64 {
	slices.Sort(s.blocks)
	return slices.DeleteFunc(slices.Clone(slices.Compact(s.blocks)), s.bridge.Marked)
}

// news reports whether an input did what none has done before.
func (s *sight) news(g glimpse) bool { return s.bridge.News(g.answers) || s.bridge.News(g.blocks) }

// doubt leaves out what did not come again when the input was played a second time, from now on and for all workers.
func (s *sight) doubt(first glimpse, a, b []*harness.Exchange) glimpse {
	again := s.ran()
	for _, block := range first.blocks {
		if !slices.Contains(again, block) && s.bridge.News([]uint64{block}) { // what is known already has come again before
			s.bridge.Mark(block)
		}
	}
	s.features.Repeat(a, b)
	return glimpse{s.features.Of(a), slices.DeleteFunc(first.blocks, s.bridge.Marked)}
}

// show gives the engine what was seen. It comes last.
func (s *sight) show(g glimpse) { s.bridge.Hit(append(g.answers, g.blocks...)) }

// end says for people how the engine was guided: the log of a test that passes shows nothing.
func (s *sight) end() {
	if !bridge.Fuzzing() {
		return
	}
	fmt.Fprintf(os.Stderr, "contravene: %s; %d features\n", s.bridge.Mode(), s.bridge.Known())
	if dug := s.bridge.Aside(); dug > 0 {
		fmt.Fprintf(os.Stderr, "contravene: %d executions besides the engine's, of small changes of what was new\n", dug)
	}
}
