package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/preflight"
)

func (a *app) actors() *cobra.Command {
	c := &cobra.Command{
		Use: "actors", Short: "See whether the actors of a run are who they are meant to be",
		Args: cobra.ArbitraryArgs, RunE: unknownCommand,
	}
	c.AddCommand(a.actorsCheck())
	return c
}

func (a *app) actorsCheck() *cobra.Command {
	c := &cobra.Command{
		Use:   "check [CONTRACT]",
		Short: "Prove that each actor's credential works, and that actors are different subjects",
		Long: "check asks the service with reads alone: whether each credential opens what is closed without it, whether actors that\n" +
			"stand for themselves are different subjects, and whether a bad credential ruins a good one.\n\n" +
			"Exit codes: 0 nothing is wrong; 1 an actor is not what it is meant to be; 2 bad usage or unreadable contract;\n" +
			"3 the service cannot be reached, or no credential could be proved to work.",
		Example: "  contravene actors check openapi.yaml --target http://127.0.0.1:8080 --actor alice='${ENV:ALICE_TOKEN}' --actor bob='${ENV:BOB_TOKEN}'",
		Args:    atMostOneContract,
	}
	f := bind(c, "target", "process", "endpoint", "headers", "actors", "actors-file", "ca-file", "insecure", "allow-remote-refs", "include", "exclude", "timeout", "max-body")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := f.about(c, args, a.Env)
		if err != nil {
			return err
		}
		report, err := a.preflight(c.Context(), s)
		if err != nil {
			return err
		}
		a.code = preflightCode(report)
		if *asJSON {
			return a.json(report)
		}
		return printPreflight(a.Out, report)
	}
	return c
}

func preflightCode(r *preflight.Report) int {
	switch {
	case r.Wrong():
		return broken
	case !r.Proved():
		return untested
	}
	return kept
}

func (a *app) preflight(ctx context.Context, s *settings) (*preflight.Report, error) {
	cfg, err := a.engine(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(cfg.Actors) == 0 {
		return nil, errors.New("no actors; give two of one class, such as --actor alice=TOKEN --actor bob=TOKEN, or list them in contravene.yaml")
	}
	if cfg.Target, err = a.open(ctx, s); err != nil {
		return nil, err
	}
	defer func() { _ = cfg.Target.Close() }() // the answer is what matters now
	if reason := s.reach(ctx); reason != nil {
		return nil, &failure{untested, reason}
	}
	if err := a.sow(ctx, s, cfg.Target); err != nil {
		return nil, err
	}
	return preflight.Check(ctx, preflight.Config{
		Contract: cfg.Contract, Target: cfg.Target, Actors: cfg.Actors, Limits: cfg.Limits.WithDefaults(), Objects: cfg.Stories.Objects,
		Make: cfg.Stories.Make, Choose: cfg.Choose, Avoid: cfg.Avoid,
	})
}

// printPreflight writes a report for people.
func printPreflight(out io.Writer, r *preflight.Report) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	row := func(wrong bool, cells ...any) {
		mark := "ok"
		if wrong {
			mark = "WRONG"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", append([]any{mark}, cells...)...) // Flush tells
	}
	for _, s := range r.Actors {
		credential := s
		credential.AfterBad = ""
		if s.Credential == preflight.Unknown {
			_, _ = fmt.Fprintf(w, "?\t%s\tcould not be told\t%s\n", title(s), s.Reason)
		} else {
			row(credential.Wrong(), title(s), string(s.Credential), s.Reason)
		}
		switch s.AfterBad {
		case "":
		case preflight.Unknown:
			_, _ = fmt.Fprintf(w, "?\t%s\tafter a bad credential\t%s\n", s.Name, s.AfterWhy)
		default:
			row(s.AfterBad == preflight.Ruined, s.Name, string(s.AfterBad), s.AfterWhy)
		}
	}
	for _, p := range r.Pairs {
		names := p.One + " and " + p.Other
		if p.Verdict == preflight.Unknown {
			_, _ = fmt.Fprintf(w, "?\t%s\tcould not be told apart\t%s\n", names, p.Reason)
			continue
		}
		row(p.Verdict == preflight.Same, names, map[preflight.Verdict]string{preflight.Same: "are the same", preflight.Differ: "differ"}[p.Verdict], p.Reason)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	return nil
}

// title is an actor with how it stands to others.
func title(s preflight.Standing) string {
	switch {
	case s.Dead:
		return fmt.Sprintf("%s (dead %s)", s.Name, s.Of)
	case s.Of != "":
		return fmt.Sprintf("%s (%s %s)", s.Name, harness.Narrow, s.Of)
	}
	return s.Name
}
