package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/generators"
	"github.com/contravene-dev/contravene/harness/diff"
	"github.com/contravene-dev/contravene/harness/gate"
	"github.com/contravene-dev/contravene/harness/openapi"
	"github.com/contravene-dev/contravene/reports/acceptfile"
)

// refusedReference is the exit code for a contract that refers to another host: whoever proposes a change must not make the gate
// fetch something.
const refusedReference = 4

// gateFlags are what `contravene gate` is told beside the settings that it shares with others.
type gateFlags struct {
	flags *flags
	gateSettings
	adopt string
	all   bool
	texts []string // of reports
}

const gateLong = "gate compares a contract with an earlier one: a commit, which it reads without a checkout, a file or an address. It refuses changes that\n" +
	"break clients, and changes that let somebody in, show more or accept more than before. A schema that has become narrower or wider is\n" +
	"shown by a value that one side takes and the other does not. Of a branch the commit is taken at which HEAD has left it, as pull requests\n" +
	"do, unless --exact is given.\n\n" +
	"Presets: wire asks what correct clients notice; codegen also what generated code notices; strict also what was announced, and fails what the\n" +
	"others warn of; security stands beside them unless no-security is given. What may pass stands in " + acceptfile.Name + " with a reason;\n" +
	"`contravene accept` writes it. The section gate of contravene.yaml says the same as the flags, and severities of single rules besides.\n\n" +
	"With --target, --process or --run the service is tested as well, like with `contravene test`: what the change is about in depth, the rest at\n" +
	"a glance. Findings at or above fail-on of contravene.yaml (low when absent) fail, unless they are accepted or stand in the report of --baseline.\n\n" +
	"Exit codes: 0 passed; 1 refused; 2 bad usage or unreadable contract; 3 nothing was refused, and the run proved nothing; 4 a contract refers\n" +
	"to another host."

func (a *app) gate() *cobra.Command {
	g := &gateFlags{}
	c := &cobra.Command{
		Use:   "gate [CONTRACT]",
		Short: "Compare a contract with what it was, and refuse what breaks clients or opens the API",
		Long:  gateLong,
		Example: "  contravene gate openapi.yaml --against origin/main\n" +
			"  contravene gate api/openapi.yaml --against origin/main:openapi.yaml\n" +
			"  contravene gate openapi.yaml --against origin/main --preset strict --report github=/dev/stdout,sarif=gate.sarif\n" +
			"  contravene gate openapi.yaml --against origin/main --process './server -addr {{addr}}' --budget 2m --lock",
		Args: atMostOneContract,
	}
	f := c.Flags()
	g.bind(f)
	g.flags = bind(c, withRun()...)
	f.BoolVar(&g.all, "all", false, "show also the changes that are of no consequence")
	f.StringVar(&g.adopt, "adopt", "", "`REASON` for which all that fails now is written into the file of --accept, so that only what is new fails from then on")
	f.StringSliceVar(&g.texts, "report", nil, "`FORMAT=PATH` of a report to write: json, github, gitlab, junit, markdown or sarif; the path - is standard output")
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := g.flags.about(c, args, a.Env)
		if err != nil {
			return err
		}
		s.gate = g.over(s.gate)
		if f.Changed("run") { // also where it says no to what the file says
			s.gate.run = g.run
		}
		if f.Changed("exact") {
			s.gate.exact = g.exact
		}
		err = a.pass(c.Context(), s, g)
		if errors.Is(err, openapi.ErrRemote) {
			return &failure{refusedReference, err}
		}
		return err
	}
	return c
}

// pass judges a change, and tells what came of it.
func (a *app) pass(ctx context.Context, s *settings, g *gateFlags) error {
	if s.gate.against == "" {
		return errors.New("nothing to compare with; give --against REF, such as origin/main, or a file")
	}
	outputs, err := parseGateOutputs(g.texts)
	if err != nil {
		return err
	}
	policy, err := s.gate.policy()
	if err != nil {
		return err
	}
	policy.Today, policy.Severity = a.Today(), s.failOn
	r := &gateReport{Version: 1, Tool: tool(), Contract: s.contract, accept: s.gate.accept, all: g.all}
	e, err := a.evidence(ctx, s, r, g.runs(s))
	if err != nil {
		return err
	}
	r.Decision = policy.Decide(e)
	if g.adopt != "" {
		return a.adopt(s.gate.accept, g.adopt, r.Decision)
	}
	a.code = map[gate.Verdict]int{gate.Passed: kept, gate.Refused: broken, gate.Untested: untested}[r.Verdict]
	return a.ruled(r, outputs)
}

// evidence gathers all there is to judge.
func (a *app) evidence(ctx context.Context, s *settings, r *gateReport, run bool) (e gate.Evidence, err error) {
	if e.Changes, err = a.changes(ctx, s, r); err != nil {
		return e, err
	}
	if e.Drift, err = a.amended(ctx, s, r.Against); err != nil || !run {
		return e, err
	}
	e.Touched = touched(s.loaded, e.Changes, r.Against.New)
	if e.Run, err = a.tried(ctx, s, e.Touched); err == nil {
		r.run, r.saved = e.Run, a.save(e.Run, s)
	}
	return e, err
}

// changes compares both sides. A contract that is new has none.
func (a *app) changes(ctx context.Context, s *settings, r *gateReport) (*diff.Report, error) {
	head, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	if r.Against, err = s.base(ctx, s.gate.against); err != nil {
		return nil, err
	}
	if r.Against.New {
		return &diff.Report{}, nil
	}
	changes, err := diff.Compare(r.Against.contract, head, diff.Options{Value: generators.Sample, Today: a.Today()})
	if err != nil {
		return nil, fmt.Errorf("compare %s with %s: %w", s.contract, s.gate.against, err)
	}
	return changes, nil
}

// adopt accepts all that fails, once, so that a gate can be put up where much is wrong already.
func (a *app) adopt(file, reason string, d *gate.Decision) error {
	var list []gate.Acceptance
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Outcome == gate.Fail {
			list = append(list, gate.Acceptance{Fingerprint: c.Fingerprint, Rule: c.Rule, Reason: reason})
		}
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Outcome == gate.Fail {
			list = append(list, gate.Acceptance{Fingerprint: f.Fingerprint, Rule: f.Rule, Reason: reason})
		}
	}
	if len(list) == 0 {
		a.say("nothing fails, so there is nothing to accept")
		return nil
	}
	n, err := acceptfile.Add(file, list...)
	if err == nil {
		a.say("accepted %d changes and findings in %s", n, file)
	}
	return err
}
