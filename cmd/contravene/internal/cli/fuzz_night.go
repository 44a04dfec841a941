package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
)

// NightVariable is the environment variable by which `contravene fuzz` tells the processes of the engine what to do.
const NightVariable = "CONTRAVENE_NIGHT"

// order is what NightVariable holds, as JSON.
type order struct {
	Dir  string   `json:"dir"`  // where the command was called
	Args []string `json:"args"` // what it was called with

	// For the test that plays what is kept: the folder of the corpus, and the file for what each input does.
	Corpus     string `json:"corpus,omitempty"`
	Footprints string `json:"footprints,omitempty"`
}

// Night is what one process of the engine fuzzes, and how. Its fields are those of a configuration of package contracttest,
// which the command does not import, since it would have the flags of package testing then.
type Night struct {
	Loaded                   *harness.Contract // read where the command was called, and named as it was there
	Actors                   []*harness.Actor
	Target                   harness.Target
	Suites, Include, Exclude []string
	Shard                    string
	Seed                     uint64
	Rate                     float64
	Limits                   harness.Limits
	Objects                  []graph.Correction
	SaveDir, Learned         string // absolute paths; empty: nothing is kept
	Prepare                  func(context.Context) error

	order order
}

// ReadNight reads what NightVariable holds and starts the service, which the caller closes.
func ReadNight(ctx context.Context, text string) (*Night, error) {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil || len(o.Args) == 0 {
		return nil, errors.New(NightVariable + " is not as `contravene fuzz` writes it")
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	if err := os.Chdir(o.Dir); err != nil { // paths are relative to it
		return nil, err
	}
	defer func() { _ = os.Chdir(here) }() // where the engine writes
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard, Env: os.LookupEnv}, args: o.Args}
	c, h := huntCommand()
	if err := c.ParseFlags(o.Args[1:]); err != nil {
		return nil, err
	}
	s, err := h.flags.about(c, c.Flags().Args(), a.Env)
	if err != nil {
		return nil, err
	}
	n, err := a.night(ctx, s, h)
	if err != nil {
		return nil, a.masked(err)
	}
	n.order = o
	return n, nil
}

func (a *app) night(ctx context.Context, s *settings, h *hunt) (*Night, error) {
	cfg, err := a.engine(ctx, s)
	if err != nil {
		return nil, err
	}
	inference, err := a.inference(cfg.Contract, s)
	if err != nil {
		return nil, err
	}
	n := &Night{
		Loaded: cfg.Contract, Actors: cfg.Actors, Suites: s.suite, Include: s.include, Exclude: s.exclude, Shard: h.shard, Seed: s.seed,
		Rate: s.rate, Limits: s.limits, Objects: inference.Corrections, SaveDir: absolute(s.save),
	}
	if s.learned != "" {
		n.Learned = absolute(s.learned)
	}
	if n.Target, err = h.open(ctx, a, s); err != nil {
		return nil, fmt.Errorf("start the service: %w", err)
	}
	n.Prepare = func(ctx context.Context) error { return a.masked(a.sow(ctx, s, n.Target)) }
	return n, nil
}
