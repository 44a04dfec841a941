package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	flags   *flags
	against string
	presets []string
	failOn  string
	accept  string
	adopt   string
	outputs []string
}

func (a *app) gate() *cobra.Command {
	g := &gateFlags{}
	c := &cobra.Command{
		Use:   "gate [CONTRACT]",
		Short: "Compare a contract with what it was, and refuse what breaks clients or opens the API",
		Long: "gate compares a contract with an earlier one: a commit, which it reads without a checkout, a file or an address. It refuses changes that\n" +
			"break clients, and changes that let somebody in, show more or accept more than before. A schema that has become narrower or wider is\n" +
			"shown by a value that one side takes and the other does not.\n\n" +
			"Presets: wire asks what correct clients notice; codegen also what generated code notices; strict also what was announced, and fails what the\n" +
			"others warn of; security stands beside them unless no-security is given. What may pass stands in " + acceptfile.Name + " with a reason;\n" +
			"`contravene accept` writes it. Exit codes: 0 passed; 1 refused; 2 bad usage or unreadable contract; 4 a contract refers to another host.",
		Example: "  contravene gate openapi.yaml --against origin/main\n" +
			"  contravene gate openapi.yaml --against origin/main --preset strict --report github=/dev/stdout,sarif=gate.sarif",
		Args: atMostOneContract,
	}
	g.flags = bind(c, "headers", "ca-file", "insecure", "allow-remote-refs", "timeout", "max-body")
	f := c.Flags()
	f.StringVar(&g.against, "against", "", "`REF` of git, file or address of the contract before the change")
	f.StringSliceVar(&g.presets, "preset", []string{"wire"}, "`PRESETS` to look through: wire, codegen, strict, security, no-security")
	f.StringVar(&g.failOn, "fail-on", "fail", "`OUTCOME` that refuses: fail, or warn")
	f.StringVar(&g.accept, "accept", acceptfile.Name, "`FILE` of what may pass")
	f.StringVar(&g.adopt, "adopt", "", "`REASON` for which all that fails now is written into the file of --accept, so that only what is new fails from then on")
	f.StringSliceVar(&g.outputs, "report", nil, "`FORMAT=PATH` of a report to write: json, github, gitlab, markdown or sarif; the path - is standard output")
	c.RunE = func(c *cobra.Command, args []string) error {
		s, err := g.flags.about(c, args, a.Env)
		if err != nil {
			return err
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
	policy, outputs, err := g.parse()
	if err != nil {
		return err
	}
	head, err := load(ctx, s.contract, s)
	if err != nil {
		return err
	}
	base, err := g.base(ctx, s)
	if errors.Is(err, errNew) {
		a.say("PASSED  %s is new: %s has no such contract", s.contract, g.against)
		return nil
	}
	if err != nil {
		return err
	}
	changes, err := diff.Compare(base, head, diff.Options{Value: generators.Sample, Today: policy.Today})
	if err != nil {
		return fmt.Errorf("compare %s with %s: %w", s.contract, g.against, err)
	}
	d := policy.Judge(changes)
	if g.adopt != "" {
		return a.adopt(g, d)
	}
	if d.Verdict == gate.Refused {
		a.code = broken
	}
	return a.ruled(d, s.contract, outputs)
}

func (g *gateFlags) parse() (p *gate.Policy, outputs []gateOutput, err error) {
	if g.against == "" {
		return nil, nil, errors.New("nothing to compare with; give --against REF, such as origin/main, or a file")
	}
	today := time.Now() //nolint:forbidigo // acceptances and sunsets have dates
	p = &gate.Policy{FailOn: gate.Outcome(g.failOn), Today: today}
	if p.Presets, err = gate.ParsePresets(g.presets...); err != nil {
		return nil, nil, fmt.Errorf("--preset: %w", err)
	}
	if err := p.Check(); err != nil {
		return nil, nil, err
	}
	if p.Accepted, err = acceptfile.Read(g.accept); err != nil {
		return nil, nil, err
	}
	for _, text := range g.outputs {
		o, err := parseGateOutput(text)
		if err != nil {
			return nil, nil, err
		}
		outputs = append(outputs, o)
	}
	return p, outputs, nil
}

// adopt accepts all that fails, once, so that a gate can be put up where much is wrong already.
func (a *app) adopt(g *gateFlags, d *gate.Decision) error {
	var list []gate.Acceptance
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Outcome == gate.Fail {
			list = append(list, gate.Acceptance{Fingerprint: c.Fingerprint, Rule: c.Rule, Reason: g.adopt})
		}
	}
	if len(list) == 0 {
		a.say("nothing fails, so there is nothing to accept")
		return nil
	}
	n, err := acceptfile.Add(g.accept, list...)
	if err == nil {
		a.say("accepted %d changes in %s", n, g.accept)
	}
	return err
}

func (a *app) accept() *cobra.Command {
	var file string
	var entry gate.Acceptance
	c := &cobra.Command{
		Use:     "accept FINGERPRINT",
		Short:   "Let a change of the contract pass, with a reason",
		Example: "  contravene accept v1:08973386fe8cbd8d --reason 'no client uses it any more' --owner team-orders --expires 2027-01-31",
		Args:    exactly(1, "one fingerprint"),
	}
	f := c.Flags()
	f.StringVar(&entry.Reason, "reason", "", "`TEXT` that says why it may pass")
	f.StringVar(&entry.Rule, "rule", "", "`RULE` that the change is of, for readers")
	f.StringVar(&entry.Owner, "owner", "", "`NAME` of who answers for it")
	f.StringVar(&entry.Expires, "expires", "", "`DAY` after which it fails again, such as 2027-01-31")
	f.StringVar(&file, "file", acceptfile.Name, "`FILE` to write")
	c.RunE = func(_ *cobra.Command, args []string) error {
		entry.Fingerprint = args[0]
		added, err := acceptfile.Add(file, entry)
		if err != nil {
			return err
		}
		if added == 0 {
			a.say("%s stands in %s already", entry.Fingerprint, file)
			return nil
		}
		a.say("accepted %s in %s", entry.Fingerprint, file)
		return nil
	}
	return c
}
