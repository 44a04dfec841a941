package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/reports"
	"github.com/contravene-dev/contravene/reports/lockfile"
)

func (a *app) test() *cobra.Command {
	c := &cobra.Command{
		Use:   "test [CONTRACT]",
		Short: "Test a running service against its contract",
		Long: "test sends requests to a running service and judges the answers. What refusals teach about inputs is kept in the\n" +
			"file of --learned, and the next run gets further with it. What no flag says stands in contravene.yaml: objects\n" +
			"corrects what `contravene graph` infers, and seeds makes what the API cannot make itself:\n\n" +
			"  seeds:\n" +
			"    - {sql: seed.sql, driver: postgres, dsn: '${ENV:DSN}'}    # or sqlite, mysql\n" +
			"    - call: {path: /users, body: {name: ada}, status: [201, 409]}\n" +
			"    - command: ./fill --into {{addr}}\n\n" +
			"They run in order before each run and each replay, so they must bear being repeated.",
		Example: "  contravene test openapi.yaml --target http://127.0.0.1:8080\n" +
			"  contravene test openapi.yaml --target https://staging.example.com -H 'Authorization: Bearer ${ENV:TOKEN}' --report junit=junit.xml\n" +
			"  contravene test schema.graphql --target http://127.0.0.1:8080/graphql\n" +
			"  contravene test openapi.yaml --process './server -addr {{addr}}' --budget quick --include 'GET /**'",
		Args: atMostOneContract,
	}
	f := bind(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := f.about(c, args, a.Env)
		if err != nil {
			return err
		}
		var report *harness.Report
		if report, err = a.locked(c.Context(), s); err == nil {
			a.code, err = a.publish(report, s)
		}
		return err
	}
	return c
}

func atMostOneContract(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes one contract, not %d arguments; run `%s --help`", c.CommandPath(), len(args), c.CommandPath())
	}
	return nil
}

// run tests the service, and gives the report and the contract.
func (a *app) run(ctx context.Context, s *settings) (*harness.Report, *harness.Contract, error) {
	cfg, err := a.engine(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	if cfg.Target, err = a.open(ctx, s); err != nil {
		return nil, nil, err
	}
	defer func() { _ = cfg.Target.Close() }() // the report is what matters now
	cfg.Stories.Rules = a.recallRules(s, cfg.Contract)
	var report *harness.Report
	if reason := s.reach(ctx); reason != nil {
		report, err = unreachable(ctx, cfg, reason)
	} else if err = a.sow(ctx, s, cfg.Target); err == nil {
		cfg.Saved = a.savedCases(s.save, cfg.Contract)
		report, err = a.watch(ctx, cfg)
	}
	return report, cfg.Contract, err
}

// reach says why the target cannot be reached, or nil. A process has shown that it is ready.
func (s *settings) reach(ctx context.Context) error {
	if s.target == "" {
		return nil
	}
	return knock(ctx, s.target)
}

// watch runs the engine and shows how it gets on.
func (a *app) watch(ctx context.Context, cfg harness.Config) (*harness.Report, error) {
	progress := &reports.Progress{Out: a.Err, Terminal: isTerminal(a.Err), Time: cfg.Budget.Time}
	cfg.Observe = progress.Observe
	defer progress.Close()
	return harness.Run(ctx, cfg)
}

// publish saves the findings, writes the reports and prints the one for people.
func (a *app) publish(r *harness.Report, s *settings) (int, error) {
	paths := a.save(r, s)
	if s.learned != "" {
		if err := reports.SaveLearned(s.learned, r.Learned); err != nil {
			a.note("%s", oneLine(err))
		}
	}
	text := a.text()
	text.Saved = func(f *harness.Finding) string { return paths[f.Fingerprint] }
	failed := reports.Write(s.outputs, r, reports.Options{
		Stdout: a.Out, Text: text, JUnit: reports.JUnit{FailOn: s.failOn}, Remark: explained(text.Saved),
	})
	people := a.Out
	for _, o := range s.outputs {
		if o.Path == "-" { // standard output belongs to the report that was asked for there
			people, text.Color = a.Err, a.color(a.Err)
		}
	}
	if err := text.Write(people, r); err != nil {
		failed = errors.Join(failed, fmt.Errorf("print report: %w", err))
	}
	code := r.ExitCode(s.failOn)
	if failed != nil && code == kept {
		return 0, failed // a report that is missing must not look like one that is good
	}
	if failed != nil {
		a.note("%s", oneLine(failed))
	}
	return code, nil
}

// save keeps each finding as a file and gives the paths by fingerprint.
func (a *app) save(r *harness.Report, s *settings) map[string]string {
	paths := map[string]string{}
	if s.save == "" {
		return paths
	}
	for _, f := range r.Findings {
		if lockfile.IsDrift(f) {
			continue // it is of the whole run, and no single case replays it
		}
		path, err := reports.SaveFinding(s.save, &reports.Saved{
			Version: reports.SavedVersion, Tool: r.Tool, Contract: s.contract, Target: s.reached(), Finding: f,
			Headers: slices.Sorted(maps.Keys(s.headers)), Actors: s.castOf(f),
		})
		if err != nil {
			a.note("%v", err)
			break // the next one would fail alike
		}
		paths[f.Fingerprint] = path
	}
	return paths
}

// text is the report for people as fits standard output.
func (a *app) text() reports.Text {
	return reports.Text{Color: a.color(a.Out), Width: width(a.Out)}
}

// color follows no-color.org: colours only on a terminal, and never where NO_COLOR is set to anything.
func (a *app) color(w io.Writer) bool {
	if off, _ := a.Env("NO_COLOR"); off != "" {
		return false
	}
	if kind, _ := a.Env("TERM"); kind == "dumb" {
		return false
	}
	return isTerminal(w)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width is the terminal's, within reason; 0 leaves it to the report.
func width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			return min(columns, 140)
		}
	}
	return 0
}
