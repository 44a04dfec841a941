package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness/gate"
	"github.com/contravene-dev/contravene/reports/acceptfile"
)

func (a *app) accept() *cobra.Command {
	var file string
	var entry gate.Acceptance
	c := &cobra.Command{
		Use:     "accept FINGERPRINT…",
		Short:   "Let a change of the contract pass, with a reason",
		Example: "  contravene accept v1:08973386fe8cbd8d --reason 'no client uses it any more' --owner team-orders --expires 2027-01-31",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no fingerprint; `contravene gate` prints one with each change that fails")
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&entry.Reason, "reason", "", "`TEXT` that says why it may pass")
	f.StringVar(&entry.Rule, "rule", "", "`RULE` that the change is of, for readers")
	f.StringVar(&entry.Owner, "owner", "", "`NAME` of who answers for it")
	f.StringVar(&entry.Expires, "expires", "", "`DAY` after which it fails again, such as 2027-01-31")
	f.StringVar(&file, "file", "", "`FILE` to write; that of gate.accept in contravene.yaml, else "+acceptfile.Name)
	config := c.Flags().String("config", "", "configuration `FILE`; "+defaultConfig+" where it exists")
	c.RunE = func(_ *cobra.Command, args []string) error {
		known := &flags{options: options(), config: *config}
		s, err := known.settings(a.Env)
		if err != nil {
			return err
		}
		s.gate = gateSettings{accept: file}.over(s.gate)
		return a.acceptAll(s.gate.accept, entry, args)
	}
	return c
}

// acceptAll writes one entry for each fingerprint, or none.
func (a *app) acceptAll(file string, entry gate.Acceptance, fingerprints []string) error {
	if entry.Expired(a.Today()) {
		return fmt.Errorf("--expires %s is over already; give a day to come", entry.Expires)
	}
	var list []gate.Acceptance
	for i, one := range fingerprints {
		if slices.Contains(fingerprints[:i], one) {
			continue
		}
		entry.Fingerprint = one
		list = append(list, entry)
	}
	added, err := acceptfile.Add(file, list...)
	if err != nil {
		return err
	}
	what := strings.Join(fingerprints, ", ")
	if added < len(list) {
		a.say("accepted %s in %s, which knew %d of them and now has what you said", what, file, len(list)-added)
		return nil
	}
	a.say("accepted %s in %s", what, file)
	return nil
}
