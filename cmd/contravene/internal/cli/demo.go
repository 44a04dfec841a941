package cli

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/fixtures/shop"
	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/auth"
	"github.com/contravene-dev/contravene/harness/graph"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/harness/target"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/suites"
)

// demoBugs are planted into the shop: some of each family, none of which hides another.
var demoBugs = []string{
	"authz.object-read",
	"conformance.missing-www-authenticate",
	"conformance.response-schema",
	"conformance.server-error",
	"exposure.server-banner",
	"exposure.undeclared-property",
	"exposure.write-only-returned",
	"input.invalid-accepted",
	"input.missing-required-accepted",
	"state.delete-has-no-effect",
	"state.etag-ignored",
}

// demo is a service with bugs, and what it takes to test it.
type demo struct {
	name   string // what the service is
	bugs   []string
	config func(bugs []string) (harness.Config, error) // the contract, the target and the actors
}

func (a *app) demo() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "Find the bugs that are planted in a small built-in shop, or in a forum that speaks GraphQL",
		Long: "demo starts a small shop in this process, plants bugs in it, tests it against its own OpenAPI document and\n" +
			"shows what was found; with --graphql it is a forum, made by gqlgen, and its own schema. It needs no network.\n" +
			"It exits with 0 only when it found exactly the planted bugs.",
		Args: exactly(0, "no arguments"),
	}
	list := c.Flags().String("report", "json=report.json", "reports to write, as `FORMAT=PATH`, separated by commas")
	speaks := c.Flags().Bool("graphql", false, "test the forum, which speaks GraphQL, instead of the shop")
	c.RunE = func(c *cobra.Command, _ []string) error {
		outputs, err := reports.ParseOutputs(*list)
		if err != nil {
			return err
		}
		d := shopDemo
		if *speaks {
			d = forumDemo
		}
		a.code, err = a.runDemo(c.Context(), d, outputs)
		return err
	}
	return c
}

var shopDemo = demo{"shop", demoBugs, func(bugs []string) (harness.Config, error) {
	contract, err := openapi.Parse("shop/openapi.yaml", shop.Document(), openapi.Options{})
	return harness.Config{Contract: contract, Target: target.Handler(shop.New(bugs...)), Actors: shopActors()}, err
}}

func (a *app) runDemo(ctx context.Context, d demo, outputs []reports.Output) (int, error) {
	cfg, err := d.config(d.bugs)
	if err != nil {
		return 0, err
	}
	a.note("planted in the %s: %s", d.name, strings.Join(d.bugs, ", "))
	cfg.Generators, cfg.Checks, cfg.Seed, cfg.Budget, cfg.Tool = generators.All, suites.All(), 1, harness.Quick, tool()
	cfg.Stories = generators.Stories(cfg.Contract, graph.Options{})
	cfg.Stories.Settle = time.Millisecond     // in one process nothing is on its way
	defer func() { _ = cfg.Target.Close() }() // it lives in this process
	report, err := a.watch(ctx, cfg)
	if err != nil {
		return 0, err
	}
	if err := reports.Write(outputs, report, reports.Options{Stdout: a.Out, Remark: explained(nil)}); err != nil {
		return 0, err
	}
	people := a.Out
	var paths []string
	for _, o := range outputs {
		if o.Path == "-" {
			people = a.Err
		}
		paths = append(paths, o.Path)
	}
	text := a.text()
	if err := text.Write(people, report); err != nil {
		return 0, fmt.Errorf("print report: %w", err)
	}
	verdict, code := compare(d.bugs, report.Findings)
	_, _ = fmt.Fprintf(people, "\n%s; the whole report is in %s\n", verdict, strings.Join(paths, ", "))
	return code, nil
}

// shopActors are the shop's seeded users; bella logs in, the others have a token. It all opens nothing but the demo.
func shopActors() []*harness.Actor {
	var list []*harness.Actor
	for _, s := range shop.Actors() {
		actor := harness.NewActor(s.Name, http.Header{"Authorization": {"Bearer " + s.Token}})
		if s.Name == "bella" {
			in := map[string]any{"tenant": s.Tenant, "email": s.Email, "password": auth.Value(s.Password)}
			actor = auth.Login{Path: "/sessions", Body: in, Token: auth.Extract{From: auth.Body, At: "/token"}}.Credential().Actor(s.Name)
		}
		actor.Class, actor.Tenant = s.Class, s.Tenant
		list = append(list, actor)
	}
	return append(list, list[0].Tampered(list[0].Name+"-tampered"))
}

// compare holds what was found against what was planted.
func compare(planted []string, found []*harness.Finding) (verdict string, code int) {
	var missed, extra []string
	for _, id := range planted {
		if !slices.ContainsFunc(found, func(f *harness.Finding) bool { return f.Rule == id }) {
			missed = append(missed, id)
		}
	}
	for _, f := range found {
		if !slices.Contains(planted, f.Rule) && !slices.Contains(extra, f.Rule) {
			extra = append(extra, f.Rule)
		}
	}
	if len(missed)+len(extra) == 0 {
		return fmt.Sprintf("all %d planted bugs were found, and nothing else", len(planted)), kept
	}
	var parts []string
	if len(missed) > 0 {
		parts = append(parts, "planted but not found: "+strings.Join(missed, ", "))
	}
	if len(extra) > 0 {
		parts = append(parts, "found but not planted: "+strings.Join(extra, ", "))
	}
	return strings.Join(parts, "; "), broken
}
