package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/suites"
)

func (a *app) replay() *cobra.Command {
	c := &cobra.Command{
		Use:   "replay FINDING.json",
		Short: "Try a saved finding again",
		Long: "replay sends the requests of a saved finding again and lets the same check judge the answer. Whether a service grows can only\n" +
			"be told of one that is built here, with --go.\n\n" +
			"Exit codes: 0 fixed; 1 still broken; 2 bad usage; 3 it could not be decided.",
		Example: "  contravene replay .contravene/findings/v1-0123456789abcdef.json -H 'Authorization: Bearer ${ENV:TOKEN}'\n" +
			"  contravene replay .contravene/findings/v1-0123456789abcdef.json --go ./cmd/server",
		Args: exactly(1, "one saved finding"),
	}
	f := bind(c, "target", "process", "endpoint", "headers", "actors", "ca-file", "insecure", "allow-remote-refs", "timeout", "max-body")
	g := &gopackage{}
	g.bind(c)
	contract := c.Flags().String("contract", "", "the contract's `FILE`, where it is no longer the one of the finding")
	c.RunE = func(c *cobra.Command, args []string) error {
		saved, err := reports.ReadFinding(args[0])
		if err != nil {
			return err
		}
		s, err := f.settings(a.Env)
		if err != nil {
			return err
		}
		if g.ambiguous(s) {
			return errAmbiguous
		}
		if err := s.recall(saved, *contract); err != nil {
			return err
		}
		a.code, err = a.runReplay(c.Context(), s, g, saved.Finding)
		return err
	}
	return c
}

// recall fills in from a finding what flags and configuration do not say.
func (s *settings) recall(saved *reports.Saved, contract string) error {
	switch {
	case contract != "":
		s.contract = contract
	case saved.Contract != "":
		s.contract = saved.Contract
	case s.contract == "":
		return errors.New("the finding names no contract; give --contract FILE")
	}
	if s.target == "" && len(s.process) == 0 {
		s.target, s.endpoint = saved.Target, "" // of GraphQL it is the endpoint's
	}
	for _, name := range saved.Headers {
		if len(s.headers.Values(name)) == 0 {
			return fmt.Errorf("the finding was made with the header %s; give it again with -H '%s: …'", name, name)
		}
	}
	for _, name := range saved.Actors {
		if s.actor(name) == nil {
			return fmt.Errorf("the finding was made with the actor %s; give it again with --actor %s=…", name, name)
		}
	}
	if len(saved.Actors) > 0 { // the usual actor is the one that it was then
		slices.SortStableFunc(s.actors, func(x, y *identity) int { return place(saved.Actors, x.name) - place(saved.Actors, y.name) })
	}
	s.include, s.exclude, s.suite = nil, nil, nil // a replay tries one thing, whatever the configuration chooses
	return nil
}

// place is where a name stands in a list; those that do not come last.
func place(list []string, name string) int {
	if i := slices.Index(list, name); i >= 0 {
		return i
	}
	return len(list)
}

func (a *app) runReplay(ctx context.Context, s *settings, g *gopackage, f *harness.Finding) (int, error) {
	cfg, err := a.engine(ctx, s)
	if err != nil {
		return 0, err
	}
	// A rule that was renamed since the finding was saved is still the same rule.
	if c := suites.Find(f.Rule); c != nil {
		f.Rule = c.ID
	}
	if cfg.Target, err = g.open(ctx, a, s); err != nil {
		return 0, err
	}
	defer func() { _ = cfg.Target.Close() }() // the verdict is what matters now
	if err := a.sow(ctx, s, cfg.Target); err != nil {
		return 0, err
	}
	result, err := harness.Replay(ctx, cfg, f)
	if err != nil {
		return 0, fmt.Errorf("%w; name the right contract with --contract", err)
	}
	return a.announce(result, f), nil
}

func (a *app) announce(result harness.ReplayResult, f *harness.Finding) int {
	subject := f.Rule + "  " + f.Operation + "  " + f.Site
	switch result.Outcome {
	case harness.Fixed:
		a.say("FIXED  %s", subject)
		return kept
	case harness.StillBroken:
		a.say("STILL BROKEN  %s", subject)
		if err := a.text().Finding(a.Out, result.Finding); err != nil {
			a.note("print finding: %v", err)
		}
		return broken
	}
	a.say("INCONCLUSIVE  %s", subject)
	a.say("  %s", result.Reason)
	return untested
}
